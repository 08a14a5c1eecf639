//! Waits.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Does, Exit, Here, NEXT, Next};
use crate::Timestamp;
use crate::workflow::activity::{Failure, Waiting};
use crate::workflow::expression::Expression;
use crate::workflow::validate::{Check, Code};

/// The longest wait, in seconds: a leap year.
const WAIT_MAX: u32 = 31_622_400;

/// Waits, and goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowDelay)]
pub struct Delay {
    /// How long, or until when.
    pub wait: Wait,
}

/// How long to wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowWait)]
pub enum Wait {
    /// So many seconds.
    Seconds(u32),
    /// Until the time, or the beginning of the day, that this gives; not at all if that is over.
    Until(Expression),
}

impl Does for Delay {
    fn exits(&self) -> Vec<Exit> {
        vec![Exit::must(NEXT)]
    }

    fn check(&self, check: &mut Check<'_>) {
        match &self.wait {
            Wait::Seconds(1..=WAIT_MAX) => {}
            Wait::Seconds(_) => check.finding(
                Code::BadSetting,
                "wait/seconds",
                "Wait for a second to a year.".into(),
            ),
            Wait::Until(expression) => check.expression("wait/until", expression),
        }
    }

    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure> {
        let until = match &self.wait {
            Wait::Seconds(seconds) => here.at + TimeDelta::seconds((*seconds).into()),
            Wait::Until(expression) => time(&expression.value(&here.scope()).map_err(Failure::lasting)?)?,
        };
        Ok(if until <= here.at {
            Next::leave(NEXT, Value::Null)
        } else {
            Next::Wait(Waiting::Time { until })
        })
    }

    fn waits(&self) -> bool {
        true
    }
}

/// The time that a value is: RFC 3339, or a day.
fn time(value: &Value) -> Result<Timestamp, Failure> {
    let text = value.as_str().unwrap_or_default();
    text.parse()
        .or_else(|_| format!("{text}T00:00:00Z").parse())
        .map_err(|_| Failure::lasting(format!("{value} is not a time or a day that one could wait for.")))
}
