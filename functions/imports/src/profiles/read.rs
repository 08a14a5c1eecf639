//! `GET /api/imports/profiles` and `GET /api/imports/profiles/{id}`
#![allow(unused_qualifications, reason = "utoipa writes them for the query type below")]

use axum::extract::State as Shared;
use katalusis_domain::import::ImportProfileId;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::ProjectId;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId, Revised};
use serde::Deserialize;
use utoipa::IntoParams;

use super::find;
use super::view::ProfileView;
use crate::Work;

/// Which profiles are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProfileParams {
    /// Only those of this project.
    #[param(value_type = Option<String>, format = Uuid)]
    project_id: Option<ProjectId>,
    /// At most this many profiles, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// Where to go on: `next_cursor` of the part before.
    cursor: Option<String>,
}

/// List import profiles.
///
/// The profiles of the organization, the oldest first.
#[utoipa::path(
    get, path = "/api/imports/profiles", operation_id = "list_import_profiles", tag = "Imports",
    params(ProfileParams),
    responses((status = 200, description = "A part of the profiles", body = Paged<ProfileView>)),
    extensions(("x-permission" = json!("imports.read"))),
)]
pub async fn list(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    Params(params): Params<ProfileParams>,
) -> Answer<Paged<ProfileView>> {
    caller.may(Permission::ImportsRead, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let request = PageParams::new(params.limit, params.cursor).request()?;
    let page = organization.import_profiles(params.project_id, &request).await?;
    Ok(page.map(ProfileView::from).into())
}

/// Read an import profile.
///
/// A profile with its mapping and its drop folder.
#[utoipa::path(
    get, path = "/api/imports/profiles/{id}", operation_id = "get_import_profile", tag = "Imports",
    params(("id" = String, Path, description = "The profile", format = Uuid)),
    responses((status = 200, description = "The profile", body = ProfileView, headers(("etag" = String, description = "Its revision")))),
    extensions(("x-permission" = json!("imports.read"))),
)]
pub async fn get(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportProfileId>,
) -> Answer<Revised<ProfileView>> {
    caller.may(Permission::ImportsRead, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let profile = find(&organization, id).await?;
    Ok(Revised::ok(profile.revision, profile.into()))
}
