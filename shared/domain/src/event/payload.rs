//! What is special to single kinds of events.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which link to mail, and to whom. The link's secret follows from its id and a key that no event holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailedLink {
    /// Names the link.
    pub link_id: String,
    /// Who gets it.
    pub email: String,
}

/// Why something happened, as a word for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// The word, e.g. `wrong_password`, or the sentence of a failure.
    pub reason: String,
}

impl Reason {
    /// A reason in these words.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}

/// What someone may not do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusedAccess {
    /// The permission that was lacking, e.g. `tasks.write`.
    pub reason: String,
    /// What was tried, e.g. `PATCH /api/tasks/{task}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// On what, as the path named it: ids and keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub things: Vec<String>,
}

/// Which bulk change was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Undone {
    /// The event of the bulk change.
    pub event_id: String,
}

/// What an export held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Exported {
    /// `csv` or `xlsx`.
    pub format: String,
    /// How many rows, without the header.
    pub rows: i64,
}

/// Whom a comment mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mentions {
    /// The users' ids.
    pub mentions: Vec<String>,
}
