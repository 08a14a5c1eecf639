//! `POST /api/imports/{id}/cancel`: the import is stopped.

use axum::extract::State as Shared;
use katalusis_domain::event::Fact;
use katalusis_domain::import::{ImportId, State as ImportState};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, PathId, Problem, Revised};
use katalusis_store::StoreError;

use crate::Work;
use crate::import::{ImportView, find};

/// Stop an import.
///
/// Stops an import. Tasks that it made before stay; `counts.created` says how many. A chunk that is being
/// carried out at this moment is finished.
#[utoipa::path(
    post, path = "/api/imports/{id}/cancel", operation_id = "cancel_import", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid)),
    responses(
        (status = 200, description = "It is stopped", body = ImportView),
        (status = 409, description = "It is over"),
    ),
    extensions(("x-permission" = json!("imports.run"))),
)]
pub async fn cancel(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
) -> Answer<Revised<ImportView>> {
    caller.may(Permission::ImportsRun, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    // The import moves by itself; stopping it means whatever it does at the moment.
    for _ in 0..5 {
        let import = find(&organization, id).await?;
        let Ok(cancelled) = import.moved(ImportState::Cancelled, work.store.world().now()) else {
            return Err(Problem::conflict(
                format!("The import is over: it is {}.", import.state.word()),
                Vec::new(),
            ));
        };
        let change = organization.change_import(Fact::ImportCancelled, &import, &cancelled)?;
        match change.run().await {
            Ok(_) => {
                let revision = cancelled.revision;
                return Ok(Revised::ok(
                    revision,
                    ImportView::load(&organization, cancelled).await?,
                ));
            }
            Err(StoreError::LostRace) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::LostRace.into())
}
