//! `POST /api/tasks/bulk/{event}/undo`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::event::{Event, EventId, Fact, Undone};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_domain::task::{Task, TaskId};
use katalusis_domain::{Timestamp, task_changes};
use katalusis_http::{Answer, Authenticated, PathId, Problem};
use katalusis_store::OrganizationStore;
use serde::Serialize;
use utoipa::ToSchema;

use super::change::{commit, load};
use super::decide::Refusal;
use crate::State;
use crate::again::until_won;

/// What became of the tasks of a bulk change that was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoResult {
    /// The entry in the history; `null` if every task was kept.
    pub event_id: Option<EventId>,
    /// How many tasks are as they were before the change.
    #[schema(example = 1)]
    pub reverted: usize,
    /// Each task of the change.
    pub results: Vec<UndoneTask>,
}

/// What became of a task.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoneTask {
    /// The task.
    pub id: TaskId,
    /// What people call it.
    #[schema(example = "OPS-42")]
    pub key: Option<String>,
    /// Whether it is as it was.
    pub result: UndoOutcome,
    /// Why it was kept; `null` if it was not.
    pub reason: Option<Refusal>,
}

/// Whether a task is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UndoOutcome {
    /// It is.
    Reverted,
    /// It was left as it is.
    Kept,
}

/// Undo a bulk change.
///
/// Takes a bulk change back. Tasks that were changed since, by anyone, are kept as they are, and listed.
#[utoipa::path(
    post, path = "/api/tasks/bulk/{event}/undo", operation_id = "undo_bulk_change", tag = "Tasks",
    params(("event" = String, Path, description = "`event_id` of the bulk change", format = Uuid)),
    responses((status = 200, description = "What became of each task", body = UndoResult)),
    extensions(("x-permission" = json!("tasks.write"))),
)]
pub async fn undo_bulk_change(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<EventId>,
) -> Answer<Json<UndoResult>> {
    caller.may(Permission::TasksWrite, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let event = organization
        .event(id)
        .await?
        .filter(|event| event.fact == Fact::TaskBulkChanged)
        .ok_or_else(|| Problem::not_found("bulk change"))?;
    Ok(Json(until_won(|| revert(&organization, &event)).await?))
}

async fn revert(organization: &OrganizationStore, event: &Event) -> Result<UndoResult, Problem> {
    let ids: Vec<TaskId> = event
        .subjects
        .iter()
        .filter_map(|subject| subject.id.parse().ok())
        .collect();
    let (tasks, projects) = load(organization, &ids).await?;
    let now = organization.store().world().now();
    let mut results = Vec::with_capacity(ids.len());
    let mut reverted: Vec<(&Task, Task)> = Vec::new();
    for (id, subject) in ids.into_iter().zip(&event.subjects) {
        let task = tasks.get(&id);
        let project = task.and_then(|task| projects.get(&task.project_id));
        let outcome = match task.zip(project) {
            Some((task, project)) => before(event, task, project, now).map(|old| (task, old)),
            None => Err(Refusal::NotFound),
        };
        results.push(UndoneTask {
            id,
            key: subject.key.clone(),
            result: if outcome.is_ok() {
                UndoOutcome::Reverted
            } else {
                UndoOutcome::Kept
            },
            reason: outcome.as_ref().err().copied(),
        });
        reverted.extend(outcome.ok());
    }
    let fact = Fact::TaskBulkUndone(Undone {
        event_id: event.id.to_string(),
    });
    let event_id = commit(organization, fact, &reverted).await?;
    Ok(UndoResult {
        event_id,
        reverted: reverted.len(),
        results,
    })
}

/// The task as it was before the event, if nobody changed it since.
fn before(event: &Event, task: &Task, project: &Project, now: Timestamp) -> Result<Task, Refusal> {
    let id = task.id.to_string();
    let of_task = || {
        event
            .changes
            .iter()
            .filter(|change| change.subject.as_ref() == Some(&id))
    };
    let unchanged = of_task().any(|change| change.field == "revision" && change.new == task.revision);
    if !unchanged {
        return Err(Refusal::ChangedSince);
    }
    if task.is_overdue_in_bin(now) {
        return Err(Refusal::Deleted);
    }
    if project.archived {
        return Err(Refusal::Archived);
    }
    let mut before = task.clone();
    for change in of_task() {
        task_changes::revert(&mut before, change);
    }
    before.revision += 1;
    before.updated_at = now;
    Ok(before)
}
