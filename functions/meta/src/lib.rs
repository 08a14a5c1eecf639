//! The API about itself: its OpenAPI document, the reference page, the pages of problems, and its health.

mod document;
mod health;
mod problems;
mod reference;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use katalusis_runtime::Platform;
use katalusis_store::Store;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use document::DOCUMENT;

/// What this area needs.
#[derive(Clone, FromRef)]
pub struct State {
    store: Store,
}

impl State {
    /// Takes it from the platform.
    pub fn new(platform: &Platform) -> Self {
        Self {
            store: platform.store.clone(),
        }
    }
}

fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(document::openapi_document))
        .routes(routes!(problems::explain_problem))
}

/// The area's routes.
pub fn router(state: State) -> Router {
    let pages = Router::new()
        .route("/api/docs", get(reference::redirect))
        .route("/api/docs/", get(reference::page))
        .route("/api/docs/{*file}", get(reference::file));
    routes().with_state(state).split_for_parts().0.merge(pages)
}

/// Only the health routes, for a worker.
pub fn health(state: State) -> Router {
    OpenApiRouter::<State>::new()
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .with_state(state)
        .split_for_parts()
        .0
}

/// The area's part of the OpenAPI document.
pub fn api() -> OpenApi {
    routes().into_openapi()
}
