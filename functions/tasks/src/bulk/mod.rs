//! Changing many tasks in one call, and taking that back.

mod change;
mod decide;
mod undo;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(change::change_tasks))
        .routes(routes!(undo::undo_bulk_change))
}
