//! Tasks.

mod activity;
mod bin;
mod change;
mod count;
mod create;
pub(crate) mod edit;
pub(crate) mod filter;
mod list;
mod read;
mod tags;
mod view;
mod watchers;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(create::create_task, list::list_tasks))
        .routes(routes!(read::get_task, change::change_task, bin::delete_task))
        .routes(routes!(bin::restore_task))
        .routes(routes!(watchers::watch_task, watchers::unwatch_task))
        .routes(routes!(activity::list_activity))
        .routes(routes!(count::count_tasks))
        .routes(routes!(tags::list_tags))
}
