//! `GET /api/tasks/count`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated};
use serde::Serialize;
use utoipa::ToSchema;

use super::filter::{Nothing, TaskFilter, TaskParams};
use crate::State;

/// Counting ends here, so that it costs no more in a large organization than in a small one.
const COUNTED_MAX: u64 = 10_000;

/// How many tasks there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskCount {
    /// So many were counted, 10,000 at most.
    #[schema(example = 214)]
    pub count: u64,
    /// Whether there are more.
    pub more: bool,
}

/// Count tasks.
///
/// Says how many tasks a list with these filters has, without reading it.
#[utoipa::path(
    get, path = "/api/tasks/count", operation_id = "count_tasks", tag = "Tasks",
    params(TaskFilter),
    responses((status = 200, description = "How many there are", body = TaskCount)),
    extensions(("x-permission" = json!("tasks.read"))),
)]
pub async fn count_tasks(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskParams { filter, custom, .. }: TaskParams<Nothing>,
) -> Answer<Json<TaskCount>> {
    caller.may(Permission::TasksRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let query = filter.query(&organization, &caller, custom).await?;
    let found = organization.count_tasks(&query, COUNTED_MAX + 1).await?;
    Ok(Json(TaskCount {
        count: found.min(COUNTED_MAX),
        more: found > COUNTED_MAX,
    }))
}
