//! `PATCH /api/projects/{project}`

use axum::extract::State as Shared;
use katalusis_domain::event::{Change, Fact, Subject as Thing, SubjectKind};
use katalusis_domain::permission::Permission;
use katalusis_domain::project::{CustomField, Project};
use katalusis_domain::text::unix_lines;
use katalusis_http::{Answer, Authenticated, Body, FieldError, IfMatch, Patch, Problem, Revised};
use katalusis_store::OrganizationStore;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::view::{ProjectView, check};
use crate::State;
use crate::access::{self, ProjectPath};

/// What shall change: absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectPatch {
    /// What people call it, 1–120 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Operations EMEA")]
    name: Patch<String>,
    /// Markdown, up to 10,000 characters; `null` empties it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Everything that keeps the **warehouse** running.")]
    description: Patch<String>,
    /// Whether guests see it and its tasks.
    #[serde(default)]
    #[schema(value_type = Option<bool>, example = true)]
    shared_with_guests: Patch<bool>,
    /// All of its custom fields, in their order; a field that is missing here is removed, and what tasks have
    /// in it is kept. A field that tasks have values in cannot change its kind.
    #[serde(default)]
    #[schema(value_type = Option<Vec<CustomField>>)]
    custom_fields: Patch<Vec<CustomField>>,
    /// Whether it is closed: its tasks can be read and not changed.
    #[serde(default)]
    #[schema(value_type = Option<bool>, example = false)]
    archived: Patch<bool>,
}

/// Change a project.
///
/// Changes a project. Its key never changes.
#[utoipa::path(
    patch, path = "/api/projects/{project}", operation_id = "change_project", tag = "Projects",
    params(
        ("project" = String, Path, description = "Id or key", example = "OPS"),
        ("if-match" = String, Header, description = "The `ETag` that you read, or `*`", example = "\"1\""),
    ),
    request_body = ProjectPatch,
    responses(
        (status = 200, description = "The project as it is now", body = ProjectView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "Tasks have values in a field whose kind should change"),
        (status = 412, description = "Someone else was faster"),
    ),
    extensions(("x-permission" = json!("projects.manage"))),
)]
pub async fn change_project(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    ProjectPath(name): ProjectPath,
    if_match: IfMatch,
    Body(request): Body<ProjectPatch>,
) -> Answer<Revised<ProjectView>> {
    let organization = state.store.for_organization(&caller);
    let before = access::project(&organization, &caller, Permission::ProjectsManage, &name).await?;
    if_match.check(before.revision)?;
    let mut after = before.clone();
    let mut errors = request.apply(&mut after);
    errors.extend(check(&after));
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let changes = differences(&before, &after);
    if changes.is_empty() {
        return Ok(Revised::ok(before.revision, before.into()));
    }
    check_kinds(&organization, &before, &after).await?;

    after.revision += 1;
    let subject = Thing::new(SubjectKind::Project, after.id).called(&after.key);
    organization
        .change(Fact::ProjectChanged, vec![subject])
        .with_changes(changes)
        .replace(&after)?
        .run()
        .await?;
    Ok(Revised::ok(after.revision, after.into()))
}

impl ProjectPatch {
    fn apply(self, project: &mut Project) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut refuse = |error| errors.push(error);
        if let Some(name) = self.name.required("/name").map_err(&mut refuse).unwrap_or(None) {
            name.trim().clone_into(&mut project.name);
        }
        let shared = self.shared_with_guests.required("/shared_with_guests");
        if let Some(shared) = shared.map_err(&mut refuse).unwrap_or(None) {
            project.shared_with_guests = shared;
        }
        let archived = self.archived.required("/archived");
        if let Some(archived) = archived.map_err(&mut refuse).unwrap_or(None) {
            project.archived = archived;
        }
        match self.description {
            Patch::Unchanged => {}
            Patch::Cleared => project.description.clear(),
            Patch::Set(text) => project.description = unix_lines(&text),
        }
        match self.custom_fields {
            Patch::Unchanged => {}
            Patch::Cleared => project.custom_fields.clear(),
            Patch::Set(fields) => project.custom_fields = fields,
        }
        errors
    }
}

fn differences(before: &Project, after: &Project) -> Vec<Change> {
    Change::between(fields(before), fields(after))
}

/// What can change in a project, as events tell it.
pub(super) fn fields(project: &Project) -> [(&'static str, Value); 5] {
    [
        ("name", json!(project.name)),
        ("description", json!(project.description)),
        ("shared_with_guests", json!(project.shared_with_guests)),
        ("custom_fields", json!(project.custom_fields)),
        ("archived", json!(project.archived)),
    ]
}

/// A field that tasks have values in keeps its kind, and one that was removed cannot come back as another:
/// the values would not be of the new kind.
async fn check_kinds(
    organization: &OrganizationStore,
    before: &Project,
    after: &Project,
) -> Result<(), Problem> {
    for field in &after.custom_fields {
        let old = before.custom_fields.iter().find(|old| old.key == field.key);
        if old.is_some_and(|old| old.kind == field.kind) {
            continue;
        }
        if organization.is_field_used(after.id, &field.key).await? {
            let detail = format!(
                "Tasks have values in the field {}, so it cannot get another kind. Use another key.",
                field.key
            );
            return Err(Problem::conflict(detail, Vec::new()));
        }
    }
    Ok(())
}
