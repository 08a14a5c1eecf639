//! A run's presence at a node.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::ballot::Ballot;
use super::definition::NodeId;
use super::node::Action;
use super::run::RunId;
use crate::Timestamp;
use crate::task::TaskId;

/// The longest message of a failure, in characters.
const MESSAGE_MAX: usize = 500;

/// A run's presence at a node, from its coming until its leaving.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunActivity)]
pub struct Activity {
    /// At which node.
    pub node: NodeId,
    /// The how-many-eth time that the run is there, from 1.
    pub iteration: u32,
    /// The splits that it lies in, from the outside in.
    #[serde(default)]
    pub splits: Vec<SplitId>,
    /// Since when.
    pub since: Timestamp,
    /// When it is overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_at: Option<Timestamp>,
    /// How often it had something done outside: the number of the last try.
    #[serde(default)]
    pub tries: u32,
    /// What it is busy with.
    pub doing: Doing,
}

/// Names a split of a run into branches: the node that split it and the how-many-eth time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct SplitId {
    /// The node that split.
    pub node: NodeId,
    /// The how-many-eth time, from 1.
    pub iteration: u32,
}

/// Names an [`Activity`] of a run. With the run's id it is the idempotency key of what the activity has done outside:
/// `{run}:{node}:{iteration}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct ActivityKey {
    /// At which node.
    pub node: NodeId,
    /// The how-many-eth time.
    pub iteration: u32,
}

/// What an activity is busy with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Doing {
    /// Something has to be done outside, or is being done.
    Acting {
        /// What.
        action: Action,
        /// The how-many-eth try, from 1. An answer of another one is late and does not count.
        attempt: u32,
        /// Until when a worker has taken it. After that it is held to be lost, and counts as a failure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leased_until: Option<Timestamp>,
        /// When it is ordered again if nobody took it: the message may be lost.
        ordered_again_at: Timestamp,
    },
    /// It failed and is tried again later.
    Resting {
        /// What is tried again.
        action: Action,
        /// The try that comes next.
        attempt: u32,
        /// When.
        until: Timestamp,
        /// Why the last one failed.
        failure: Failure,
    },
    /// It waits for something to happen.
    Waiting {
        /// For what.
        waiting: Waiting,
    },
    /// It cannot go on; a person has to decide.
    Stuck {
        /// Why, and how it is tried again.
        incident: Incident,
    },
}

/// What an activity waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "waits_for", rename_all = "snake_case")]
pub enum Waiting {
    /// A time.
    Time {
        /// Which.
        until: Timestamp,
    },
    /// That a task is completed.
    Task {
        /// Which.
        task_id: TaskId,
    },
    /// The answers of people.
    Votes {
        /// Who was asked, and who answered.
        ballot: Ballot,
    },
    /// That another run is over.
    Run {
        /// Which.
        run_id: RunId,
    },
}

/// Why an activity cannot go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunIncident)]
pub struct Incident {
    /// Why.
    pub failure: Failure,
    /// How often it was tried; 0 if there was nothing to be tried.
    pub attempts: u32,
    /// What is done again when someone retries it; nothing if it failed before it came to that, then the node is begun
    /// again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// The task that took too long: it is waited for again when someone retries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    /// Since when.
    pub at: Timestamp,
}

/// Why something did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunFailure)]
pub struct Failure {
    /// For people: what is wrong and what to do.
    pub message: String,
    /// Whether it may succeed later without anyone doing anything.
    pub passing: bool,
    /// After how many seconds at the earliest, if the other side says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u32>,
}

impl Failure {
    /// What will fail again unless someone changes something.
    pub fn lasting(message: impl std::fmt::Display) -> Self {
        Self {
            message: shortened(&message),
            passing: false,
            retry_after_seconds: None,
        }
    }

    /// How long the other side wants to be left alone.
    pub fn retry_after(&self) -> TimeDelta {
        TimeDelta::seconds(self.retry_after_seconds.unwrap_or_default().into())
    }

    /// What may succeed when it is tried again.
    pub fn passing(message: impl std::fmt::Display) -> Self {
        Self {
            message: shortened(&message),
            passing: true,
            retry_after_seconds: None,
        }
    }

    /// As later nodes see it: `steps.<node>.error`.
    pub(super) fn output(&self) -> Value {
        serde_json::json!({"error": self.message})
    }
}

/// A message may quote a value of any length.
fn shortened(message: &impl std::fmt::Display) -> String {
    let text = message.to_string();
    match text.char_indices().nth(MESSAGE_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl ActivityKey {
    /// The idempotency key of what it has done outside.
    pub fn within(&self, run: RunId) -> String {
        format!("{run}:{}:{}", self.node, self.iteration)
    }
}

impl Activity {
    /// Its name within the run.
    pub fn key(&self) -> ActivityKey {
        ActivityKey {
            node: self.node.clone(),
            iteration: self.iteration,
        }
    }

    /// When time alone changes something about it.
    pub fn due_at(&self) -> Option<Timestamp> {
        let own = match &self.doing {
            Doing::Acting {
                leased_until,
                ordered_again_at,
                ..
            } => Some(leased_until.unwrap_or(*ordered_again_at)),
            Doing::Resting { until, .. } => Some(*until),
            Doing::Waiting {
                waiting: Waiting::Time { until },
            } => return Some(*until),
            Doing::Waiting {
                waiting: Waiting::Votes { ballot },
            } => ballot.remind_at,
            Doing::Waiting { .. } => None,
            Doing::Stuck { .. } => return None,
        };
        own.into_iter().chain(self.limit_at).min()
    }
}
