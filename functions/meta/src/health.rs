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

/// Is the process alive?
///
/// Answers as long as the process works. Whoever gets no answer should restart it.
#[utoipa::path(
    get, path = "/api/health/live", operation_id = "check_liveness", tag = "About",
    responses((status = 200, description = "It is", body = Health)),
)]
pub async fn live() -> Json<Health> {
    Json(OK)
}

/// Can requests be served?
///
/// Answers when the database does. Whoever gets a 503 should send requests elsewhere for a while.
#[utoipa::path(
    get, path = "/api/health/ready", operation_id = "check_readiness", tag = "About",
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
