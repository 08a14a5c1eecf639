//! What begins runs.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Does, Exit, Here, NEXT, Next};
use crate::Timestamp;
use crate::project::ProjectId;
use crate::workflow::activity::Failure;
use crate::workflow::expression::Expression;
use crate::workflow::validate::{Check, Code};

/// What begins runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "when", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = WorkflowStart)]
pub enum Start {
    /// A person, or a program, with the workflow's variables as its form.
    Manual {},
    /// Something happened to a task.
    TaskEvent {
        /// What has to happen to it.
        event: TaskEvent,
        /// The project that the task has to be in; without one, any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project_id: Option<ProjectId>,
        /// Only if this is true.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<Expression>,
    },
    /// A time has come.
    Schedule {
        /// When, as a cron pattern: minute, hour, day of month, month, day of week.
        #[schema(examples("0 9 * * MON-FRI"))]
        cron: String,
        /// In which time zone the pattern is read.
        #[schema(examples("Europe/Berlin"))]
        time_zone: String,
    },
    /// A system calls the workflow's own address.
    Webhook {},
    /// An import has been carried out.
    ImportFinished {
        /// The profile that it has to be an import of; without one, any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        profile_id: Option<uuid::Uuid>,
        /// Only if this is true.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<Expression>,
    },
}

/// What happens to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskEvent {
    /// It was created, by hand or by an import.
    Created,
    /// Any of its fields changed.
    Changed,
    /// Its status changed.
    StatusChanged,
    /// It was completed.
    Completed,
    /// Someone commented on it.
    Commented,
}

impl Start {
    /// When a schedule begins the next run after this time; `None` if it is no schedule, or never does.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let Self::Schedule { cron, time_zone } = self else {
            return None;
        };
        let (cron, zone) = (
            cron.parse::<croner::Cron>().ok()?,
            time_zone.parse::<chrono_tz::Tz>().ok()?,
        );
        let next = cron.find_next_occurrence(&after.utc().with_timezone(&zone), false);
        Some(next.ok()?.to_utc().into())
    }

    /// Whether it is a schedule that begins a run at this very time.
    pub fn is_due_at(&self, at: Timestamp) -> bool {
        self.next_after(at - TimeDelta::seconds(1)) == Some(at)
    }
}

impl Does for Start {
    fn exits(&self) -> Vec<Exit> {
        vec![Exit::must(NEXT)]
    }

    fn check(&self, check: &mut Check<'_>) {
        match self {
            Self::TaskEvent {
                filter: Some(filter), ..
            }
            | Self::ImportFinished {
                filter: Some(filter), ..
            } => check.condition("filter", filter),
            Self::Schedule { cron, time_zone } => {
                if let Err(error) = cron.parse::<croner::Cron>() {
                    check.finding(
                        Code::BadSetting,
                        "cron",
                        format!("\"{cron}\" is not a cron pattern: {error}."),
                    );
                }
                if time_zone.parse::<chrono_tz::Tz>().is_err() {
                    let message =
                        format!("\"{time_zone}\" is not a time zone. Write one like Europe/Berlin.");
                    check.finding(Code::BadSetting, "time_zone", message);
                }
            }
            Self::Manual {}
            | Self::TaskEvent { filter: None, .. }
            | Self::Webhook {}
            | Self::ImportFinished { filter: None, .. } => {}
        }
    }

    fn begin(&self, _here: &Here<'_>) -> Result<Next, Failure> {
        Ok(Next::leave(NEXT, Value::Null))
    }
}
