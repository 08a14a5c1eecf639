//! Projects and tasks, with all that hangs on them.

mod access;
mod again;
mod attachments;
mod bulk;
mod comments;
mod export;
mod projects;
mod tasks;

use axum::Router;
use axum::extract::FromRef;
use katalusis_files::FileStore;
use katalusis_http::Edge;
use katalusis_identity::Authenticator;
use katalusis_runtime::Platform;
use katalusis_runtime::settings::{Attachments, Files};
use katalusis_store::Store;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this area needs.
#[derive(Clone, FromRef)]
pub struct State {
    store: Store,
    authenticator: Authenticator,
    files: FileStore,
    attachments: Attachments,
}

impl State {
    /// Takes it from the platform and the settings.
    pub fn new(platform: &Platform, edge: &Edge, files: &Files, attachments: Attachments) -> Self {
        Self {
            store: platform.store.clone(),
            authenticator: edge.authenticator(),
            files: platform.file_store(files),
            attachments,
        }
    }
}

fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(projects::routes())
        .merge(tasks::routes())
        .merge(bulk::routes())
        .routes(routes!(export::export_tasks))
        .merge(comments::routes())
        .merge(attachments::routes())
}

/// The area's routes.
pub fn router(state: State) -> Router {
    routes().with_state(state).split_for_parts().0
}

/// The area's part of the OpenAPI document.
pub fn api() -> OpenApi {
    routes().into_openapi()
}
