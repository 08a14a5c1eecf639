//! What a step did, for the log and the timeline.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::activity::{ActivityKey, Failure};
use super::ballot::Verdict;
use crate::organization::UserId;

/// What a step did at one node. Kinds are added, never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
#[schema(as = RunHappening)]
pub enum Happening {
    /// The run came to a node.
    Entered {
        /// Which.
        #[serde(flatten)]
        at: ActivityKey,
    },
    /// Something is being done outside.
    Ordered {
        /// By which node.
        #[serde(flatten)]
        at: ActivityKey,
        /// The how-many-eth try.
        attempt: u32,
    },
    /// A try did not succeed: there is another one, or the node is left by the exit `failed`.
    Failed {
        /// At which node.
        #[serde(flatten)]
        at: ActivityKey,
        /// The how-many-eth try.
        attempt: u32,
        /// Why.
        failure: Failure,
    },
    /// A node waits for something outside.
    Waits {
        /// Which.
        #[serde(flatten)]
        at: ActivityKey,
    },
    /// These people were asked to approve.
    Asked {
        /// By which node.
        #[serde(flatten)]
        at: ActivityKey,
        /// Whom.
        people: Vec<UserId>,
        /// What.
        question: String,
    },
    /// Someone answered.
    Voted {
        /// At which node.
        #[serde(flatten)]
        at: ActivityKey,
        /// Who.
        user_id: UserId,
        /// What.
        verdict: Verdict,
    },
    /// Those who have not answered are reminded.
    Reminded {
        /// At which node.
        #[serde(flatten)]
        at: ActivityKey,
        /// Whom.
        people: Vec<UserId>,
        /// What they were asked.
        question: String,
    },
    /// The time of a node was over.
    Overdue {
        /// Of which.
        #[serde(flatten)]
        at: ActivityKey,
    },
    /// The run left a node.
    Left {
        /// Which.
        #[serde(flatten)]
        at: ActivityKey,
        /// By which exit.
        exit: String,
        /// What it gave.
        #[schema(value_type = Value)]
        output: Value,
    },
    /// A branch came to a join that it does not count for any more.
    Swallowed {
        /// Which.
        #[serde(flatten)]
        at: ActivityKey,
    },
    /// A branch was stopped, because it is not needed any more or the run was cancelled.
    Stopped {
        /// At which node.
        #[serde(flatten)]
        at: ActivityKey,
    },
    /// A node cannot go on; a person has to decide.
    Stuck {
        /// Which.
        #[serde(flatten)]
        at: ActivityKey,
        /// Why.
        failure: Failure,
    },
    /// Someone had it tried again.
    Retried {
        /// At which node.
        #[serde(flatten)]
        at: ActivityKey,
    },
    /// Someone had a node skipped.
    Skipped {
        /// Which.
        #[serde(flatten)]
        at: ActivityKey,
        /// The exit it was left by.
        exit: String,
    },
    /// Nothing is left to do.
    Completed,
    /// Someone cancelled the run.
    Cancelled {
        /// Why.
        reason: String,
    },
}
