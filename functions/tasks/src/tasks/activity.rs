//! `GET /api/tasks/{task}/activity`

use axum::extract::State as Shared;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Actor, Change, Event, EventId, Fact, Subject as Thing, SubjectKind};
use katalusis_domain::permission::Permission;
use katalusis_domain::task::Task;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params};
use katalusis_store::EventQuery;
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::access::{self, TaskPath};

/// One thing that happened to a task.
#[derive(Debug, Serialize, ToSchema)]
pub struct Activity {
    /// The event's id; a bulk change has the same one for each of its tasks.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// What, with what is special to that kind: `kind` and perhaps `payload`.
    #[serde(flatten)]
    pub fact: Fact,
    /// By whom.
    pub actor: Actor,
    /// The comment or file that it is about, if it is about one.
    pub about: Option<Thing>,
    /// Which fields of the task (or the comment) went from what to what.
    pub changes: Vec<Change>,
}

/// Read a task's history.
///
/// Lists what happened to a task, the newest first: who changed what, from what to what. Bulk changes and
/// imports appear as what they did to this task.
#[utoipa::path(
    get, path = "/api/tasks/{task}/activity", operation_id = "list_activity", tag = "Tasks",
    params(("task" = String, Path, description = "Id or key", example = "OPS-42"), PageParams),
    responses((status = 200, description = "What happened", body = Paged<Activity>)),
    extensions(("x-permission" = json!("tasks.read"))),
)]
pub async fn list_activity(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskPath(name): TaskPath,
    Params(params): Params<PageParams>,
) -> Answer<Paged<Activity>> {
    let organization = state.store.for_organization(&caller);
    let task = access::task(&organization, &caller, Permission::TasksRead, &name).await?;
    let query = EventQuery {
        subject: Some(task.id.to_string()),
        ..EventQuery::default()
    };
    let request = params.request()?;
    let page = organization.events(&query, &request).await?;
    Ok(page.map(|event| of_task(event, &task)).into())
}

/// What an event did to this one of its subjects.
fn of_task(event: Event, task: &Task) -> Activity {
    let id = task.id.to_string();
    let changes: Vec<Change> = event
        .changes
        .into_iter()
        // The revision is for programs that take a bulk change back.
        .filter(|change| change.field != "revision")
        .filter(|change| change.subject.as_ref().is_none_or(|subject| *subject == id))
        .map(|change| Change::new(change.field, change.old, change.new))
        .collect();
    let about = event
        .subjects
        .into_iter()
        .find(|subject| matches!(subject.kind, SubjectKind::Comment | SubjectKind::Attachment));
    Activity {
        id: event.id,
        at: event.at,
        fact: to_the_task(event.fact, &changes),
        actor: event.actor,
        about,
        changes,
    }
}

/// An import tells of a whole chunk at once; to one of its tasks that is how it came to be, or was changed, or, when the
/// import is undone, went to the bin or was changed back.
fn to_the_task(fact: Fact, changes: &[Change]) -> Fact {
    match fact {
        Fact::ImportChunkCommitted(_) if changes.is_empty() => Fact::TaskCreated,
        Fact::ImportChunkUndone(_) if changes.iter().any(|change| change.field == "deleted_at") => {
            Fact::TaskDeleted
        }
        // What was purged has no history any more: this is one of its parts.
        Fact::ImportChunkCommitted(_) | Fact::ImportChunkUndone(_) | Fact::TaskPurged => Fact::TaskChanged,
        fact => fact,
    }
}
