//! Changes a task.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Action, Does, Exit, Here, NEXT, Next};
use crate::organization::UserId;
use crate::task::{Priority, Status, TaskId};
use crate::workflow::activity::Failure;
use crate::workflow::expression::Expression;
use crate::workflow::person::Person;
use crate::workflow::template::Template;
use crate::workflow::validate::{Check, Code};

/// Changes a task, or comments on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowChangeTask)]
pub struct ChangeTask {
    /// The id of the task, e.g. `trigger.task.id`.
    pub task: Expression,
    /// Its new status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Its new priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Who works on it from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignees: Option<Vec<Person>>,
    /// Tags that it gets besides its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_tags: Vec<Template>,
    /// A comment on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Template>,
}

/// A task to be changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunTaskChange)]
pub struct TaskChange {
    /// Which.
    pub task_id: TaskId,
    /// Its new status.
    pub status: Option<Status>,
    /// Its new priority.
    pub priority: Option<Priority>,
    /// Who works on it from now on.
    pub assignees: Option<Vec<UserId>>,
    /// Tags that it gets besides its own.
    pub add_tags: Vec<String>,
    /// A comment on it.
    pub comment: Option<String>,
}

impl Does for ChangeTask {
    fn exits(&self) -> Vec<Exit> {
        Exit::of_action()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.expression("task", &self.task);
        let changes = self.status.is_some()
            || self.priority.is_some()
            || self.assignees.is_some()
            || self.comment.is_some()
            || !self.add_tags.is_empty();
        if !changes {
            check.finding(
                Code::MissingSetting,
                "status",
                "Say what is changed: status, priority, people, tags or a comment.".into(),
            );
        }
        for (index, person) in self.assignees.iter().flatten().enumerate() {
            person.check(&format!("assignees/{index}"), check);
        }
        for (index, tag) in self.add_tags.iter().enumerate() {
            check.text(&format!("add_tags/{index}"), tag);
        }
        if let Some(comment) = &self.comment {
            check.text("comment", comment);
        }
    }

    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure> {
        let scope = here.scope();
        let fill = |template: &Template| template.fill(&scope).map_err(Failure::lasting);
        let task = self.task.value(&scope).map_err(Failure::lasting)?;
        let task_id = task.as_str().and_then(|id| id.parse().ok());
        let task_id = task_id.ok_or_else(|| {
            Failure::lasting(format!(
                "\"{}\" is {task}, and not the id of a task.",
                self.task.0
            ))
        })?;
        let people = |people: &Vec<Person>| Person::resolve_all(people, &scope);
        Ok(Next::Act(Action::ChangeTask(TaskChange {
            task_id,
            status: self.status,
            priority: self.priority,
            assignees: self.assignees.as_ref().map(people).transpose()?,
            add_tags: self.add_tags.iter().map(fill).collect::<Result<_, _>>()?,
            comment: self.comment.as_ref().map(fill).transpose()?,
        })))
    }

    fn done(&self, _here: &Here<'_>, _action: &Action, output: Value) -> Result<Next, Failure> {
        Ok(Next::leave(NEXT, json!({"task": output})))
    }

    fn gives(&self) -> &'static [&'static str] {
        &["task", "error"]
    }
}
