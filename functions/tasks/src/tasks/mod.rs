//! Tasks.

mod bin;
mod change;
mod create;
mod edit;
mod filter;
mod list;
mod read;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(create::create_task, list::list_tasks))
        .routes(routes!(read::get_task, change::change_task, bin::delete_task))
        .routes(routes!(bin::restore_task))
}
