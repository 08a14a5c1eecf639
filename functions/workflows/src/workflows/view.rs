//! Workflows and versions as callers see them.

use katalusis_domain::organization::UserId;
use katalusis_domain::workflow::validate::{Finding, validate};
use katalusis_domain::workflow::{Definition, Version, Workflow, WorkflowId};
use katalusis_domain::{Caller, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::may_change;

/// A workflow with its draft.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Workflow)]
pub struct WorkflowView {
    #[serde(flatten)]
    summary: WorkflowSummary,
    /// What is drawn at present. What follows the host in addresses, and headers of calls, only those see who may change
    /// the workflow.
    draft: Definition,
    /// What has to be mended in the draft before it can be published.
    findings: Vec<Finding>,
}

/// A workflow without its draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkflowSummary {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: WorkflowId,
    /// What people call it.
    #[schema(example = "Approve critical tasks")]
    name: String,
    /// What it is for, as Markdown.
    #[schema(example = "Asks two of three leads.")]
    description: String,
    /// The number of the version that new runs are begun with; `null` before the first.
    #[schema(required, example = 3)]
    published: Option<i64>,
    /// Whether what happens begins runs.
    #[schema(example = true)]
    enabled: bool,
    /// Who made it.
    created_by: UserId,
    /// When.
    created_at: Timestamp,
    /// When it was changed last.
    updated_at: Timestamp,
    /// Counts changes; the `ETag` is the same in quotes.
    #[schema(example = 1)]
    revision: i64,
}

/// A version of a workflow.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WorkflowVersion)]
pub struct VersionView {
    #[serde(flatten)]
    summary: VersionSummary,
    /// What was drawn. What follows the host in addresses, and headers of calls, only those see who may change the
    /// workflow.
    definition: Definition,
}

/// A version of a workflow, without what was drawn.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WorkflowVersionSummary)]
pub struct VersionSummary {
    /// Counts the versions of the workflow, from 1.
    #[schema(example = 3)]
    number: i64,
    /// What is new in it.
    #[schema(example = "Asks the leads first.")]
    note: String,
    /// Who published it.
    published_by: UserId,
    /// When.
    published_at: Timestamp,
}

impl WorkflowView {
    /// As this caller may see it.
    pub fn seen_by(caller: &Caller, mut workflow: Workflow) -> Self {
        let mut draft = std::mem::take(&mut workflow.draft);
        let findings = validate(&draft);
        if may_change(caller, &workflow).is_err() {
            draft.hide_secrets();
        }
        Self {
            findings,
            draft,
            summary: workflow.into(),
        }
    }
}

impl VersionView {
    /// As this caller may see it; it is one of this workflow.
    pub fn seen_by(caller: &Caller, workflow: &Workflow, mut version: Version) -> Self {
        let mut definition = std::mem::take(&mut version.definition);
        if may_change(caller, workflow).is_err() {
            definition.hide_secrets();
        }
        Self {
            definition,
            summary: version.into(),
        }
    }
}

impl From<Workflow> for WorkflowSummary {
    fn from(workflow: Workflow) -> Self {
        Self {
            id: workflow.id,
            name: workflow.name,
            description: workflow.description,
            published: workflow.published,
            enabled: workflow.enabled,
            created_by: workflow.created_by,
            created_at: workflow.created_at,
            updated_at: workflow.updated_at,
            revision: workflow.revision,
        }
    }
}

impl From<Version> for VersionSummary {
    fn from(version: Version) -> Self {
        Self {
            number: version.number,
            note: version.note,
            published_by: version.published_by,
            published_at: version.published_at,
        }
    }
}
