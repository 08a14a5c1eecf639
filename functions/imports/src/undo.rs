//! `POST /api/imports/{id}/undo`: what the import did is taken back.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::event::Fact;
use katalusis_domain::import::{Import, ImportId, State as ImportState};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_events::send_rows;
use katalusis_http::{Answer, Authenticated, PathId, Problem, Revised};
use katalusis_store::{OrganizationStore, StoreError};

use crate::Work;
use crate::import::{ImportView, find};
use crate::rights::may_run;

/// Undo an import.
///
/// Takes back what an import did: tasks that it made go to the bin, from where they can be restored for 30 days, and
/// tasks that it changed get their old values back. Those that someone changed since are kept, and new ones that have
/// comments, files or parts of others;
/// `GET /api/imports/{id}/rows?kept=true` lists them, each with the reason. Follow it at `GET /api/imports/{id}`:
/// `undo` counts, and the state becomes `undone`.
#[utoipa::path(
    post, path = "/api/imports/{id}/undo", operation_id = "undo_import", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid)),
    responses(
        (status = 202, description = "It is being undone", body = ImportView),
        (status = 409, description = "It has not ended, did nothing, or was undone before; or its project is archived"),
    ),
    extensions(("x-permission" = json!("imports.run"))),
)]
pub async fn undo(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
) -> Answer<Revised<ImportView>> {
    caller.may(Permission::ImportsRun, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let import = find(&organization, id).await?;
    may_run(&caller, import.options.mode())?;
    can_be_undone(&organization, &import).await?;
    let undoing = import
        .moved(ImportState::Undoing, work.store.world().now())
        .map_err(|error| Problem::internal(&error))?;
    organization
        .change_import(Fact::ImportUndoOrdered, &import, &undoing)?
        .run()
        .await
        .map_err(Problem::overtaken)?;
    let import = begin(&work, undoing).await?;
    Ok(Revised {
        status: StatusCode::ACCEPTED,
        revision: import.revision,
        body: ImportView::load(&organization, import).await?,
    })
}

async fn can_be_undone(organization: &OrganizationStore, import: &Import) -> Answer<()> {
    let state = import.state;
    if !state.next().contains(&ImportState::Undoing) {
        let allowed = ImportState::ALL
            .into_iter()
            .filter(|state| state.next().contains(&ImportState::Undoing));
        return Err(Problem::conflict(
            format!(
                "Only an import that has ended can be undone; this one is {}.",
                state.word()
            ),
            allowed.map(|state| state.word().to_owned()).collect(),
        ));
    }
    if import.committed_at.is_none() {
        let detail = format!(
            "There is nothing to undo: the import was {} before it did anything.",
            state.word()
        );
        return Err(Problem::conflict(detail, Vec::new()));
    }
    let project: Option<Project> = organization.get(import.project_id).await?;
    if project.is_none_or(|project| project.archived) {
        let detail = "The project of this import is archived: its tasks can be read and not changed.";
        return Err(Problem::conflict(detail, Vec::new()));
    }
    Ok(())
}

/// Hands the chunks to the workers. What cannot be sent to them is left for the sweeper.
async fn begin(work: &Work, undoing: Import) -> Result<Import, StoreError> {
    let organization = work.store.for_import(&undoing);
    organization.close_chunks(&undoing).await?;
    match send_rows(&work.store, &work.rows_queue, &undoing).await {
        Ok(0) => {
            organization.finish_undo(&undoing).await?;
            Ok(organization.get(undoing.id).await?.unwrap_or(undoing))
        }
        Ok(_) => Ok(undoing),
        Err(error) => {
            tracing::warn!(error = %error, import_id = %undoing.id, "chunks were left for the sweeper");
            Ok(undoing)
        }
    }
}
