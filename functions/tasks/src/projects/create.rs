//! `POST /api/projects`

use axum::extract::State as Shared;
use katalusis_domain::event::{Change, Fact, Subject as Thing, SubjectKind};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::{CustomField, Project, is_project_key};
use katalusis_domain::text::unix_lines;
use katalusis_http::{Answer, Authenticated, Body, FieldError, Problem, Revised};
use katalusis_store::UNIQUE_PROJECT_KEY;
use serde::Deserialize;
use utoipa::ToSchema;

use super::change::fields;
use super::view::{ProjectView, check};
use crate::State;

/// A new project.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    /// What people call it, 1–120 characters.
    #[schema(example = "Operations")]
    name: String,
    /// What its tasks' keys begin with: 2 to 10 capital letters and digits, a letter first. Unique in the
    /// organization; it never changes.
    #[schema(example = "OPS")]
    key: String,
    /// Markdown, up to 10,000 characters.
    #[serde(default)]
    #[schema(example = "Everything that keeps the **warehouse** running.")]
    description: String,
    /// Whether guests see it and its tasks.
    #[serde(default)]
    #[schema(example = false)]
    shared_with_guests: bool,
    /// Fields that its tasks have besides the common ones, at most 50.
    #[serde(default)]
    custom_fields: Vec<CustomField>,
}

/// Create a project.
///
/// Creates a project.
#[utoipa::path(
    post, path = "/api/projects", operation_id = "create_project", tag = "Projects",
    request_body = NewProject,
    responses(
        (status = 201, description = "The new project", body = ProjectView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "There is a project with this key already"),
    ),
    extensions(("x-permission" = json!("projects.manage"))),
)]
pub async fn create_project(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<NewProject>,
) -> Answer<Revised<ProjectView>> {
    caller.may(Permission::ProjectsManage, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let project = Project {
        id: state.store.world().id(),
        organization_id: caller.organization_id,
        key: request.key,
        name: request.name.trim().to_owned(),
        description: unix_lines(&request.description),
        shared_with_guests: request.shared_with_guests,
        custom_fields: request.custom_fields,
        archived: false,
        created_by: caller.user_id,
        created_at: state.store.world().now(),
        revision: 1,
    };
    let mut errors = check(&project);
    if !is_project_key(&project.key) {
        errors.push(FieldError::new(
            "/key",
            "must have 2 to 10 capital letters and digits, a letter first",
        ));
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }

    let subject = Thing::new(SubjectKind::Project, project.id).called(&project.key);
    organization
        .change(Fact::ProjectCreated, vec![subject])
        .with_changes(Change::created(fields(&project)))
        .insert(&project)?
        .run()
        .await
        .map_err(|error| {
            if error.is_duplicate_in(UNIQUE_PROJECT_KEY) {
                Problem::new(
                    katalusis_http::Code::AlreadyExists,
                    format!("There is a project with the key {} already.", project.key),
                )
                .with_errors(vec![FieldError::new("/key", "is the key of another project")])
            } else {
                error.into()
            }
        })?;
    Ok(Revised::created(project.revision, project.into()))
}
