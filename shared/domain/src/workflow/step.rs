//! The function that runs a workflow.

mod branches;
mod inputs;
mod joins;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::activity::{ActivityKey, Failure, SplitId};
use super::ballot::Vote;
use super::definition::{Definition, NodeId};
use super::graph::Graph;
use super::happening::Happening;
use super::node::Action;
use super::run::{Run, RunId, Status};
use crate::Timestamp;
use crate::organization::UserId;
use crate::task::TaskId;

/// What a run is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Begin, at this start node.
    Begin {
        /// Which.
        node: NodeId,
    },
    /// A worker has taken an action and will be done with it by then.
    Taken {
        /// Of which activity.
        key: ActivityKey,
        /// Which try.
        attempt: u32,
        /// Until when.
        until: Timestamp,
    },
    /// An action is done, or failed.
    Done {
        /// Of which activity.
        key: ActivityKey,
        /// Which try.
        attempt: u32,
        /// What came of it.
        result: Result<Value, Failure>,
    },
    /// Something that the run may have waited for.
    Heard(Answer),
    /// Time has passed.
    Tick,
    /// A person has a stuck node tried again.
    Retry {
        /// Which.
        key: ActivityKey,
    },
    /// A person has a stuck node left by this exit.
    Skip {
        /// Which.
        key: ActivityKey,
        /// By which exit.
        exit: String,
    },
    /// A person ends the run.
    Cancel {
        /// Why.
        reason: String,
    },
}

/// Something that a run may wait for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A task was completed.
    TaskCompleted {
        /// Which.
        task_id: TaskId,
        /// As it is now.
        task: Value,
    },
    /// A task went to the bin.
    TaskDeleted {
        /// Which.
        task_id: TaskId,
    },
    /// Someone answered a ballot.
    Voted {
        /// Of which activity.
        key: ActivityKey,
        /// Who, and what.
        vote: Vote,
    },
    /// Someone cannot answer any more.
    PersonGone {
        /// Who.
        user_id: UserId,
    },
    /// Another run is over.
    RunOver {
        /// Which.
        run_id: RunId,
        /// How it ended.
        status: Status,
        /// Its variables.
        vars: Map<String, Value>,
    },
}

/// What the host has to do, once the new state is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RunOrder)]
pub enum Order {
    /// Do this. Its key is `{run}:{node}:{iteration}`, whatever the try.
    Do {
        /// For which activity.
        key: ActivityKey,
        /// Which try.
        attempt: u32,
        /// What.
        action: Action,
    },
    /// Cancel the run that this one began and does not need any more.
    StopRun {
        /// Which.
        run_id: RunId,
    },
}

/// What a step comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Stepped {
    /// Where the run stands now.
    pub run: Run,
    /// What has to be done.
    pub orders: Vec<Order>,
    /// What it did, in order.
    pub happened: Vec<Happening>,
}

impl Stepped {
    /// What it comes to if nothing is done.
    pub fn nothing(run: Run) -> Self {
        Self {
            run,
            orders: Vec::new(),
            happened: Vec::new(),
        }
    }

    /// This step and the one after it, as one.
    #[must_use]
    pub fn then(mut self, next: Self) -> Self {
        self.orders.extend(next.orders);
        self.happened.extend(next.happened);
        Self {
            run: next.run,
            ..self
        }
    }
}

/// Brings a run on by one input.
///
/// What does not concern the run, or came too late, changes nothing: inputs may be given twice and in any order.
pub fn step(definition: &Definition, run: Run, input: Input, at: Timestamp) -> Stepped {
    let mut stepping = Stepping {
        graph: Graph::new(definition),
        run,
        at,
        entered: 0,
        arriving: VecDeque::new(),
        orders: Vec::new(),
        happened: Vec::new(),
    };
    if stepping.run.status == Status::Running {
        stepping.take(input);
        stepping.settle();
    }
    Stepped {
        run: stepping.run,
        orders: stepping.orders,
        happened: stepping.happened,
    }
}

/// A branch on its way to a node.
struct Branch {
    to: NodeId,
    splits: Vec<SplitId>,
}

struct Stepping<'a> {
    graph: Graph<'a>,
    run: Run,
    at: Timestamp,
    entered: u32,
    arriving: VecDeque<Branch>,
    orders: Vec<Order>,
    happened: Vec<Happening>,
}

impl Stepping<'_> {
    fn take(&mut self, input: Input) {
        match input {
            Input::Begin { node } => {
                if self.run.entered == 0 {
                    self.arriving.push_back(Branch {
                        to: node,
                        splits: Vec::new(),
                    });
                }
            }
            Input::Taken { key, attempt, until } => self.taken(&key, attempt, until),
            Input::Done { key, attempt, result } => self.done(&key, attempt, result),
            Input::Heard(answer) => self.heard(answer),
            Input::Tick => self.tick(),
            Input::Retry { key } => self.retry(&key),
            Input::Skip { key, exit } => self.skip(&key, &exit),
            Input::Cancel { reason } => self.cancel(reason),
        }
    }

    /// Goes on until everything waits, and ends the run if there is nothing left.
    fn settle(&mut self) {
        while self.run.status == Status::Running {
            if let Some(branch) = self.arriving.pop_front() {
                self.arrive(branch);
            } else if let Some(index) = self.run.complete_meeting(&self.graph) {
                self.meet(index);
            } else {
                break;
            }
        }
        let run = &mut self.run;
        let alive: Vec<_> = run
            .activities
            .iter()
            .map(|activity| activity.splits.clone())
            .collect();
        run.meetings
            .retain(|meeting| alive.iter().any(|splits| splits.starts_with(&meeting.splits)));
        if run.status == Status::Running && run.entered > 0 && run.activities.is_empty() {
            run.status = Status::Completed;
            self.happened.push(Happening::Completed);
        }
    }
}
