//! `/api/notifications`: the own inbox.

mod list;
mod mark;
mod view;

use axum::Router;
use axum::extract::FromRef;
use katalusis_http::Edge;
use katalusis_identity::Authenticator;
use katalusis_runtime::Platform;
use katalusis_store::Store;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the inbox needs.
#[derive(Clone, FromRef)]
pub struct State {
    store: Store,
    authenticator: Authenticator,
}

impl State {
    /// Takes it from the platform and the edge.
    pub fn new(platform: &Platform, edge: &Edge) -> Self {
        Self {
            store: platform.store.clone(),
            authenticator: edge.authenticator(),
        }
    }
}

fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list::list_notifications))
        .routes(routes!(list::count_unread_notifications))
        .routes(routes!(mark::mark_notification))
        .routes(routes!(mark::mark_all_notifications_read))
}

/// The area's routes.
pub fn router(state: State) -> Router {
    routes().with_state(state).split_for_parts().0
}

/// The area's part of the OpenAPI document.
pub fn api() -> OpenApi {
    routes().into_openapi()
}
