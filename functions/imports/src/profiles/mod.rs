//! `/api/imports/profiles`: mappings that are kept, one per source.
//!
//! They are part of imports, so they lie under that path: the same function serves them, and a token for imports
//! is good for them.

mod change;
mod create;
mod read;
mod save;
mod view;

use katalusis_domain::Caller;
use katalusis_domain::event::{Subject, SubjectKind};
use katalusis_domain::import::{ImportProfile, ImportProfileId};
use katalusis_domain::project::Project;
use katalusis_http::{Answer, FieldError, Problem};
use katalusis_store::OrganizationStore;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;
use crate::announce::may_make_fields;
use crate::rights::may_run;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(create::create, read::list))
        .routes(routes!(read::get, change::change, change::delete))
        .routes(routes!(save::save))
}

/// The profile with this id, if the organization has it.
pub(crate) async fn find(organization: &OrganizationStore, id: ImportProfileId) -> Answer<ImportProfile> {
    organization
        .get(id)
        .await?
        .ok_or_else(|| Problem::not_found("import profile"))
}

fn subject(profile: &ImportProfile) -> Subject {
    Subject::new(SubjectKind::ImportProfile, profile.id).called(&profile.name)
}

/// Refuses a profile that does what the caller may not do.
fn may_do(caller: &Caller, profile: &ImportProfile, project: &Project) -> Answer<()> {
    may_run(caller, profile.options().mode())?;
    may_make_fields(caller, &profile.mapping, project)
}

fn check(profile: &ImportProfile, project: &Project) -> Answer<()> {
    let faults = profile.faults(&project.custom_fields);
    if faults.is_empty() {
        return Ok(());
    }
    let errors = faults
        .into_iter()
        .map(|fault| FieldError::new(fault.pointer, fault.detail));
    Err(Problem::invalid(errors.collect()))
}
