//! `POST /api/imports/{id}/profile`

use axum::extract::State as Shared;
use katalusis_domain::import::{Detected, ImportId, Mapping, Options, ReportColumns};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, Body, PathId, Problem, Revised};
use serde::Deserialize;
use utoipa::ToSchema;

use super::create::{Draft, yes};
use super::view::ProfileView;
use crate::Work;
use crate::announce::project;
use crate::import::find;

/// What the profile is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedProfile {
    /// What people call it, 1–120 characters.
    #[schema(example = "Orders of the webshop")]
    name: String,
    /// Whether files of its drop folder are carried out as soon as they are planned.
    #[serde(default = "yes")]
    #[schema(default = true, example = true)]
    auto_commit: bool,
}

/// Save an import's mapping as a profile.
///
/// Makes a profile of an import's mapping, its file's columns, and what was said of how it is read and of tasks that
/// exist: the next file with the same columns gets that proposed.
#[utoipa::path(
    post, path = "/api/imports/{id}/profile", operation_id = "save_import_profile", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid)),
    request_body = SavedProfile,
    responses(
        (status = 201, description = "The new profile", body = ProfileView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "The file was not read yet, or the project has as many profiles as it may"),
    ),
    extensions(("x-permission" = json!("import_profiles.manage"))),
)]
pub async fn save(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
    Body(request): Body<SavedProfile>,
) -> Answer<Revised<ProfileView>> {
    caller.may(Permission::ImportProfilesManage, Subject::OwnedBy(caller.user_id))?;
    let organization = work.store.for_organization(&caller);
    let import = find(&organization, id).await?;
    let (Some(mapping), Some(detected)) = (import.mapping, import.detected) else {
        return Err(Problem::conflict(
            format!(
                "A mapping can be saved once the file was read; the import is {}.",
                import.state.word()
            ),
            vec![
                "planned".to_owned(),
                "committing".to_owned(),
                "completed".to_owned(),
            ],
        ));
    };
    let project = project(&organization, &import.project_id.to_string()).await?;
    let draft = Draft {
        name: request.name,
        columns: columns(&detected, &mapping),
        mapping,
        options: Options {
            auto_commit: request.auto_commit,
            ..import.options
        },
        read_as: import.read_as,
        saved_from: Some(id),
    };
    let profile = draft.store(&organization, &caller, &project).await?;
    Ok(Revised::created(profile.revision, profile.into()))
}

/// The columns of files like this one. Those that a report added are not, unless the mapping is about them.
fn columns(detected: &Detected, mapping: &Mapping) -> Vec<String> {
    let report = ReportColumns::find(detected.columns.iter().map(String::as_str));
    let unmapped = mapping.unmapped(&detected.columns);
    let columns = detected.columns.iter().enumerate();
    let own = columns.filter(|(index, column)| {
        report.is_none_or(|report| !report.owns(*index)) || !unmapped.contains(&column.as_str())
    });
    own.map(|(_, column)| column.clone()).collect()
}
