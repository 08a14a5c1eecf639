//! Workflows: drawn, checked, published, and run; rules; approvals.

mod engine;
mod workflows;

pub use engine::Engine;

use axum::Router;
use axum::extract::FromRef;
use katalusis_http::Edge;
use katalusis_identity::Authenticator;
use katalusis_runtime::Platform;
use katalusis_store::Store;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// What this area needs.
#[derive(Clone, FromRef)]
pub struct State {
    store: Store,
    authenticator: Authenticator,
}

impl State {
    /// Takes it from the platform.
    pub fn new(platform: &Platform, edge: &Edge) -> Self {
        Self {
            store: platform.store.clone(),
            authenticator: edge.authenticator(),
        }
    }
}

fn routes() -> OpenApiRouter<State> {
    workflows::routes()
}

/// The area's routes.
pub fn router(state: State) -> Router {
    routes().with_state(state).split_for_parts().0
}

/// The area's part of the OpenAPI document.
pub fn api() -> OpenApi {
    routes().into_openapi()
}
