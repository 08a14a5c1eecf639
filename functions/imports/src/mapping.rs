//! `PATCH /api/imports/{id}/mapping`: another mapping, and so another plan.

use axum::extract::State as Shared;
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::import::{ImportId, Mapping, Rule};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_http::{Answer, Authenticated, Body, FieldError, IfMatch, PathId, Problem, Revised};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::Work;
use crate::announce::may_make_fields;
use crate::change::{about_to_be_read, read_anew};
use crate::import::{ImportView, find};
use crate::rights::may_run;

/// Another mapping.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MappingPatch {
    /// All rules; those that are there are replaced.
    rules: Vec<Rule>,
}

/// Change an import's mapping.
///
/// Replaces an import's mapping. A file that was read already is planned again: follow that at
/// `GET /api/imports/{id}`.
#[utoipa::path(
    patch, path = "/api/imports/{id}/mapping", operation_id = "change_import_mapping", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid)),
    request_body = MappingPatch,
    responses(
        (status = 202, description = "The mapping is changed; the import is being planned, or awaits its file", body = ImportView),
        (status = 409, description = "The import is past planning"),
        (status = 412, description = "The import was changed since it was read"),
    ),
    extensions(("x-permission" = json!("imports.run"))),
)]
pub async fn change(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
    if_match: IfMatch,
    Body(request): Body<MappingPatch>,
) -> Answer<Revised<ImportView>> {
    caller.may(Permission::ImportsRun, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let import = find(&organization, id).await?;
    may_run(&caller, import.options.mode())?;
    if_match.check(import.revision)?;
    let project: Project = organization
        .get(import.project_id)
        .await?
        .ok_or_else(|| Problem::conflict("The project of this import is gone.", Vec::new()))?;
    let mapping = Mapping { rules: request.rules };
    let columns = import
        .detected
        .as_ref()
        .map(|detected| detected.columns.as_slice());
    let faults = mapping.faults(&project.custom_fields, columns);
    if !faults.is_empty() {
        let errors = faults
            .into_iter()
            .map(|fault| FieldError::new(fault.pointer, fault.detail));
        return Err(Problem::invalid(errors.collect()));
    }

    may_make_fields(&caller, &mapping, &project)?;
    let mut changed = about_to_be_read(&import, "The mapping", work.store.world().now())?;
    let change = Change::new("mapping", json!(import.mapping), json!(mapping));
    changed.mapping = Some(mapping);
    changed.profile_id = None;
    changed.grounds.clear();
    organization
        .change_import(Fact::ImportMappingChanged, &import, &changed)?
        .with_changes(vec![change])
        .run()
        .await?;
    read_anew(&work, &organization, changed).await
}
