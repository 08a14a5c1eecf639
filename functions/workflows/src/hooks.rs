//! `POST /api/hooks/{id}/{token}`

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign, verify};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use katalusis_domain::Id;
use katalusis_domain::event::Actor;
use katalusis_domain::workflow::node::Start;
use katalusis_domain::workflow::{
    Cause, DEPTH_MAX, Kind, Node, Origin, OriginKind, RunId, RunRecord, Workflow, storable, too_deep,
};
use katalusis_http::{Answer, Anyone, Code, Problem};
use katalusis_store::{OrganizationStore, StoreError};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;
use crate::engine::Beginning;
use crate::runs::carry_on;

/// The largest body, in bytes: a run keeps it.
const BODY_MAX: usize = 100 * 1024;
/// How many calls of one workflow are taken in a minute.
const CALLS_MAX: i64 = 600;
/// What the token signs.
const PURPOSE: &[u8] = b"webhook start";

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(receive_hook))
}

/// What a call began.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"run_id": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69"}))]
pub struct HookTaken {
    /// The run.
    #[schema(value_type = String, format = Uuid)]
    run_id: RunId,
}

/// Call a workflow.
///
/// Begins a run of a workflow with a webhook start. The address, with its token, is all that a caller needs; `GET
/// /api/workflows/{id}/secret` tells it. The body is `trigger.body`: JSON, or else text. A call with a `webhook-id` or an
/// `Idempotency-Key` that was seen before begins nothing new.
#[utoipa::path(
    post, path = "/api/hooks/{id}/{token}", operation_id = "receive_hook", tag = "Runs",
    params(
        ("id" = String, Path, description = "The workflow", format = Uuid),
        ("token" = String, Path, description = "Proves that the caller was told the address", example = "5T7"),
    ),
    request_body(content = Value, content_type = "application/json", description = "Anything", example = json!({"order": 4711})),
    responses(
        (status = 202, description = "The run has begun", body = HookTaken),
        (status = 404, description = "There is no such address (any more)"),
        (status = 409, description = "The workflow is switched off, or calls itself again and again"),
    ),
)]
pub async fn receive_hook(
    Shared(state): Shared<State>,
    Path((id, presented)): Path<(String, String)>,
    Anyone(context): Anyone,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<(StatusCode, Json<HookTaken>)> {
    let missing = || Problem::not_found("address");
    let workflow = state
        .store
        .workflow_by_id(id.parse().map_err(|_| missing())?)
        .await?;
    let workflow = workflow
        .filter(|workflow| is_proven(workflow, &presented))
        .ok_or_else(missing)?;
    limit(&state, &workflow).await?;
    let version = workflow.published.ok_or_else(missing)?;
    if !workflow.enabled {
        return Err(Problem::conflict("The workflow is switched off.", Vec::new()));
    }
    if body.len() > BODY_MAX {
        let detail = format!("The body has {} bytes; at most {BODY_MAX} are taken.", body.len());
        return Err(Problem::new(Code::TooLarge, detail));
    }
    let origin = Origin {
        kind: OriginKind::Workflow,
        id: workflow.id.uuid(),
        version,
    };
    let organization = state
        .store
        .in_name_of(workflow.organization_id, Actor::Anonymous, context);
    let calling = calling(&organization, &headers).await?;
    let depth = calling.as_ref().map_or(0, |run| run.depth + 1);
    if depth > DEPTH_MAX {
        return Err(Problem::conflict(too_deep(), Vec::new()));
    }
    let definition = state.definitions.get(&organization, origin).await?;
    let is_hook = |node: &&Node| matches!(node.does, Kind::Start(Start::Webhook {}));
    let start = definition.nodes.iter().find(is_hook).ok_or_else(missing)?;
    let name = ["webhook-id", "idempotency-key"]
        .iter()
        .find_map(|header| headers.get(*header)?.to_str().ok());
    let run_id = match name {
        Some(name) => Id::derived(workflow.id, &format!("hook:{name}")),
        None => state.store.world().id(),
    };
    let beginning = Beginning {
        run_id,
        origin,
        name: workflow.name,
        acts_for: workflow.created_by,
        started_by: calling.and_then(|run| run.state.started_by),
        node: start.id.clone(),
        trigger: json!({"body": read(&body)}),
        vars: definition.initial_vars(),
        cause: Cause {
            depth,
            ..Cause::default()
        },
    };
    let step = beginning.step(&definition, &organization);
    match step.commit(&organization)?.run().await {
        Ok(_) => carry_on(&state, &step.after).await,
        // It came before.
        Err(StoreError::Duplicate(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok((StatusCode::ACCEPTED, Json(HookTaken { run_id })))
}

/// What proves that a caller was told the address of a workflow.
pub(crate) fn token(workflow: &Workflow) -> String {
    URL_SAFE_NO_PAD.encode(sign(&key(workflow), PURPOSE))
}

fn is_proven(workflow: &Workflow, presented: &str) -> bool {
    let tag = URL_SAFE_NO_PAD.decode(presented).unwrap_or_default();
    verify(&key(workflow), PURPOSE, &tag).is_ok()
}

fn key(workflow: &Workflow) -> Key {
    Key::new(HMAC_SHA256, workflow.secret.as_bytes())
}

async fn limit(state: &State, workflow: &Workflow) -> Answer<()> {
    let counter = format!("hook/{}", workflow.id);
    let attempts = state.store.count_attempt(&counter, TimeDelta::minutes(1)).await?;
    if attempts.count <= CALLS_MAX {
        return Ok(());
    }
    let wait = attempts.resets_at - state.store.world().now();
    let detail = format!("This workflow takes {CALLS_MAX} calls in a minute.");
    Err(Problem::too_many_requests(detail, wait.num_seconds().max(1)))
}

/// The run that is making this very call, if one is: it is in the middle of it, and the call has its key. It counts as what
/// begins the new run, so that circles are cut and nobody approves by a detour what they began.
async fn calling(organization: &OrganizationStore, headers: &HeaderMap) -> Answer<Option<RunRecord>> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok());
    let Some(key) = key else { return Ok(None) };
    let Some(run_id) = key.split(':').next().and_then(|id| id.parse().ok()) else {
        return Ok(None);
    };
    let run = organization.run(run_id).await?;
    Ok(run.filter(|run| run.is_acting(key)))
}

fn read(body: &[u8]) -> Value {
    match serde_json::from_slice(body) {
        Ok(value) => storable(value),
        Err(_) => Value::String(String::from_utf8_lossy(body).into_owned()),
    }
}
