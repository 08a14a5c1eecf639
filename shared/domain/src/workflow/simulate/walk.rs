//! A run on its way through a world that is made up.

use std::collections::btree_map::OccupiedEntry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::answers::{self, Suits};
use super::{Assumption, End, Outcome, Passage, Scenario, Sent, TooLong, at_rest};
use crate::workflow::activity::{ActivityKey, Doing};
use crate::workflow::definition::{Definition, NodeId};
use crate::workflow::node::Action;
use crate::workflow::run::{Run, Status};
use crate::workflow::step::{Input, Order, step};
use crate::{Id, Timestamp};

/// How long a simulation may take in its own time: a leap year.
const TIME_MAX: TimeDelta = TimeDelta::seconds(31_622_400);
/// How many inputs it may take.
const STEPS_MAX: usize = 2000;
/// How much may happen.
const PATH_MAX: usize = 5000;
/// How much there may be to tell, in bytes of JSON.
const SIZE_MAX: usize = 4 * 1024 * 1024;
/// Later than any simulation: what is not answered is not answered until then.
const NEVER: TimeDelta = TimeDelta::days(3650);

/// A run on its way, and what it left behind.
pub(in crate::workflow) struct Walk<'a> {
    definition: &'a Definition,
    scenario: &'a Scenario,
    walked: Walked,
    began: Timestamp,
    /// What the world is going to say, by when and in the order in which it was decided on.
    agenda: BTreeMap<(Timestamp, usize), Input>,
    scheduled: usize,
    /// The tries that were answered: an order may be given again.
    tried: BTreeSet<(ActivityKey, u32)>,
    /// How many assumptions of each node are used up, whether they suited or not.
    used: BTreeMap<NodeId, usize>,
    suited: BTreeSet<NodeId>,
    /// What was assumed of the last order of an activity, and what came of it.
    open: BTreeMap<ActivityKey, (Assumption, Value)>,
    size: usize,
}

/// What a walk left behind.
pub(in crate::workflow) struct Walked {
    pub run: Run,
    pub now: Timestamp,
    pub path: Vec<Passage>,
    pub orders: Vec<Sent>,
    /// What the run was told, and when.
    pub given: Vec<(Timestamp, Input)>,
}

impl<'a> Walk<'a> {
    pub fn new(definition: &'a Definition, scenario: &'a Scenario, trigger: Value, at: Timestamp) -> Self {
        let mut vars = definition.initial_vars();
        vars.extend(scenario.vars.clone());
        let id = Id::new(Uuid::nil());
        let run = Run::new(id, &scenario.workflow, trigger, vars, scenario.started_by, at);
        Self {
            definition,
            scenario,
            walked: Walked {
                run,
                now: at,
                path: Vec::new(),
                orders: Vec::new(),
                given: Vec::new(),
            },
            began: at,
            agenda: BTreeMap::new(),
            scheduled: 0,
            tried: BTreeSet::new(),
            used: BTreeMap::new(),
            suited: BTreeSet::new(),
            open: BTreeMap::new(),
            size: 0,
        }
    }

    pub fn run(&self) -> &Run {
        &self.walked.run
    }

    pub fn path(&self) -> &[Passage] {
        &self.walked.path
    }

    pub fn into_parts(self) -> Walked {
        self.walked
    }

    /// The nodes of which something was assumed that did not come to bear.
    pub fn unused(&self) -> Vec<NodeId> {
        let assumed = self.scenario.assumed.keys();
        assumed
            .filter(|node| !self.suited.contains(*node))
            .cloned()
            .collect()
    }

    /// Begins at this node, and goes on until nothing comes any more.
    pub fn finish(&mut self, node: &NodeId) -> End {
        self.give(Input::Begin { node: node.clone() });
        while self.run().status == Status::Running {
            let told = self.agenda.first_key_value().map(|((at, _), _)| *at);
            let due = self.run().due_at().filter(|due| *due < self.began + NEVER);
            let Some(next) = told.into_iter().chain(due).min() else {
                break;
            };
            if let Some(of) = self.too_long(next) {
                return End::TooLong { of };
            }
            self.walked.now = self.walked.now.max(next);
            let told = self.agenda.first_entry().filter(|entry| entry.key().0 == next);
            let input = told.map_or(Input::Tick, OccupiedEntry::remove);
            self.give(input);
        }
        at_rest(self.run())
    }

