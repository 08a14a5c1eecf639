//! `PATCH /api/workflows/{id}`

use axum::extract::State as Shared;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::text::unix_lines;
use katalusis_domain::workflow::{Definition, Workflow, WorkflowId};
use katalusis_http::{Answer, Authenticated, Body, FieldError, IfMatch, Patch, PathId, Problem, Revised};
use katalusis_store::OrganizationStore;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::WorkflowView;
use super::{check, own, subject};
use crate::State;

/// What shall change: absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowPatch {
    /// What people call it, 1–120 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Approve critical tasks")]
    name: Patch<String>,
    /// Markdown, up to 10,000 characters; `null` empties it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Asks two of three leads.")]
    description: Patch<String>,
    /// Whether what happens begins runs. Those that were begun go on.
    #[serde(default)]
    #[schema(value_type = Option<bool>, example = false)]
    enabled: Patch<bool>,
    /// What is drawn now; it replaces the draft as a whole. `null`: nothing.
    #[serde(default)]
    #[schema(value_type = Option<Definition>)]
    draft: Patch<Definition>,
}

/// Change a workflow.
///
/// Changes a workflow: your own, or any if you are an admin. A changed draft does not touch what is published.
#[utoipa::path(
    patch, path = "/api/workflows/{id}", operation_id = "change_workflow", tag = "Workflows",
    params(
        ("id" = String, Path, description = "The workflow", format = Uuid),
        ("if-match" = String, Header, description = "The `ETag` that you read, or `*`", example = "\"1\""),
    ),
    request_body = WorkflowPatch,
    responses(
        (status = 200, description = "The workflow as it is now", body = WorkflowView, headers(("etag" = String, description = "Its revision"))),
        (status = 412, description = "Someone else was faster"),
    ),
    extensions(("x-permission" = json!("workflows.manage"))),
)]
pub async fn change_workflow(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<WorkflowId>,
    if_match: IfMatch,
    Body(request): Body<WorkflowPatch>,
) -> Answer<Revised<WorkflowView>> {
    let organization = state.store.for_organization(&caller);
    let before = own(&organization, &caller, id).await?;
    if_match.check(before.revision)?;
    let mut after = before.clone();
    request.apply(&mut after)?;
    check(&after)?;
    let changes = Change::between(fields(&before), fields(&after));
    if changes.is_empty() {
        return Ok(Revised::ok(
            before.revision,
            WorkflowView::seen_by(&caller, before),
        ));
    }
    let now = state.store.world().now();
    if before.enabled != after.enabled {
        after.due_at = next_scheduled(&organization, &after, now).await?;
    }
    after.updated_at = now;
    after.revision += 1;
    organization
        .change(Fact::WorkflowChanged, vec![subject(&after)])
        .with_changes(changes)
        .replace(&after)?
        .run()
        .await?;
    Ok(Revised::ok(after.revision, WorkflowView::seen_by(&caller, after)))
}

/// When the schedule of what is published begins the next run; never while that is off.
async fn next_scheduled(
    organization: &OrganizationStore,
    workflow: &Workflow,
    now: Timestamp,
) -> Answer<Option<Timestamp>> {
    let Some(number) = workflow.published.filter(|_| workflow.enabled) else {
        return Ok(None);
    };
    let version = organization.workflow_version(workflow.id, number).await?;
    Ok(version.and_then(|version| version.definition.next_scheduled(now)))
}

impl WorkflowPatch {
    fn apply(self, workflow: &mut Workflow) -> Answer<()> {
        let mut errors: Vec<FieldError> = Vec::new();
        let mut refuse = |error| errors.push(error);
        if let Some(name) = self.name.required("/name").map_err(&mut refuse).unwrap_or(None) {
            name.trim().clone_into(&mut workflow.name);
        }
        let enabled = self.enabled.required("/enabled");
        if let Some(enabled) = enabled.map_err(&mut refuse).unwrap_or(None) {
            workflow.enabled = enabled;
        }
        match self.description {
            Patch::Unchanged => {}
            Patch::Cleared => workflow.description.clear(),
            Patch::Set(text) => workflow.description = unix_lines(&text),
        }
        match self.draft {
            Patch::Unchanged => {}
            Patch::Cleared => workflow.draft = Definition::default(),
            Patch::Set(draft) => workflow.draft = draft,
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(errors))
        }
    }
}

/// What can change in a workflow, as events tell it. Of a draft only how large it is and a name for what it holds: whole
/// drawings, saved every few seconds, would fill the log, and versions keep those that count.
fn fields(workflow: &Workflow) -> [(&'static str, Value); 4] {
    let drawn = json!(workflow.draft).to_string();
    let draft = json!({
        "steps": workflow.draft.nodes.len(),
        "connections": workflow.draft.edges.len(),
        "content": Uuid::new_v5(&workflow.id.uuid(), drawn.as_bytes()),
    });
    [
        ("name", json!(workflow.name)),
        ("description", json!(workflow.description)),
        ("enabled", json!(workflow.enabled)),
        ("draft", draft),
    ]
}
