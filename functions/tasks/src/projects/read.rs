//! `GET /api/projects` and `GET /api/projects/{project}`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Grant, Permission, Subject};
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, Revised};

use super::view::ProjectView;
use crate::State;
use crate::access::{self, ProjectPath};

/// List projects.
///
/// Lists the projects that you may see, in the order of their keys, archived ones included.
#[utoipa::path(
    get, path = "/api/projects", operation_id = "list_projects", tag = "Projects",
    params(PageParams),
    responses((status = 200, description = "Projects", body = Paged<ProjectView>)),
    extensions(("x-permission" = json!("projects.read"))),
)]
pub async fn list_projects(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(params): Params<PageParams>,
) -> Answer<Paged<ProjectView>> {
    caller.may(Permission::ProjectsRead, Subject::Organization)?;
    let only_shared = caller.reach(Permission::ProjectsRead) == Grant::Shared;
    let page = state
        .store
        .for_organization(&caller)
        .projects(only_shared, &params.request()?)
        .await?;
    Ok(page.map(ProjectView::from).into())
}

/// Read a project.
///
/// Reads a project.
#[utoipa::path(
    get, path = "/api/projects/{project}", operation_id = "get_project", tag = "Projects",
    params(("project" = String, Path, description = "Id or key", example = "OPS")),
    responses((status = 200, description = "The project", body = ProjectView, headers(("etag" = String, description = "Its revision")))),
    extensions(("x-permission" = json!("projects.read"))),
)]
pub async fn get_project(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    ProjectPath(name): ProjectPath,
) -> Answer<Revised<ProjectView>> {
    let organization = state.store.for_organization(&caller);
    let project = access::project(&organization, &caller, Permission::ProjectsRead, &name).await?;
    Ok(Revised::ok(project.revision, project.into()))
}
