//! Approvals: what people are asked, and what they answer.

mod answer;
mod list;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list::list_approvals))
        .routes(routes!(list::list_run_approvals))
        .routes(routes!(answer::answer_approval))
}
