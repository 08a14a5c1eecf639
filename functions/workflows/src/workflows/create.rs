//! `POST /api/workflows`

use axum::extract::State as Shared;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::text::unix_lines;
use katalusis_domain::workflow::versions::WORKFLOWS_MAX;
use katalusis_domain::workflow::{Definition, Workflow};
use katalusis_http::{Answer, Authenticated, Body, Problem, Revised};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::view::WorkflowView;
use super::{check, subject};
use crate::State;

/// A new workflow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Approve critical tasks",
    "description": "Asks two of three leads.",
    "draft": {
        "nodes": [
            { "id": "start", "name": "A critical task", "does": {
                "kind": "start", "when": "task_event", "event": "created", "filter": "trigger.task.priority == 'critical'" } },
            { "id": "tell", "name": "Tell the channel", "does": {
                "kind": "notification", "channel": { "slack": "https://hooks.example.com/T0/B0" },
                "text": "{{ trigger.task.key }}: {{ trigger.task.title }}" } },
        ],
        "edges": [{ "from": "start", "to": "tell" }],
    },
}))]
pub struct NewWorkflow {
    /// What people call it, 1–120 characters.
    name: String,
    /// What it is for: Markdown, up to 10,000 characters.
    #[serde(default)]
    description: String,
    /// What is drawn so far.
    #[serde(default)]
    draft: Definition,
}

/// Make a workflow.
///
/// Makes a workflow with a draft, which need not be complete. It does nothing before it is published.
#[utoipa::path(
    post, path = "/api/workflows", operation_id = "create_workflow", tag = "Workflows",
    request_body = NewWorkflow,
    responses(
        (status = 201, description = "The new workflow, and what its draft lacks", body = WorkflowView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "There are as many workflows as there may be"),
    ),
    extensions(("x-permission" = json!("workflows.manage"))),
)]
pub async fn create_workflow(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<NewWorkflow>,
) -> Answer<Revised<WorkflowView>> {
    caller.may(Permission::WorkflowsManage, Subject::OwnedBy(caller.user_id))?;
    let organization = state.store.for_organization(&caller);
    let now = state.store.world().now();
    let workflow = Workflow {
        id: state.store.world().id(),
        organization_id: caller.organization_id,
        name: request.name.trim().to_owned(),
        description: unix_lines(&request.description),
        draft: request.draft,
        published: None,
        enabled: true,
        listens: Vec::new(),
        due_at: None,
        secret: STANDARD.encode(state.store.world().bytes::<32>()),
        created_by: caller.user_id,
        created_at: now,
        updated_at: now,
        deleted_at: None,
        revision: 1,
    };
    check(&workflow)?;
    if organization.count_workflows().await? >= WORKFLOWS_MAX {
        let detail = format!("There are {WORKFLOWS_MAX} workflows already. Delete one that nobody needs.");
        return Err(Problem::conflict(detail, Vec::new()));
    }
    organization
        .change(Fact::WorkflowCreated, vec![subject(&workflow)])
        .with_changes(Change::created([
            ("name", json!(workflow.name)),
            ("description", json!(workflow.description)),
        ]))
        .insert(&workflow)?
        .run()
        .await?;
    Ok(Revised::created(
        workflow.revision,
        WorkflowView::seen_by(&caller, workflow),
    ))
}
