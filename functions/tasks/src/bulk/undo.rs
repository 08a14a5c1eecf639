//! `POST /api/tasks/bulk/{event}/undo`

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::event::{Event, EventId, Fact, Undone};
use katalusis_domain::import::{KeyValue, Target};
use katalusis_domain::organization::{User, UserId};
use katalusis_domain::permission::{Permission, Role, Subject};
use katalusis_domain::project::{Project, ProjectId};
use katalusis_domain::task::{Task, TaskId};
use katalusis_domain::{Timestamp, task_changes};
use katalusis_http::{Answer, Authenticated, IfMatch, PathId, Problem};
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
    Ok(Json(
        until_won(&IfMatch::Any, || revert(&organization, &event)).await?,
    ))
}

async fn revert(organization: &OrganizationStore, event: &Event) -> Result<UndoResult, Problem> {
    let ids: Vec<TaskId> = event
        .subjects
        .iter()
        .filter_map(|subject| subject.id.parse().ok())
        .collect();
    let (tasks, projects) = load(organization, &ids).await?;
    let now = organization.store().world().now();
    let mut outcomes: Vec<Result<(&Task, Task), Refusal>> = Vec::with_capacity(ids.len());
    for id in &ids {
        let task = tasks.get(id);
        let project = task.and_then(|task| projects.get(&task.project_id));
        outcomes.push(match task.zip(project) {
            Some((task, project)) => before(event, task, project, now).map(|old| (task, old)),
            None => Err(Refusal::NotFound),
        });
    }
    let meanwhile = Meanwhile::since(organization, &outcomes).await?;
    let mut results = Vec::with_capacity(ids.len());
    let mut reverted: Vec<(&Task, Task)> = Vec::new();
    for ((id, subject), outcome) in ids.into_iter().zip(&event.subjects).zip(outcomes) {
        let outcome = outcome.and_then(|(task, old)| {
            meanwhile.allows(task, &old, &projects)?;
            Ok((task, old))
        });
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

/// What happened to others since, and stands in the way of old values.
struct Meanwhile {
    /// External ids that tasks outside the bin have now.
    taken: BTreeSet<(ProjectId, String)>,
    /// Those of the former assignees who see only shared projects now.
    guests: BTreeSet<UserId>,
}

impl Meanwhile {
    async fn since(
        organization: &OrganizationStore,
        outcomes: &[Result<(&Task, Task), Refusal>],
    ) -> Result<Self, Problem> {
        let mut external_ids: BTreeMap<ProjectId, Vec<KeyValue>> = BTreeMap::new();
        let mut people: BTreeSet<UserId> = BTreeSet::new();
        for (task, old) in outcomes.iter().flatten() {
            if let Some(external_id) = leaves_bin_as(task, old) {
                let of_project = external_ids.entry(old.project_id).or_default();
                of_project.push(KeyValue::Text(external_id.to_owned()));
            }
            people.extend(old.assignees.iter().filter(|id| !task.assignees.contains(id)));
        }
        let mut taken = BTreeSet::new();
        for (project, ids) in external_ids {
            let found = organization
                .tasks_by_key(project, &Target::ExternalId, &ids)
                .await?;
            taken.extend(
                found
                    .into_iter()
                    .filter_map(|task| Some((project, task.external_id?))),
            );
        }
        let people: Vec<UserId> = people.into_iter().collect();
        let people: Vec<User> = organization.users_among(&people).await?;
        let guests = people.into_iter().filter(|user| user.role == Role::Guest);
        Ok(Self {
            taken,
            guests: guests.map(|user| user.id).collect(),
        })
    }

    fn allows(
        &self,
        task: &Task,
        old: &Task,
        projects: &BTreeMap<ProjectId, Project>,
    ) -> Result<(), Refusal> {
        let is_taken = |id: &str| self.taken.contains(&(old.project_id, id.to_owned()));
        if leaves_bin_as(task, old).is_some_and(is_taken) {
            return Err(Refusal::ExternalIdTaken);
        }
        let shared = projects
            .get(&old.project_id)
            .is_some_and(|project| project.shared_with_guests);
        let comes_back = |id: &UserId| !task.assignees.contains(id) && self.guests.contains(id);
        if !shared && old.assignees.iter().any(comes_back) {
            return Err(Refusal::AssigneeCannotSee);
        }
        Ok(())
    }
}

/// The external id of a task that comes out of the bin with one.
fn leaves_bin_as<'a>(task: &Task, old: &'a Task) -> Option<&'a str> {
    old.external_id
        .as_deref()
        .filter(|_| task.is_deleted() && !old.is_deleted())
}
