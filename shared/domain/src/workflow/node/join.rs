//! Brings branches together again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Does, Exit, Here, NEXT, Next, TOO_FEW};
use crate::workflow::activity::Failure;
use crate::workflow::join::Needed;
use crate::workflow::validate::{Check, Code};

/// Brings the branches of the innermost split together again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowJoin)]
pub struct Join {
    /// How many branches are waited for.
    pub needed: Needed,
    /// Whether the others are stopped once enough came; otherwise they go on to their end.
    #[serde(default)]
    pub stop_others: bool,
}

impl Does for Join {
    fn exits(&self) -> Vec<Exit> {
        let mut exits = vec![Exit::may(NEXT)];
        if matches!(self.needed, Needed::Count(_)) {
            exits.push(Exit::may(TOO_FEW));
        }
        exits
    }

    fn check(&self, check: &mut Check<'_>) {
        if self.needed == Needed::Count(0) {
            check.finding(
                Code::BadSetting,
                "needed/count",
                "Wait for one branch at least.".into(),
            );
        }
    }

    fn begin(&self, _here: &Here<'_>) -> Result<Next, Failure> {
        Ok(Next::Meet)
    }

    fn gives(&self) -> &'static [&'static str] {
        &["arrived"]
    }

    fn joins(&self) -> Option<(Needed, bool)> {
        Some((self.needed, self.stop_others))
    }
}