    fn too_long(&self, next: Timestamp) -> Option<TooLong> {
        if next > self.began + TIME_MAX {
            Some(TooLong::Time)
        } else if self.walked.given.len() >= STEPS_MAX || self.walked.path.len() >= PATH_MAX {
            Some(TooLong::Steps)
        } else if self.size > SIZE_MAX {
            Some(TooLong::Size)
        } else {
            None
        }
    }

    fn give(&mut self, input: Input) {
        let at = self.walked.now;
        let done = match &input {
            Input::Done { key, .. } => Some(key.clone()),
            _ => None,
        };
        let stepped = step(self.definition, self.walked.run.clone(), input.clone(), at);
        self.walked.given.push((at, input));
        self.walked.run = stepped.run;
        for happening in stepped.happened {
            self.size += size_of(&happening);
            self.walked.path.push(Passage { at, happening });
        }
        for order in stepped.orders {
            self.size += size_of(&order);
            if let Order::Do { key, attempt, action } = &order {
                self.answer(key, *attempt, action);
            }
            self.walked.orders.push(Sent { at, order });
        }
        if let Some(key) = done {
            self.reply(&key);
        }
    }

    /// Decides what comes of an order.
    fn answer(&mut self, key: &ActivityKey, attempt: u32, action: &Action) {
        if !self.tried.insert((key.clone(), attempt)) {
            return;
        }
        let assumption = self.assume(&key.node, action);
        let now = self.walked.now;
        let later = now + TimeDelta::seconds(assumption.after_seconds.into());
        // Who waits for people or tasks waits for them; that they were asked, or made, takes no time.
        let waits = answers::waits(action);
        let (at, result) = match &assumption.outcome {
            Outcome::Failed(failure) => (later, Some(Err(failure.clone()))),
            Outcome::TimedOut if !waits => (self.began + NEVER, None),
            outcome => {
                let output = answers::output(action, outcome, &self.walked.run, key, now);
                (if waits { now } else { later }, Some(Ok(output)))
            }
        };
        if at > now {
            let until = at + TimeDelta::seconds(1);
            let key = key.clone();
            self.schedule(now, Input::Taken { key, attempt, until });
        }
        let output = match &result {
            Some(Ok(output)) => output.clone(),
            _ => Value::Null,
        };
        self.open.insert(key.clone(), (assumption, output));
        if let Some(result) = result {
            let key = key.clone();
            self.schedule(at, Input::Done { key, attempt, result });
        }
    }

    /// What is assumed of the next thing that this node orders.
    fn assume(&mut self, node: &NodeId, action: &Action) -> Assumption {
        let assumed = self.scenario.assumed.get(node).map_or(&[][..], Vec::as_slice);
        let used = self.used.entry(node.clone()).or_default();
        let next = assumed.get(*used).or(assumed.last());
        *used += 1;
        let suits = next.filter(|next| next.outcome.suits(action));
        if suits.is_some() {
            self.suited.insert(node.clone());
        }
        let usual = || Assumption::from(answers::usual(action));
        suits.cloned().unwrap_or_else(usual)
    }

    /// Decides what comes to an activity that waits since what it ordered was done.
    fn reply(&mut self, key: &ActivityKey) {
        let Some(activity) = self.walked.run.activity(key) else {
            return;
        };
        let (Doing::Waiting { waiting }, Some((assumption, output))) = (&activity.doing, self.open.get(key))
        else {
            return;
        };
        let at = self.walked.now + TimeDelta::seconds(assumption.after_seconds.into());
        for answer in answers::replies(key, waiting, &assumption.outcome, output, at) {
            self.schedule(at, Input::Heard(answer));
        }
    }

    fn schedule(&mut self, at: Timestamp, input: Input) {
        self.scheduled += 1;
        self.agenda.insert((at, self.scheduled), input);
    }
}

/// How long a value is as JSON, in bytes.
fn size_of(value: &impl Serialize) -> usize {
    serde_json::to_vec(value).map_or(0, |bytes| bytes.len())
}
