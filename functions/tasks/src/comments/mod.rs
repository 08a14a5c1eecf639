//! Comments on tasks.

mod change;
mod create;
mod list;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(create::create_comment, list::list_comments))
        .routes(routes!(change::change_comment, change::delete_comment))
}
