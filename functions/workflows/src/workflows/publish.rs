//! `POST /api/workflows/{id}/publish`

use axum::extract::State as Shared;
use katalusis_domain::Id;
use katalusis_domain::event::{Fact, PublishedVersion};
use katalusis_domain::text::check_prose;
use katalusis_domain::workflow::validate::{Finding, validate};
use katalusis_domain::workflow::{Definition, Version, WorkflowId};
use katalusis_http::{Answer, Authenticated, Body, FieldError, IfMatch, PathId, Problem, Revised};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::WorkflowView;
use super::{own, subject};
use crate::State;

/// The longest note, in characters.
const NOTE_MAX: usize = 500;

/// What is published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// What is new, up to 500 characters.
    #[serde(default)]
    #[schema(example = "Asks the leads first.")]
    note: String,
}

/// Publish a workflow.
///
/// Makes the draft the next version: it never changes, and new runs are begun with it. Runs that were begun stay on
/// theirs. A draft with findings is refused, and they are named.
#[utoipa::path(
    post, path = "/api/workflows/{id}/publish", operation_id = "publish_workflow", tag = "Workflows",
    params(
        ("id" = String, Path, description = "The workflow", format = Uuid),
        ("if-match" = String, Header, description = "The `ETag` that you read, or `*`", example = "\"1\""),
    ),
    request_body = Publish,
    responses(
        (status = 200, description = "The workflow with its new version", body = WorkflowView, headers(("etag" = String, description = "Its revision"))),
        (status = 412, description = "Someone else was faster"),
        (status = 422, description = "The draft cannot run yet; `errors` says why"),
    ),
    extensions(("x-permission" = json!("workflows.manage"))),
)]
pub async fn publish_workflow(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<WorkflowId>,
    if_match: IfMatch,
    Body(request): Body<Publish>,
) -> Answer<Revised<WorkflowView>> {
    let organization = state.store.for_organization(&caller);
    let mut workflow = own(&organization, &caller, id).await?;
    if_match.check(workflow.revision)?;
    check_prose(&request.note, NOTE_MAX).map_err(|detail| Problem::invalid_field("/note", detail))?;
    let findings = validate(&workflow.draft);
    if !findings.is_empty() {
        return Err(Problem::invalid(errors(&workflow.draft, findings)));
    }

    let now = state.store.world().now();
    let number = workflow.published.unwrap_or(0) + 1;
    let version = Version {
        id: Id::derived(workflow.id, &number.to_string()),
        organization_id: workflow.organization_id,
        workflow_id: workflow.id,
        number,
        definition: workflow.draft.clone(),
        note: request.note.clone(),
        published_by: caller.user_id,
        published_at: now,
    };
    workflow.published = Some(number);
    workflow.listens = version.definition.listens();
    workflow.due_at = version
        .definition
        .next_scheduled(now)
        .filter(|_| workflow.enabled);
    workflow.updated_at = now;
    workflow.revision += 1;
    let fact = Fact::WorkflowPublished(PublishedVersion {
        version: number,
        note: request.note,
    });
    organization
        .change(fact, vec![subject(&workflow)])
        .replace(&workflow)?
        .insert(&version)?
        .run()
        .await?;
    Ok(Revised::ok(
        workflow.revision,
        WorkflowView::seen_by(&caller, workflow),
    ))
}

/// Findings as errors of the draft's fields.
fn errors(draft: &Definition, findings: Vec<Finding>) -> Vec<FieldError> {
    let place = |finding: &Finding| {
        let index = draft
            .nodes
            .iter()
            .position(|node| Some(&node.id) == finding.node.as_ref());
        let node = index.map(|index| format!("/nodes/{index}")).unwrap_or_default();
        format!("/draft{node}{}", finding.pointer.as_deref().unwrap_or_default())
    };
    findings
        .into_iter()
        .map(|finding| FieldError::new(place(&finding), finding.message))
        .collect()
}
