//! `GET /api/health/live` and `/api/health/ready`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_http::{Answer, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;

/// How the product is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`: when it is not, the answer is a problem.
    #[schema(example = "ok")]
    status: &'static str,
}

const OK: Health = Health { status: "ok" };

/// Answers as long as the process works. Whoever gets no answer should restart it.
#[utoipa::path(
    get, path = "/api/health/live", operation_id = "check_liveness", tag = "About",
    summary = "Is the process alive?",
    responses((status = 200, description = "It is", body = Health)),
)]
pub async fn live() -> Json<Health> {
    Json(OK)
}

/// Answers when the database does. Whoever gets a 503 should send requests elsewhere for a while.
#[utoipa::path(
    get, path = "/api/health/ready", operation_id = "check_readiness", tag = "About",
    summary = "Can requests be served?",
    responses((status = 200, description = "They can", body = Health)),
)]
pub async fn ready(Shared(state): Shared<State>) -> Answer<Json<Health>> {
    state
        .store
        .ping()
        .await
        .map_err(|error| Problem::unavailable("database", &error))?;
    Ok(Json(OK))
}
