//! What is told of workflows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which version of a workflow was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishedVersion {
    /// Its number.
    pub version: i64,
    /// What is new in it, in the words of who published it.
    pub note: String,
}
