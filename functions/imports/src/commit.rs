//! `POST /api/imports/{id}/commit`: the plan is carried out.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::event::Fact;
use katalusis_domain::import::{Import, ImportId, State as ImportState};
use katalusis_domain::permission::{Grant, Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_events::{send_plan, send_rows};
use katalusis_http::{Answer, Authenticated, Body, PathId, Problem, Revised};
use katalusis_store::{OrganizationStore, StoreError};

use serde::Deserialize;
use utoipa::ToSchema;

use crate::import::{ImportView, find};
use crate::new_fields::{missing, objection, with_fields};
use crate::rights::may_run;
use crate::{Work, guard};

/// How to carry an import out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitOrder {
    /// `true`: if the data is not as the plan saw it, the file is planned anew instead. The new plan waits for another
    /// commit.
    #[serde(default)]
    #[schema(example = false)]
    replan: bool,
}

/// Carry an import out.
///
/// Carries the plan out: its good rows become, or change, tasks although others have errors. If tasks that the plan is
/// about were changed since it was made, it is refused, and `errors` names rows and fields, the first hundred of them:
/// `/rows/17/priority`. What changes while the plan is carried out is not overwritten: such a row is counted as
/// `missed`.
#[utoipa::path(
    post, path = "/api/imports/{id}/commit", operation_id = "commit_import", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid)),
    request_body = Option<CommitOrder>,
    responses(
        (status = 202, description = "It is being carried out", body = ImportView),
        (status = 409, description = "It is not planned, or the data is not as the plan saw it"),
    ),
    extensions(("x-permission" = json!("imports.run"))),
)]
pub async fn commit(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
    request: Option<Body<CommitOrder>>,
) -> Answer<Revised<ImportView>> {
    caller.may(Permission::ImportsRun, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let import = find(&organization, id).await?;
    may_run(&caller, import.options.mode())?;
    if import.state != ImportState::Planned {
        return Err(Problem::conflict(
            format!(
                "Only a planned import can be committed; this one is {}.",
                import.state.word()
            ),
            vec!["planned".to_owned()],
        ));
    }
    let project: Option<Project> = organization.get(import.project_id).await?;
    let project =
        project.ok_or_else(|| Problem::conflict("The project of this import is gone.", Vec::new()))?;
    if !missing(&import, &project).is_empty() {
        caller.may(Permission::ProjectsManage, Subject::Organization)?;
    }
    if let Some(failure) = objection(&import, &project, Grant::All) {
        return Err(Problem::conflict(failure.detail, Vec::new()));
    }
    let differences = guard::differences(&organization, &import, &project).await?;
    let replan = request.is_some_and(|Body(order)| order.replan);
    let import = match (differences.is_empty(), replan) {
        (true, _) => order(&work, &organization, &import).await?,
        (false, true) => plan_anew(&work, &organization, &import).await?,
        (false, false) => {
            let detail = "The data is not as the plan saw it; `errors` names rows and fields. Send {\"replan\": true} to \
                 have the file planned anew, and look at that plan.";
            return Err(Problem::conflict(detail, vec!["replan".to_owned()]).with_errors(differences));
        }
    };
    Ok(Revised {
        status: StatusCode::ACCEPTED,
        revision: import.revision,
        body: ImportView::load(&organization, import).await?,
    })
}

async fn plan_anew(
    work: &Work,
    organization: &OrganizationStore,
    import: &Import,
) -> Result<Import, StoreError> {
    let Ok(reading) = import.moved(ImportState::Reading, work.store.world().now()) else {
        return Err(StoreError::LostRace);
    };
    organization
        .change_import(Fact::ImportReplanOrdered, import, &reading)?
        .run()
        .await?;
    if let Err(error) = send_plan(&work.store, &work.uploads_queue, &reading).await {
        tracing::warn!(error = %error, import_id = %import.id, "planning was left for the sweeper");
    }
    Ok(reading)
}

/// Orders a planned import to be carried out, in the name that `organization` is held in. Custom fields that its
/// mapping asks for are made with it.
///
/// [`StoreError::LostRace`] if it moved in between. What cannot be sent to the workers is left for the sweeper.
pub(crate) async fn order(
    work: &Work,
    organization: &OrganizationStore,
    import: &Import,
) -> Result<Import, StoreError> {
    let Ok(mut committing) = import.moved(ImportState::Committing, work.store.world().now()) else {
        return Err(StoreError::LostRace);
    };
    let counts = import.counts.unwrap_or_default();
    let first_number = organization.take_task_numbers(import.project_id, counts.create);
    committing.first_number = Some(first_number.await?);
    let fact = Fact::ImportCommitted(counts);
    let change = match with_fields(organization, import).await? {
        None => organization.change_import(fact, import, &committing)?,
        Some(project) => organization.change_import_and_fields(fact, import, &committing, &project)?,
    };
    change.run().await?;
    match send_rows(&work.store, &work.rows_queue, &committing).await {
        // Nothing to make: it is complete.
        Ok(0) => {
            work.store
                .for_import(&committing)
                .finish_import(&committing)
                .await?;
            Ok(organization.get(committing.id).await?.unwrap_or(committing))
        }
        Ok(_) => Ok(committing),
        Err(error) => {
            tracing::warn!(error = %error, import_id = %import.id, "chunks were left for the sweeper");
            Ok(committing)
        }
    }
}
