//! `GET /api/runs` and `GET /api/runs/{id}`
#![allow(unused_qualifications, reason = "utoipa writes them for the query type below")]

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::task::TaskId;
use katalusis_domain::workflow::{RunId, Status};
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId, Revised};
use katalusis_store::RunQuery;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::find;
use super::view::{RunSummary, RunView};
use crate::State;

/// Which runs are wanted; everything given must hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RunFilter {
    /// Of this workflow or rule.
    #[param(value_type = Option<String>, format = Uuid)]
    origin: Option<Uuid>,
    /// In this state; repeat it for several.
    #[serde(default)]
    status: Vec<Status>,
    /// `true`: only those that need a person's decision.
    #[serde(default)]
    stuck: bool,
    /// About this task.
    #[param(value_type = Option<String>, format = Uuid)]
    task: Option<TaskId>,
    /// At most this many items, 1 to 200. A page ends earlier when its texts are very long.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// Where to go on: `next_cursor` of the part before.
    cursor: Option<String>,
}

/// List runs.
///
/// The runs of workflows and rules, the newest first.
#[utoipa::path(
    get, path = "/api/runs", operation_id = "list_runs", tag = "Runs",
    params(RunFilter),
    responses((status = 200, description = "A part of the runs", body = Paged<RunSummary>)),
    extensions(("x-permission" = json!("runs.read"))),
)]
pub async fn list_runs(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(filter): Params<RunFilter>,
) -> Answer<Paged<RunSummary>> {
    caller.may(Permission::RunsRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let query = RunQuery {
        origin: filter.origin,
        statuses: filter.status,
        stuck: filter.stuck,
        task_id: filter.task,
    };
    let request = PageParams::new(filter.limit, filter.cursor).request()?;
    let page = organization.runs(&query, &request).await?;
    Ok(page.map(RunSummary::from).into())
}

/// Read a run.
///
/// A run with where it stands: what it waits for, what each node gave, what is stuck and why.
#[utoipa::path(
    get, path = "/api/runs/{id}", operation_id = "get_run", tag = "Runs",
    params(("id" = String, Path, description = "The run", format = Uuid)),
    responses((status = 200, description = "The run", body = RunView, headers(("etag" = String, description = "Its revision")))),
    extensions(("x-permission" = json!("runs.read"))),
)]
pub async fn get_run(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RunId>,
) -> Answer<Revised<RunView>> {
    caller.may(Permission::RunsRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let run = find(&organization, id).await?;
    Ok(Revised::ok(run.revision, run.into()))
}
