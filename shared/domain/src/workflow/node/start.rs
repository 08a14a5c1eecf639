//! What begins runs.

use chrono::TimeDelta;
use croner::Cron;
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
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

/// A pattern of five parts: what begins every second is no schedule.
fn read_cron(pattern: &str) -> Result<Cron, CronError> {
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed);
    parser.build().parse(pattern)
}

impl Start {
    /// When a schedule begins the next run after this time; `None` if it is no schedule, or never does.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let Self::Schedule { cron, time_zone } = self else {
            return None;
        };
        let (cron, zone) = (read_cron(cron).ok()?, time_zone.parse::<chrono_tz::Tz>().ok()?);
        let next = cron.find_next_occurrence(&after.utc().with_timezone(&zone), false);
        Some(next.ok()?.to_utc().into())
    }

    /// When a schedule begins the first run from this time on.
    pub fn first_from(&self, at: Timestamp) -> Option<Timestamp> {
        self.next_after(at - TimeDelta::seconds(1))
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
                if let Err(error) = read_cron(cron) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin(cron: &str) -> Start {
        Start::Schedule {
            cron: cron.to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
        }
    }

    fn times(start: &Start, from: &str, count: usize) -> Vec<String> {
        let mut at: Timestamp = from.parse().unwrap();
        let mut times = Vec::new();
        for _ in 0..count {
            at = start.next_after(at).unwrap();
            times.push(at.to_string());
        }
        times
    }

    #[test]
    fn a_schedule_follows_the_clocks_of_its_zone() {
        assert_eq!(
            times(&berlin("0 9 * * *"), "2026-03-27T12:00:00Z", 3),
            [
                "2026-03-28T08:00:00.000Z",
                "2026-03-29T07:00:00.000Z",
                "2026-03-30T07:00:00.000Z"
            ]
        );
        assert_eq!(
            times(&berlin("0 9 * * *"), "2026-10-24T12:00:00Z", 2),
            ["2026-10-25T08:00:00.000Z", "2026-10-26T08:00:00.000Z"]
        );
    }

    #[test]
    fn a_time_that_is_skipped_or_comes_twice_begins_one_run() {
        // On 29 March there is no half past two; on 25 October there are two of them.
        let spring = times(&berlin("30 2 * * *"), "2026-03-28T12:00:00Z", 2);
        assert_eq!(spring, ["2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"]);
        let autumn = times(&berlin("30 2 * * *"), "2026-10-24T12:00:00Z", 2);
        assert_eq!(autumn, ["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]);
    }

    #[test]
    fn a_pattern_has_five_parts() {
        for pattern in ["* * * * * *", "0 0 9 * * * 2027", "whenever", ""] {
            assert!(read_cron(pattern).is_err(), "{pattern}");
        }
        assert_eq!(
            berlin("* * * * * *").next_after("2026-03-28T12:00:00Z".parse().unwrap()),
            None
        );
    }
}
