//! Imports: from an uploaded file to tasks.
//!
//! README.md is about the mapping language.
//!
//! `POST /api/imports` → signed upload → S3 tells the uploads queue → [`intake`] reads, maps and plans →
//! commit → the rows queue → [`rows`] carries the plan out, chunk by chunk. A file in the drop folder goes the same
//! way, and when its import is over the uploads queue brings it back for its answer.

mod announce;
mod answers;
mod cancel;
mod change;
mod chunks;
mod commit;
mod create;
mod dropped;
mod guard;
mod import;
pub mod intake;
mod known;
#[cfg(test)]
mod language;
mod mapping;
mod new_fields;
mod notification;
mod one_call;
mod planning;
mod profiles;
mod read;
mod recognized;
mod report;
mod report_file;
mod rights;
pub mod rows;
mod table;
mod undo;
mod verdicts;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use katalusis_domain::import::Import;
use katalusis_events::Queue;
use katalusis_files::FileStore;
use katalusis_http::Edge;
use katalusis_identity::Authenticator;
use katalusis_runtime::Platform;
use katalusis_runtime::settings::{Files, Imports};
use katalusis_store::Store;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use table::ReadingPlace;

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
    pub(crate) files: FileStore,
    pub(crate) rows_queue: Queue,
    pub(crate) uploads_queue: Queue,
    pub(crate) settings: Imports,
    pub(crate) reading_place: ReadingPlace,
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
            files: platform.file_store(files),
            rows_queue: platform.queue(&imports.rows_queue_url),
            uploads_queue: platform.queue(&imports.uploads_queue_url),
            settings: imports.clone(),
            reading_place: ReadingPlace::Here,
        }
    }

    /// The most rows that this import may have.
    pub(crate) fn max_rows(&self, import: &Import) -> u64 {
        if import.is_dropped() {
            self.settings.drop_max_rows
        } else {
            self.settings.max_rows
        }
    }

    /// The same, but files are read there.
    #[must_use]
    pub fn reading(mut self, place: ReadingPlace) -> Self {
        self.reading_place = place;
        self
    }
}

fn routes() -> OpenApiRouter<State> {
    // The form is counted while it is read, by the settings' limit.
    let one_call = OpenApiRouter::new()
        .routes(routes!(one_call::import))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(create::create, read::list))
        .routes(routes!(read::get, change::change))
        .routes(routes!(mapping::change))
        .routes(routes!(verdicts::list))
        .routes(routes!(commit::commit))
        .routes(routes!(cancel::cancel))
        .routes(routes!(undo::undo))
        .routes(routes!(report::get))
        .merge(profiles::routes())
        .merge(one_call)
}

/// The area's routes.
pub fn router(state: State) -> Router {
    routes().with_state(state).split_for_parts().0
}

/// The area's part of the OpenAPI document.
pub fn api() -> OpenApi {
    routes().into_openapi()
}
