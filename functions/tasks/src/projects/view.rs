//! A project as it is read, and the checks of its parts.

use katalusis_domain::Timestamp;
use katalusis_domain::custom_field::check_definitions;
use katalusis_domain::organization::UserId;
use katalusis_domain::project::{CustomField, DESCRIPTION_MAX, NAME_MAX, Project, ProjectId};
use katalusis_domain::text::{check_line, check_prose};
use katalusis_http::FieldError;
use serde::Serialize;
use utoipa::ToSchema;

/// A group of tasks.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectView {
    /// Its id.
    pub id: ProjectId,
    /// What its tasks' keys begin with: tasks of `OPS` are `OPS-1`, `OPS-2`, …
    #[schema(example = "OPS")]
    pub key: String,
    /// What people call it.
    #[schema(example = "Operations")]
    pub name: String,
    /// Markdown.
    #[schema(example = "Everything that keeps the **warehouse** running.")]
    pub description: String,
    /// Whether guests see it and its tasks.
    #[schema(example = false)]
    pub shared_with_guests: bool,
    /// Fields that its tasks have besides the common ones.
    pub custom_fields: Vec<CustomField>,
    /// Whether it is closed: its tasks can be read and not changed.
    #[schema(example = false)]
    pub archived: bool,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// Counts changes; the `ETag` is the same in quotes.
    #[schema(example = 1)]
    pub revision: i64,
}

impl From<Project> for ProjectView {
    fn from(project: Project) -> Self {
        Self {
            id: project.id,
            key: project.key,
            name: project.name,
            description: project.description,
            shared_with_guests: project.shared_with_guests,
            custom_fields: project.custom_fields,
            archived: project.archived,
            created_by: project.created_by,
            created_at: project.created_at,
            revision: project.revision,
        }
    }
}

/// What is wrong with the parts of a project that can change.
pub(crate) fn check(project: &Project) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Err(detail) = check_line(&project.name, 1, NAME_MAX) {
        errors.push(FieldError::new("/name", detail));
    }
    if let Err(detail) = check_prose(&project.description, DESCRIPTION_MAX) {
        errors.push(FieldError::new("/description", detail));
    }
    for (pointer, detail) in check_definitions(&project.custom_fields) {
        errors.push(FieldError::new(format!("/custom_fields{pointer}"), detail));
    }
    errors
}
