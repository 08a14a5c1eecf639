//! The audit log: the event log, read by those who answer for it.

mod entry;
mod export;
mod filter;
mod list;

use axum::Router;
use axum::extract::FromRef;
use katalusis_domain::event::ActorType;
use katalusis_files::FileStore;
use katalusis_http::Edge;
use katalusis_identity::Authenticator;
use katalusis_runtime::Platform;
use katalusis_runtime::settings::Files;
use katalusis_store::Store;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this area needs.
#[derive(Clone, FromRef)]
pub struct State {
    store: Store,
    authenticator: Authenticator,
    files: FileStore,
}

impl State {
    /// Takes it from the platform and the settings.
    pub fn new(platform: &Platform, edge: &Edge, files: &Files) -> Self {
        Self {
            store: platform.store.clone(),
            authenticator: edge.authenticator(),
            files: platform.file_store(files),
        }
    }
}

/// Only query parameters name this type, and those do not bring their schemas along.
#[derive(OpenApi)]
#[openapi(components(schemas(ActorType)))]
struct Parameters;

fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Parameters::openapi())
        .routes(routes!(list::list_events))
        .routes(routes!(export::export_events))
}

/// The area's routes.
pub fn router(state: State) -> Router {
    routes().with_state(state).split_for_parts().0
}

/// The area's part of the OpenAPI document.
pub fn api() -> Document {
    routes().into_openapi()
}
