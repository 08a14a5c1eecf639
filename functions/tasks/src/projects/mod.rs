//! Projects.

mod change;
mod create;
mod read;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(create::create_project, read::list_projects))
        .routes(routes!(read::get_project, change::change_project))
}
