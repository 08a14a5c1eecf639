//! `POST /api/tasks/bulk`

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::event::{Change, EventId, Fact, Subject as Thing, SubjectKind};
use katalusis_domain::organization::{User, UserId};
use katalusis_domain::permission::{Permission, Role, Subject};
use katalusis_domain::project::{Project, ProjectId};
use katalusis_domain::task::{ASSIGNEES_MAX, Priority, Status, Task, TaskId, is_plausible_date};
use katalusis_domain::{Timestamp, task_changes};
use katalusis_http::{Answer, Authenticated, Body, FieldError, IfMatch, Patch, Problem};
use katalusis_store::{OrganizationStore, StoreError, UNIQUE_EXTERNAL_ID};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decide::{Decision, Refusal, Wish};
use crate::State;
use crate::again::until_won;
use crate::tasks::edit::{NOBODY, each_once, normal_tags};

/// The most tasks of one call.
pub(super) const TASKS_MAX: usize = 200;

/// Which tasks, and what shall change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkChange {
    /// 1–200 tasks.
    #[schema(min_items = 1, max_items = 200)]
    ids: Vec<TaskId>,
    /// The same for each of them.
    change: Changes,
}

/// What shall change: absent is unchanged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// Where they shall stand. A task that cannot go there is refused, the others change.
    #[schema(example = "in_progress")]
    status: Option<Status>,
    /// How urgent they are.
    #[schema(example = "high")]
    priority: Option<Priority>,
    /// Who shall work on them too.
    #[serde(default)]
    add_assignees: Vec<UserId>,
    /// Who shall not any more.
    #[serde(default)]
    remove_assignees: Vec<UserId>,
    /// Tags to add.
    #[serde(default)]
    #[schema(example = json!(["audit"]))]
    add_tags: Vec<String>,
    /// Tags to remove.
    #[serde(default)]
    #[schema(example = json!([]))]
    remove_tags: Vec<String>,
    /// When they should be done; `null` empties it.
    #[serde(default)]
    #[schema(value_type = Option<Timestamp>)]
    due_at: Patch<Timestamp>,
    /// `true`: into the bin. Nothing else can be changed in the same call.
    #[serde(default)]
    #[schema(example = false)]
    delete: bool,
}

/// What became of the tasks.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    /// Takes the change back, at `/api/tasks/bulk/{event}/undo`; `null` if nothing changed.
    pub event_id: Option<EventId>,
    /// How many tasks changed.
    #[schema(example = 1)]
    pub changed: usize,
    /// Each task that was named, in that order.
    pub results: Vec<TaskResult>,
}

/// What became of a task.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskResult {
    /// The task.
    pub id: TaskId,
    /// What people call it; `null` if there is no such task.
    #[schema(example = "OPS-42")]
    pub key: Option<String>,
    /// Whether it changed.
    pub result: Outcome,
    /// Why it was refused; `null` if it was not.
    pub reason: Option<Refusal>,
    /// The statuses that it can go to, where the one that was asked for is not among them.
    pub allowed: Option<Vec<Status>>,
}

/// Whether a task changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It did.
    Changed,
    /// It was as it should be already.
    Unchanged,
    /// It could not.
    Refused,
}

