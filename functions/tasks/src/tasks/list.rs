//! `GET /api/tasks`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, Code, FieldError, PageParams, Paged, Problem};
use serde::Deserialize;

use super::filter::{HasNames, TaskFilter, TaskParams};
use super::view::{FIELDS, ListedTask};
use crate::State;

/// Which part of the list, and what of each task.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// At most this many items, 1 to 200. A page ends earlier when its texts are very long.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// Where to go on: `next_cursor` of the part before, with the same filter and sort.
    cursor: Option<String>,
    /// Only these fields of each task, besides `id` and `key`: names with commas between, or repeated.
    #[serde(default)]
    #[param(example = json!(["title,status"]))]
    fields: Vec<String>,
}

impl HasNames for ListParams {
    const NAMES: &'static [&'static str] = &["limit", "cursor", "fields"];
}

/// List tasks.
///
/// Lists tasks that you may see. A custom field is a filter too: `custom.<key>=<value>`, repeated for any of
/// several values.
#[utoipa::path(
    get, path = "/api/tasks", operation_id = "list_tasks", tag = "Tasks",
    params(TaskFilter, ListParams),
    responses((status = 200, description = "Tasks", body = Paged<ListedTask>)),
    extensions(("x-permission" = json!("tasks.read"))),
)]
pub async fn list_tasks(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskParams { filter, rest, custom }: TaskParams<ListParams>,
) -> Answer<Paged<ListedTask>> {
    caller.may(Permission::TasksRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let fields = wanted_fields(&rest.fields)?;
    let request = PageParams::new(rest.limit, rest.cursor).request()?;
    let sort = filter.sort();
    let query = filter.query(&organization, &caller, custom).await?;
    let page = organization.tasks(&query, sort, &request).await?;
    Ok(page.map(|task| ListedTask::new(task, &fields)).into())
}

fn wanted_fields(given: &[String]) -> Answer<Vec<&'static str>> {
    given
        .iter()
        .flat_map(|names| names.split(','))
        .map(|name| {
            FIELDS
                .into_iter()
                .find(|field| *field == name.trim())
                .ok_or_else(|| {
                    let error = FieldError::new("?fields", format!("must be among {}", FIELDS.join(", ")));
                    Problem::new(Code::Malformed, format!("There is no field \"{name}\"."))
                        .with_errors(vec![error])
                })
        })
        .collect()
}
