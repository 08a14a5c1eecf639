//! `GET` and `POST /api/workflows/{id}/secret`

use axum::Json;
use axum::extract::State as Shared;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use katalusis_domain::event::Fact;
use katalusis_domain::workflow::{Workflow, WorkflowId};
use katalusis_http::{Answer, Authenticated, PathId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{own, subject};
use crate::State;
use crate::engine::signing_secret;
use crate::hooks::token;

/// What a workflow and other systems know each other by. Keep it to yourself.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkflowSecret {
    /// Where systems call a workflow with a webhook start: a path of this API, with a token that proves the call.
    #[schema(example = "/api/hooks/0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69/5T7…")]
    hook_path: String,
    /// What signs webhooks that the workflow sends, as receivers of Standard Webhooks want it.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    signing_secret: String,
}

/// Read a workflow's secret.
///
/// The address that systems call, and the secret that signs what the workflow sends: of your own workflow, or of any if
/// you are an admin.
#[utoipa::path(
    get, path = "/api/workflows/{id}/secret", operation_id = "get_workflow_secret", tag = "Workflows",
    params(("id" = String, Path, description = "The workflow", format = Uuid)),
    responses((status = 200, description = "The secret", body = WorkflowSecret)),
    extensions(("x-permission" = json!("workflows.manage"))),
)]
pub async fn get_workflow_secret(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<WorkflowId>,
) -> Answer<Json<WorkflowSecret>> {
    let organization = state.store.for_organization(&caller);
    let workflow = own(&organization, &caller, id).await?;
    Ok(Json(WorkflowSecret::of(&workflow)))
}

/// Renew a workflow's secret.
///
/// Gives the workflow a new secret: the old address is not answered any more, and what the workflow sends is signed anew.
#[utoipa::path(
    post, path = "/api/workflows/{id}/secret", operation_id = "renew_workflow_secret", tag = "Workflows",
    params(("id" = String, Path, description = "The workflow", format = Uuid)),
    responses((status = 200, description = "The new secret", body = WorkflowSecret)),
    extensions(("x-permission" = json!("workflows.manage"))),
)]
pub async fn renew_workflow_secret(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<WorkflowId>,
) -> Answer<Json<WorkflowSecret>> {
    let organization = state.store.for_organization(&caller);
    let mut workflow = own(&organization, &caller, id).await?;
    workflow.secret = STANDARD.encode(state.store.world().bytes::<32>());
    workflow.revision += 1;
    organization
        .change(Fact::WorkflowSecretRenewed, vec![subject(&workflow)])
        .replace(&workflow)?
        .run()
        .await?;
    Ok(Json(WorkflowSecret::of(&workflow)))
}

impl WorkflowSecret {
    fn of(workflow: &Workflow) -> Self {
        Self {
            hook_path: format!("/api/hooks/{}/{}", workflow.id, token(workflow)),
            signing_secret: signing_secret(&workflow.secret),
        }
    }
}
