//! `POST /api/tasks`

use std::collections::BTreeMap;

use axum::extract::State as Shared;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Fact, Subject as Thing, SubjectKind};
use katalusis_domain::organization::UserId;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::{CustomValue, Project, ProjectId};
use katalusis_domain::task::{Priority, Status, Task, TaskId};
use katalusis_domain::task_changes;
use katalusis_http::{Answer, Authenticated, Body, Patch, Problem, Revised};
use serde::Deserialize;
use utoipa::ToSchema;

use super::edit::{TaskPatch, check_references, external_id_is_taken};
use super::view::TaskView;
use crate::State;
use crate::access::is_active;

/// A new task.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    /// The project that it shall belong to.
    project_id: ProjectId,
    /// What is to be done, 1–500 characters.
    #[schema(example = "Renew the carrier contract")]
    title: String,
    /// Markdown, up to 50,000 characters.
    #[schema(example = "Terms of 2025 end in **June**.")]
    description: Option<String>,
    /// Where it stands; `new` unless you say otherwise.
    #[schema(example = "new")]
    status: Option<Status>,
    /// How urgent it is; `medium` unless you say otherwise.
    #[schema(example = "high")]
    priority: Option<Priority>,
    /// Who works on it: users of the organization, at most 50.
    #[schema(example = json!([]))]
    assignees: Option<Vec<UserId>>,
    /// At most 50 words of up to 60 characters, without commas; kept in lower case.
    #[schema(example = json!(["contract", "carrier"]))]
    tags: Option<Vec<String>>,
    /// When it should begin.
    start_at: Option<Timestamp>,
    /// When it should be done.
    due_at: Option<Timestamp>,
    /// The task that it is a part of, up to 20 levels deep.
    parent_id: Option<TaskId>,
    /// What another system calls it, up to 200 characters; unique within the project.
    #[schema(example = json!(null))]
    external_id: Option<String>,
    /// Values of the project's custom fields, by their key.
    #[schema(value_type = Option<BTreeMap<String, CustomValue>>, example = json!({}))]
    custom: Option<BTreeMap<String, Option<CustomValue>>>,
}

/// Create a task.
///
/// Creates a task. You watch it from the start.
#[utoipa::path(
    post, path = "/api/tasks", operation_id = "create_task", tag = "Tasks",
    request_body = NewTask,
    responses(
        (status = 201, description = "The new task", body = TaskView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "The project is archived, or another task of it has this external id"),
    ),
    extensions(("x-permission" = json!("tasks.write"))),
)]
pub async fn create_task(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<NewTask>,
) -> Answer<Revised<TaskView>> {
    caller.may(Permission::TasksWrite, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let project = organization
        .get::<Project>(request.project_id)
        .await?
        .ok_or_else(|| Problem::invalid_field("/project_id", "is not a project of your organization"))?;
    let now = state.store.world().now();
    let mut task = Task::new(&project, state.store.world().id(), caller.user_id, now);
    let errors = request.into_patch().apply(&mut task, &project, now);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    is_active(&project)?;
    check_references(&organization, None, &task, &project).await?;

    task.number = organization.take_task_numbers(project.id, 1).await?;
    task.key = format!("{}-{}", project.key, task.number);
    let subject = Thing::new(SubjectKind::Task, task.id).called(&task.key);
    organization
        .change(Fact::TaskCreated, vec![subject])
        .with_changes(task_changes::created(&task))
        .insert(&task)?
        .run()
        .await
        .map_err(|error| external_id_is_taken(error, &task))?;
    Ok(Revised::created(task.revision, task.into()))
}

impl NewTask {
    fn into_patch(self) -> TaskPatch {
        TaskPatch {
            title: Patch::Set(self.title),
            description: given(self.description),
            status: given(self.status),
            priority: given(self.priority),
            assignees: given(self.assignees),
            tags: given(self.tags),
            start_at: given(self.start_at),
            due_at: given(self.due_at),
            parent_id: given(self.parent_id),
            external_id: given(self.external_id),
            custom: given(self.custom),
        }
    }
}

/// In a new task `null` is the same as nothing.
fn given<T>(value: Option<T>) -> Patch<T> {
    value.map_or(Patch::Unchanged, Patch::Set)
}
