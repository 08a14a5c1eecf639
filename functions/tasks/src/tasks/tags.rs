//! `GET /api/tasks/tags`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated};
use katalusis_store::TagCount;
use serde::Serialize;
use utoipa::ToSchema;

use super::filter::{Nothing, TaskFilter, TaskParams};
use crate::State;

/// The most tags of an answer: the most used ones.
const TAGS_MAX: i64 = 1_000;

/// Tags in use.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tags {
    /// The most used first, at most 1,000.
    pub items: Vec<TagView>,
}

/// A tag in use.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagView {
    /// The tag.
    #[schema(example = "contract")]
    pub tag: String,
    /// How many tasks have it.
    #[schema(example = 7)]
    pub count: i64,
}

impl From<TagCount> for TagView {
    fn from(counted: TagCount) -> Self {
        Self {
            tag: counted.tag,
            count: counted.count,
        }
    }
}

/// List tags.
///
/// Counts the tags of the tasks that you may see, with the filters of the list.
#[utoipa::path(
    get, path = "/api/tasks/tags", operation_id = "list_tags", tag = "Tasks",
    params(TaskFilter),
    responses((status = 200, description = "Tags with counts", body = Tags)),
    extensions(("x-permission" = json!("tasks.read"))),
)]
pub async fn list_tags(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskParams { filter, custom, .. }: TaskParams<Nothing>,
) -> Answer<Json<Tags>> {
    caller.may(Permission::TasksRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let query = filter.query(&organization, &caller, custom).await?;
    let tags = organization.tags(&query, TAGS_MAX).await?;
    let items = tags.into_iter().map(TagView::from).collect();
    Ok(Json(Tags { items }))
}
