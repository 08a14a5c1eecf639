//! Imports: from an uploaded file to tasks.
//!
//! `POST /api/imports` → signed upload → S3 tells the uploads queue → [`intake`] reads, maps and plans →
//! commit → the rows queue → [`rows`] carries the plan out, chunk by chunk.

pub mod intake;
pub mod rows;

use axum::Router;
use axum::extract::FromRef;
use katalusis_events::Queue;
use katalusis_http::Edge;
use katalusis_identity::Authenticator;
use katalusis_runtime::Platform;
use katalusis_runtime::settings::{Files, Imports};
use katalusis_store::Store;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// What this area's HTTP part needs.
#[derive(Clone, FromRef)]
pub struct State {
    authenticator: Authenticator,
    work: Work,
}

/// What both its HTTP part and its triggers need.
#[derive(Clone)]
pub struct Work {
    pub(crate) store: Store,
    pub(crate) files: aws_sdk_s3::Client,
    pub(crate) bucket: String,
    pub(crate) rows_queue: Queue,
    pub(crate) settings: Imports,
}

impl State {
    /// Takes it from the platform and the settings.
    pub fn new(edge: &Edge, work: Work) -> Self {
        Self {
            authenticator: edge.authenticator(),
            work,
        }
    }
}

impl Work {
    /// Takes it from the platform and the settings.
    pub fn new(platform: &Platform, files: &Files, imports: &Imports) -> Self {
        Self {
            store: platform.store.clone(),
            files: platform.s3(),
            bucket: files.bucket.clone(),
            rows_queue: platform.queue(&imports.rows_queue_url),
            settings: imports.clone(),
        }
    }
}

fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
}

/// The area's routes.
pub fn router(state: State) -> Router {
    routes().with_state(state).split_for_parts().0
}

/// The area's part of the OpenAPI document.
pub fn api() -> OpenApi {
    routes().into_openapi()
}
