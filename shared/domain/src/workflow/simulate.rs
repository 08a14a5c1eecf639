//! Tries a workflow out: the same [`step`](super::step), a world that is made up, and nothing done.
//!
//! Every [`Order`] is answered at once, by what the [`Scenario`] assumes of its node or, where it assumes nothing, by
//! what usually happens: actions succeed, people approve, tasks are completed. Time jumps to when something is due.

mod answers;
mod samples;
mod walk;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::activity::{Activity, ActivityKey, Doing, Failure};
use super::definition::{Definition, Edge, NodeId};
use super::happening::Happening;
use super::node::{Kind, Start};
use super::run::{Run, Status};
use super::step::Order;
use crate::Timestamp;
use crate::organization::UserId;

pub(super) use walk::Walk;

/// What a workflow is tried out with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = SimulationScenario)]
pub struct Scenario {
    /// The start node that it begins at; the first one, if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, examples("start"))]
    pub start: Option<NodeId>,
    /// The workflow's name, for texts that name it.
    #[schema(examples("Approve critical tasks"))]
    pub workflow: String,
    /// What begins it, e.g. `{"task": {…}, "event": {…}}`; something plausible, if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    pub trigger: Option<Value>,
    /// Variables, instead of their initial values.
    #[schema(value_type = Value)]
    pub vars: Map<String, Value>,
    /// Who begins it, if a person does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_by: Option<UserId>,
    /// How the world answers, by node: the first for what the node orders or asks first, and so on; the last one also for
    /// everything after it.
    #[schema(value_type = BTreeMap<String, Vec<Assumption>>)]
    pub assumed: BTreeMap<NodeId, Vec<Assumption>>,
}

/// How the world answers what a node orders or asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SimulationAssumption)]
pub struct Assumption {
    /// What comes of it.
    pub outcome: Outcome,
    /// How many seconds later.
    #[serde(default)]
    #[schema(maximum = 31_622_400, examples(3600))]
    pub after_seconds: u32,
}

/// What comes of what a node orders or asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SimulationOutcome)]
pub enum Outcome {
    /// It succeeds and gives this: a task, `{"status": 200, "body": …}` of a call, `{"vars": …}` of a sub-workflow. Fields
    /// that are not named here are made up.
    Done(Value),
    /// It fails.
    Failed(Failure),
    /// As many approve as have to.
    Approved,
    /// So many reject that it cannot be approved any more.
    Rejected,
    /// The task, or the workflow, that is waited for is completed.
    Completed,
    /// Nobody answers.
    TimedOut,
}

impl From<Outcome> for Assumption {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            after_seconds: 0,
        }
    }
}

/// What would have happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Simulation {
    /// How it ended.
    pub end: End,
    /// When, in the time of the simulation.
    pub ended_at: Timestamp,
    /// Why this trigger would not have begun the workflow; absent if it would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_begun: Option<String>,
    /// What it was begun with.
    #[schema(value_type = Value)]
    pub trigger: Value,
    /// What happened, in order.
    pub path: Vec<Passage>,
    /// What would have been done outside, in order.
    pub orders: Vec<Sent>,
    /// The edges that it took.
    pub edges: Vec<Taken>,
    /// The variables at the end.
    #[schema(value_type = Value)]
    pub vars: Map<String, Value>,
    /// What nodes gave, by their id.
    #[schema(value_type = Value)]
    pub steps: Map<String, Value>,
    /// The nodes of which something was assumed that did not come to bear: the run did not come to them, or they do nothing
    /// that could turn out so.
    #[schema(value_type = Vec<String>)]
    pub unused: Vec<NodeId>,
}

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SimulationPassage)]
pub struct Passage {
    /// When, in the time of the simulation.
    pub at: Timestamp,
    /// What.
    pub happening: Happening,
}

/// Something that would have been done outside, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SimulationOrder)]
pub struct Sent {
    /// When, in the time of the simulation.
    pub at: Timestamp,
    /// What.
    pub order: Order,
}

/// An edge that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SimulationEdge)]
pub struct Taken {
    /// Which.
    pub edge: Edge,
    /// How often.
    #[schema(examples(1))]
    pub times: u32,
}

/// How a simulation ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "how", rename_all = "snake_case")]
#[schema(as = SimulationEnd)]
pub enum End {
    /// The run came to its end.
    Completed,
    /// It could not go on; a person would have had to decide.
    Stuck {
        /// Where, and why.
        incidents: Vec<Trouble>,
    },
    /// It waits for something that does not happen in this scenario.
    Waits {
        /// Where.
        at: Vec<ActivityKey>,
    },
    /// It was stopped, because it was no nearer to its end.
    TooLong {
        /// What there was too much of.
        of: TooLong,
    },
    /// There is no such start.
    NoStart,
}

