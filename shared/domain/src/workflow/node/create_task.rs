//! Creates a task, and waits for its completion or goes on.

use std::ops::RangeInclusive;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Action, Does, Exit, Here, NEXT, Next};
use crate::Timestamp;
use crate::organization::UserId;
use crate::project::ProjectId;
use crate::task::Priority;
use crate::workflow::activity::{Failure, Waiting};
use crate::workflow::person::Person;
use crate::workflow::template::Template;
use crate::workflow::validate::{Check, Code};

/// In how many seconds a task may be due: a minute to a leap year.
const DUE_IN: RangeInclusive<u32> = 60..=31_622_400;

/// Creates a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowCreateTask)]
pub struct CreateTask {
    /// The project that it is created in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_id: Option<ProjectId>,
    /// Its title, with gaps that the run fills.
    pub title: Template,
    /// Its description, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Template>,
    /// Its priority; medium if you do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assignees: Vec<Person>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Template>,
    /// In how many seconds it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 60, maximum = 31_622_400)]
    pub due_in_seconds: Option<u32>,
    /// Whether the run waits until the task is completed.
    #[serde(default)]
    pub wait: bool,
}

/// A task to be created.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunNewTask)]
pub struct NewTask {
    /// In which project.
    pub project_id: ProjectId,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Its priority.
    pub priority: Option<Priority>,
    /// Who works on it.
    pub assignees: Vec<UserId>,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// Whether the run waits until it is completed.
    pub wait: bool,
}

impl Does for CreateTask {
    fn exits(&self) -> Vec<Exit> {
        Exit::of_action()
    }

    fn check(&self, check: &mut Check<'_>) {
        if self.project_id.is_none() {
            check.finding(
                Code::MissingSetting,
                "project_id",
                "Choose the project that the task is created in.".into(),
            );
        }
        check.text("title", &self.title);
        if let Some(description) = &self.description {
            check.template("description", description);
        }
        for (index, tag) in self.tags.iter().enumerate() {
            check.text(&format!("tags/{index}"), tag);
        }
        for (index, person) in self.assignees.iter().enumerate() {
            person.check(&format!("assignees/{index}"), check);
        }
        if self
            .due_in_seconds
            .is_some_and(|seconds| !DUE_IN.contains(&seconds))
        {
            let message = "A task is due in a minute to a year.".into();
            check.finding(Code::BadSetting, "due_in_seconds", message);
        }
    }

    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure> {
        let scope = here.scope();
        let fill = |template: &Template| template.fill(&scope).map_err(Failure::lasting);
        let project_id = self
            .project_id
            .ok_or_else(|| Failure::lasting("The step does not say in which project."))?;
        Ok(Next::Act(Action::CreateTask(NewTask {
            project_id,
            title: fill(&self.title)?,
            description: self
                .description
                .as_ref()
                .map(fill)
                .transpose()?
                .unwrap_or_default(),
            priority: self.priority,
            assignees: Person::resolve_all(&self.assignees, &scope)?,
            tags: self.tags.iter().map(fill).collect::<Result<_, _>>()?,
            due_at: self
                .due_in_seconds
                .map(|seconds| here.at + TimeDelta::seconds(seconds.into())),
            wait: self.wait,
        })))
    }

    /// `output` is the task, with its `id`.
    fn done(&self, _here: &Here<'_>, _action: &Action, output: Value) -> Result<Next, Failure> {
        // A try that was begun before may have made it, and someone completed it since.
        if !self.wait || output["status"] == "completed" {
            return Ok(Next::leave(NEXT, json!({"task": output})));
        }
        let task_id = output["id"].as_str().and_then(|id| id.parse().ok());
        let task_id = task_id.ok_or_else(|| Failure::lasting("The task that was created has no id."))?;
        Ok(Next::Wait(Waiting::Task { task_id }))
    }

    fn gives(&self) -> &'static [&'static str] {
        &["task", "error"]
    }

    fn waits(&self) -> bool {
        self.wait
    }
}
