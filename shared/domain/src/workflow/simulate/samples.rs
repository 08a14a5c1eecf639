//! Tasks and triggers that might be, in the shapes of real ones.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::project::ProjectId;
use crate::task::{Priority, Status, TaskId};
use crate::workflow::activity::ActivityKey;
use crate::workflow::node::{NewTask, Start, TaskChange, TaskEvent};
use crate::workflow::run::Run;
use crate::{Id, Timestamp};

/// What might begin a workflow at this start.
pub(super) fn trigger(start: &Start, at: Timestamp) -> Value {
    match start {
        Start::Manual {} => json!({}),
        Start::TaskEvent {
            event, project_id, ..
        } => of_task(*event, project_id.unwrap_or(Id::new(Uuid::nil())), at),
        Start::Schedule { .. } => json!({"scheduled_at": at}),
        Start::Webhook {} => json!({"body": {}}),
        Start::ImportFinished { .. } => json!({"import": {"id": Uuid::nil(), "state": "completed"}}),
    }
}

fn of_task(event: TaskEvent, project_id: ProjectId, at: Timestamp) -> Value {
    let id: TaskId = Id::derived(project_id, "sample task");
    let task = task(id, project_id, "Sample task", at - TimeDelta::days(1));
    match event {
        TaskEvent::Created => json!({"task": task, "event": {"kind": "task.created"}}),
        TaskEvent::Changed => json!({"task": task, "event": {"kind": "task.changed"}}),
        TaskEvent::StatusChanged => json!({"task": task, "event": {"kind": "task.status_changed"}}),
        TaskEvent::Completed => {
            json!({"task": completed(&task, at), "event": {"kind": "task.status_changed"}})
        }
        TaskEvent::Commented => {
            let comment = json!({"id": Uuid::nil(), "task_id": id, "author_id": Uuid::nil(), "body": "A sample comment.", "created_at": at});
            json!({"task": task, "event": {"kind": "comment.created"}, "comment": comment})
        }
    }
}

/// A task with all fields that a task has.
fn task(id: TaskId, project_id: ProjectId, title: &str, at: Timestamp) -> Value {
    json!({
        "id": id,
        "key": "SAMPLE-1",
        "project_id": project_id,
        "title": title,
        "description": "",
        "status": Status::New,
        "priority": Priority::Medium,
        "assignees": [],
        "tags": [],
        "start_at": null,
        "due_at": null,
        "parent_id": null,
        "external_id": null,
        "custom": {},
        "watchers": [],
        "created_by": Uuid::nil(),
        "created_at": at,
        "updated_at": at,
        "completed_at": null,
    })
}

/// The task that would be created.
pub(super) fn created(new: &NewTask, run: &Run, key: &ActivityKey, at: Timestamp) -> Value {
    let id = Id::derived(run.id, &format!("{}:{}", key.node, key.iteration));
    let mut task = task(id, new.project_id, &new.title, at);
    task["description"] = json!(new.description);
    task["priority"] = json!(new.priority.unwrap_or(Priority::Medium));
    task["assignees"] = json!(new.assignees);
    task["tags"] = json!(new.tags);
    task["due_at"] = json!(new.due_at);
    task
}

/// The task that would be changed: the trigger's, if it is that one.
pub(super) fn changed(change: &TaskChange, trigger: &Value, at: Timestamp) -> Value {
    let mut task = if trigger["id"] == json!(change.task_id) {
        trigger.clone()
    } else {
        task(change.task_id, Id::new(Uuid::nil()), "Sample task", at)
    };
    let fields = [
        ("status", change.status.map(|status| json!(status))),
        ("priority", change.priority.map(|priority| json!(priority))),
        ("assignees", change.assignees.as_ref().map(|people| json!(people))),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            task[name] = value;
        }
    }
    if let Some(tags) = task["tags"].as_array_mut() {
        tags.extend(change.add_tags.iter().map(|tag| json!(tag)));
    }
    if change.status == Some(Status::Completed) {
        task = completed(&task, at);
    }
    task["updated_at"] = json!(at);
    task
}

/// The same task once it is completed.
pub(super) fn completed(task: &Value, at: Timestamp) -> Value {
    let mut task = task.clone();
    if task.is_object() {
        task["status"] = json!(Status::Completed);
        task["completed_at"] = json!(at);
        task["updated_at"] = json!(at);
    }
    task
}
