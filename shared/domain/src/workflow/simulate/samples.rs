//! Tasks and triggers that might be, in the shapes of real ones.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::event::RowCounts;
use crate::project::ProjectId;
use crate::task::{Priority, Status, Task, TaskId};
use crate::task_view::TaskView;
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
        Start::ImportFinished { profile_id, .. } => {
            let counts = RowCounts {
                rows: 1,
                create: 1,
                ..RowCounts::default()
            };
            let import = json!({
                "id": Uuid::nil(), "file": "sample.csv", "project_id": Uuid::nil(), "profile_id": profile_id,
                "counts": counts,
            });
            json!({"event": told("import.finished", at), "import": import})
        }
    }
}

fn of_task(event: TaskEvent, project_id: ProjectId, at: Timestamp) -> Value {
    let id: TaskId = Id::derived(project_id, "sample task");
    let task = task(id, project_id, "Sample task", at - TimeDelta::days(1));
    let (kind, task, comment) = match event {
        TaskEvent::Created => ("task.created", task, None),
        TaskEvent::Changed => ("task.changed", task, None),
        TaskEvent::StatusChanged => ("task.status_changed", task, None),
        TaskEvent::Completed => ("task.status_changed", completed(&task, at), None),
        TaskEvent::Commented => ("comment.created", task, Some(Uuid::nil())),
    };
    json!({
        "event": told(kind, at),
        "comment": {"id": comment, "author": Uuid::nil()},
        "task": task,
    })
}

/// An event as expressions know it.
fn told(kind: &str, at: Timestamp) -> Value {
    json!({"id": Uuid::nil(), "kind": kind, "at": at, "by": Uuid::nil(), "actor": "user", "changes": {}})
}

/// A task with all fields that a task has.
fn task(id: TaskId, project_id: ProjectId, title: &str, at: Timestamp) -> Value {
    TaskView::value(Task {
        id,
        organization_id: Id::new(Uuid::nil()),
        project_id,
        key: "SAMPLE-1".into(),
        number: 1,
        title: title.to_owned(),
        description: String::new(),
        status: Status::New,
        status_rank: Status::New.rank(),
        priority: Priority::Medium,
        priority_rank: Priority::Medium.rank(),
        assignees: Vec::new(),
        tags: Vec::new(),
        start_at: None,
        due_at: None,
        parent_id: None,
        external_id: None,
        custom: BTreeMap::new(),
        watchers: Vec::new(),
        source: None,
        created_by: Id::new(Uuid::nil()),
        created_at: at,
        updated_at: at,
        completed_at: None,
        deleted_at: None,
        revision: 1,
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
