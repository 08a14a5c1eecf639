//! Workflows: drawn, checked, published, and run; rules; approvals.

mod approvals;
mod engine;
mod hooks;
mod rules;
mod runs;
mod workflows;

use axum::Router;
use axum::extract::FromRef;
use katalusis_events::Queue;
use katalusis_http::Edge;
use katalusis_identity::Authenticator;
use katalusis_runtime::Platform;
use katalusis_store::Store;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use engine::Definitions;
pub use engine::Engine;

/// What this area needs.
#[derive(Clone, FromRef)]
pub struct State {
    store: Store,
    authenticator: Authenticator,
    automation: Queue,
    definitions: Definitions,
}

impl State {
    /// Takes it from the platform.
    ///
    /// `automation_queue_url` is where runs are sent on.
    pub fn new(platform: &Platform, edge: &Edge, automation_queue_url: &str) -> Self {
        Self {
            store: platform.store.clone(),
            authenticator: edge.authenticator(),
            automation: platform.queue(automation_queue_url),
            definitions: Definitions::default(),
        }
    }
}

fn routes() -> OpenApiRouter<State> {
    workflows::routes()
        .merge(runs::routes())
        .merge(approvals::routes())
        .merge(rules::routes())
        .merge(hooks::routes())
}

/// The area's routes.
pub fn router(state: State) -> Router {
    routes().with_state(state).split_for_parts().0
}

/// The area's part of the OpenAPI document.
pub fn api() -> OpenApi {
    routes().into_openapi()
}
