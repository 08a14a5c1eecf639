//! What is told of runs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::organization::UserId;
use crate::workflow::{ActivityKey, Happening, Origin, RunId};

/// One step of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunProgress {
    /// What it is a run of.
    pub origin: Origin,
    /// Who published that, and stands behind what it does.
    pub acts_for: UserId,
    /// What it did, in order.
    pub happened: Vec<Happening>,
    /// Who has to be told what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
    /// Runs that it had begun, and does not need any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stopped: Vec<RunId>,
}

/// A message of a run to people; it is sent because of the event that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunTold)]
pub struct Told {
    /// Which node tells it.
    #[serde(flatten)]
    pub at: ActivityKey,
    /// Whom.
    pub people: Vec<UserId>,
    /// By which way.
    pub by: TellingWay,
    /// What.
    pub text: String,
}

/// By which way a run tells something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RunTellingWay)]
pub enum TellingWay {
    /// Into inboxes.
    Inbox,
    /// By e-mail.
    Email,
}