/// Where and why a simulation could not go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SimulationIncident)]
pub struct Trouble {
    /// Where.
    pub at: ActivityKey,
    /// Why.
    pub failure: Failure,
}

/// What there was too much of in a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SimulationTooLong)]
pub enum TooLong {
    /// More than a year passed.
    Time,
    /// Too much happened.
    Steps,
    /// What happened is too large to be told.
    Size,
}

/// Runs a definition from `at` on in a world that answers as `scenario` assumes, until it is over, stuck, waits for
/// something that does not come, or takes too long: a year, 2,000 inputs, 5,000
/// happenings, or 4 MiB of what is to be told.
///
/// Drafts that are not ready run as far as they can.
pub fn simulate(definition: &Definition, scenario: &Scenario, at: Timestamp) -> Simulation {
    let Some((node, start)) = start(definition, scenario) else {
        return nothing(scenario, at);
    };
    let trigger = scenario.trigger.clone();
    let trigger = trigger.unwrap_or_else(|| samples::trigger(start, at));
    let mut walk = Walk::new(definition, scenario, trigger, at);
    let not_begun = not_begun(start, walk.run());
    let end = walk.finish(node);
    let edges = taken(definition, walk.path());
    let unused = walk.unused();
    let walked = walk.into_parts();
    Simulation {
        end,
        ended_at: walked.now,
        not_begun,
        trigger: walked.run.trigger,
        path: walked.path,
        orders: walked.orders,
        edges,
        vars: walked.run.vars,
        steps: walked.run.steps,
        unused,
    }
}

/// The node that the scenario begins at.
fn start<'a>(definition: &'a Definition, scenario: &Scenario) -> Option<(&'a NodeId, &'a Start)> {
    let asked = |id: &NodeId| scenario.start.as_ref().is_none_or(|start| start == id);
    let mut nodes = definition.nodes.iter().filter(|node| asked(&node.id));
    nodes.find_map(|node| match &node.does {
        Kind::Start(start) => Some((&node.id, start)),
        _ => None,
    })
}

fn nothing(scenario: &Scenario, at: Timestamp) -> Simulation {
    Simulation {
        end: End::NoStart,
        ended_at: at,
        not_begun: None,
        trigger: scenario.trigger.clone().unwrap_or_default(),
        path: Vec::new(),
        orders: Vec::new(),
        edges: Vec::new(),
        vars: scenario.vars.clone(),
        steps: Map::new(),
        unused: scenario.assumed.keys().cloned().collect(),
    }
}

/// Why what begins this run would not begin it.
fn not_begun(start: &Start, run: &Run) -> Option<String> {
    let (Start::TaskEvent { filter, .. } | Start::ImportFinished { filter, .. }) = start else {
        return None;
    };
    let filter = filter.as_ref()?;
    match filter.holds(&run.scope()) {
        Ok(true) => None,
        Ok(false) => Some(format!("\"{}\" is not true of this event.", filter.0)),
        Err(error) => Some(format!("{error}.")),
    }
}

/// How often each edge was taken, in the order in which they are drawn.
fn taken(definition: &Definition, path: &[Passage]) -> Vec<Taken> {
    let mut left: BTreeMap<(&NodeId, &str), u32> = BTreeMap::new();
    for passage in path {
        if let Happening::Left { at, exit, .. } = &passage.happening {
            *left.entry((&at.node, exit)).or_default() += 1;
        }
    }
    let times = |edge: &Edge| left.get(&(&edge.from, edge.exit.as_str())).copied();
    let taken = |edge: &Edge| {
        times(edge).map(|times| Taken {
            edge: edge.clone(),
            times,
        })
    };
    definition.edges.iter().filter_map(taken).collect()
}

/// How a run ended that nothing comes to any more.
fn at_rest(run: &Run) -> End {
    let trouble = |activity: &Activity| match &activity.doing {
        Doing::Stuck { incident } => Some(Trouble {
            at: activity.key(),
            failure: incident.failure.clone(),
        }),
        _ => None,
    };
    let incidents: Vec<Trouble> = run.activities.iter().filter_map(trouble).collect();
    if run.status != Status::Running {
        End::Completed
    } else if incidents.is_empty() {
        End::Waits {
            at: run.activities.iter().map(Activity::key).collect(),
        }
    } else {
        End::Stuck { incidents }
    }
}

#[cfg(test)]
mod tests;