/// Change many tasks.
///
/// Changes many tasks at once. Each is changed or refused for itself; all that change do so together, in one
/// entry of the history, which can be taken back.
#[utoipa::path(
    post, path = "/api/tasks/bulk", operation_id = "change_tasks", tag = "Tasks",
    request_body = BulkChange,
    responses((status = 200, description = "What became of each task", body = BulkResult)),
    extensions(("x-permission" = json!("tasks.write"))),
)]
pub async fn change_tasks(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<BulkChange>,
) -> Answer<Json<BulkResult>> {
    caller.may(Permission::TasksWrite, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let ids = each_once(request.ids);
    if !(1..=TASKS_MAX).contains(&ids.len()) {
        return Err(Problem::invalid_field(
            "/ids",
            format!("must be 1 to {TASKS_MAX} tasks"),
        ));
    }
    let wish = request.change.wish().map_err(Problem::invalid)?;
    let guests = guests_among(&organization, &wish.add_assignees).await?;
    let result = until_won(&IfMatch::Any, || write(&organization, &ids, &wish, &guests)).await?;
    Ok(Json(result))
}

async fn write(
    organization: &OrganizationStore,
    ids: &[TaskId],
    wish: &Wish,
    guests: &BTreeSet<UserId>,
) -> Result<BulkResult, Problem> {
    let (tasks, projects) = load(organization, ids).await?;
    let now = organization.store().world().now();
    let mut results = Vec::with_capacity(ids.len());
    let mut changed: Vec<(&Task, Task)> = Vec::new();
    for id in ids {
        let found = tasks.get(id);
        let project = found.and_then(|task| projects.get(&task.project_id));
        let decision = match found.zip(project) {
            Some((task, project)) => wish.decide(task, project, guests, now),
            None => Decision::Refused(Refusal::NotFound),
        };
        results.push(TaskResult::new(*id, found, &decision));
        if let (Decision::Changed(after), Some(before)) = (decision, found) {
            changed.push((before, *after));
        }
    }
    let event_id = commit(organization, Fact::TaskBulkChanged, &changed).await?;
    Ok(BulkResult {
        event_id,
        changed: changed.len(),
        results,
    })
}

/// The tasks and their projects, as far as the organization has them.
pub(super) async fn load(
    organization: &OrganizationStore,
    ids: &[TaskId],
) -> Result<(BTreeMap<TaskId, Task>, BTreeMap<ProjectId, Project>), Problem> {
    let tasks: Vec<Task> = organization.get_all(ids).await?;
    let projects = each_once(tasks.iter().map(|task| task.project_id).collect());
    let projects: Vec<Project> = organization.get_all(&projects).await?;
    Ok((
        tasks.into_iter().map(|task| (task.id, task)).collect(),
        projects
            .into_iter()
            .map(|project| (project.id, project))
            .collect(),
    ))
}

/// Writes the tasks and one event that names them all, each with its changes and its revision before and
/// after; by that an undo sees whether a task was changed since.
pub(super) async fn commit(
    organization: &OrganizationStore,
    fact: Fact,
    tasks: &[(&Task, Task)],
) -> Result<Option<EventId>, Problem> {
    if tasks.is_empty() {
        return Ok(None);
    }
    let mut subjects = Vec::new();
    let mut changes = Vec::new();
    for (before, after) in tasks {
        subjects.push(Thing::new(SubjectKind::Task, after.id).called(&after.key));
        let revision = Change::new("revision", before.revision, after.revision);
        let differences = task_changes::differences(before, after);
        let of_task = differences.into_iter().chain([revision]);
        changes.extend(of_task.map(|change| change.of(after.id.to_string())));
    }
    let mut commit = organization.change(fact, subjects).with_changes(changes);
    for (before, after) in tasks {
        commit = commit.change_task(before, after)?;
    }
    match commit.run().await {
        Ok(event) => Ok(Some(event.id)),
        // Someone took an external id in between: seen at the next look.
        Err(error) if error.is_duplicate_in(UNIQUE_EXTERNAL_ID) => Err(StoreError::LostRace.into()),
        Err(error) => Err(error.into()),
    }
}

impl TaskResult {
    fn new(id: TaskId, task: Option<&Task>, decision: &Decision) -> Self {
        let (result, reason) = match decision {
            Decision::Changed(_) => (Outcome::Changed, None),
            Decision::Unchanged => (Outcome::Unchanged, None),
            Decision::Refused(reason) => (Outcome::Refused, Some(*reason)),
        };
        let moves = task.filter(|_| reason == Some(Refusal::StatusNotAllowed));
        Self {
            id,
            key: task.map(|task| task.key.clone()),
            result,
            reason,
            allowed: moves.map(|task| task.status.next().to_vec()),
        }
    }
}

impl Changes {
    /// The change in normal form, or what is wrong with it.
    fn wish(self) -> Result<Wish, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut tags =
            |tags: &[String], pointer: &str| match normal_tags(tags) {
                Ok(tags) => tags,
                Err(found) => {
                    errors.extend(found.into_iter().map(|error| {
                        FieldError::new(error.pointer.replacen("/tags", pointer, 1), error.detail)
                    }));
                    Vec::new()
                }
            };
        let wish = Wish {
            status: self.status,
            priority: self.priority,
            add_tags: tags(&self.add_tags, "/change/add_tags"),
            remove_tags: tags(&self.remove_tags, "/change/remove_tags"),
            add_assignees: each_once(self.add_assignees),
            remove_assignees: each_once(self.remove_assignees),
            due_at: self.due_at,
            delete: self.delete,
        };
        for (people, pointer) in [
            (&wish.add_assignees, "/change/add_assignees"),
            (&wish.remove_assignees, "/change/remove_assignees"),
        ] {
            if people.len() > ASSIGNEES_MAX {
                errors.push(FieldError::new(
                    pointer,
                    format!("must be at most {ASSIGNEES_MAX} people"),
                ));
            }
        }
        if matches!(wish.due_at, Patch::Set(at) if !is_plausible_date(at)) {
            let detail = "must lie between the years 1900 and 2999";
            errors.push(FieldError::new("/change/due_at", detail));
        }
        match (wish.delete, wish.edits()) {
            (true, true) => errors.push(FieldError::new(
                "/change/delete",
                "goes with no other change in the same call",
            )),
            (false, false) if errors.is_empty() => {
                errors.push(FieldError::new("/change", "must change something"));
            }
            _ => {}
        }
        if errors.is_empty() { Ok(wish) } else { Err(errors) }
    }
}

impl Wish {
    fn edits(&self) -> bool {
        self.status.is_some()
            || self.priority.is_some()
            || self.due_at != Patch::Unchanged
            || !(self.add_assignees.is_empty() && self.remove_assignees.is_empty())
            || !(self.add_tags.is_empty() && self.remove_tags.is_empty())
    }
}

/// Those of the added people who see only shared projects. Somebody who is nobody here refuses the whole call.
async fn guests_among(
    organization: &OrganizationStore,
    people: &[UserId],
) -> Result<BTreeSet<UserId>, Problem> {
    let users: Vec<User> = organization.users_among(people).await?;
    let unknown = people
        .iter()
        .enumerate()
        .filter(|(_, id)| !users.iter().any(|user| user.id == **id && !user.disabled));
    let errors: Vec<FieldError> = unknown
        .map(|(index, _)| FieldError::new(format!("/change/add_assignees/{index}"), NOBODY))
        .collect();
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let guests = users.iter().filter(|user| user.role == Role::Guest);
    Ok(guests.map(|user| user.id).collect())
}
