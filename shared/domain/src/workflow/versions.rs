//! Workflows with their drafts, and the versions that were published of them.

use serde::{Deserialize, Serialize};

use super::definition::Definition;
use crate::organization::{OrganizationId, UserId};
use crate::{Id, Timestamp};

/// The longest name, in characters.
pub const NAME_MAX: usize = 120;
/// The longest description, in characters.
pub const DESCRIPTION_MAX: usize = 10_000;
/// The largest definition, in bytes of JSON.
pub const DEFINITION_MAX: usize = 512 * 1024;
/// How many workflows an organization may have.
pub const WORKFLOWS_MAX: u64 = 1000;

/// Identifies a [`Workflow`].
pub type WorkflowId = Id<Workflow>;

/// Identifies a [`Version`].
pub type VersionId = Id<Version>;

/// A workflow: its draft, and which of its versions runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workflow {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: WorkflowId,
    /// The organization it belongs to.
    pub organization_id: OrganizationId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What is drawn at present; nothing where only the rest was read.
    #[serde(default)]
    pub draft: Definition,
    /// The number of the version that new runs are begun with; none before the first.
    pub published: Option<i64>,
    /// Whether what happens begins runs.
    pub enabled: bool,
    /// What the published version listens to, see [`Start::listens_to`](super::node::Start::listens_to).
    #[serde(default)]
    pub listens: Vec<String>,
    /// When a schedule of the published version begins the next run.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    /// Proves calls to its address, and signs what it sends to others; 32 random bytes in Base64.
    pub secret: String,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// When it was deleted. Its versions stay for the runs that are on them.
    #[serde(default)]
    pub deleted_at: Option<Timestamp>,
    /// Counts its changes.
    pub revision: i64,
}

/// A definition as it was published. It never changes, and runs stay on theirs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: VersionId,
    /// The organization it belongs to.
    pub organization_id: OrganizationId,
    /// The workflow it belongs to.
    pub workflow_id: WorkflowId,
    /// Counts the versions of the workflow, from 1.
    pub number: i64,
    /// What was drawn; nothing where only the rest was read.
    #[serde(default)]
    pub definition: Definition,
    /// What changed, in the words of who published it.
    pub note: String,
    /// Who published it.
    pub published_by: UserId,
    /// When.
    pub published_at: Timestamp,
}
