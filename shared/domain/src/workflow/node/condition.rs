//! Goes on by the first branch whose condition holds.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{Does, Exit, FAILED, Here, NEXT, Next, TIMED_OUT, TOO_FEW};
use crate::workflow::activity::Failure;
use crate::workflow::definition::is_name;
use crate::workflow::expression::Expression;
use crate::workflow::validate::{Check, Code};

/// The exit if no branch's condition holds.
const OTHERWISE: &str = "otherwise";

/// Names of exits that mean something else.
const TAKEN: [&str; 5] = [OTHERWISE, NEXT, FAILED, TIMED_OUT, TOO_FEW];

/// How many branches there may be.
const BRANCHES_MAX: usize = 20;

/// Goes on by the first branch whose condition holds, otherwise by the exit `otherwise`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowCondition)]
pub struct Condition {
    /// The branches, in the order in which they are asked.
    pub branches: Vec<Branch>,
}

/// One of the ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowBranch)]
pub struct Branch {
    /// Its exit.
    #[schema(pattern = "^[a-z][a-z0-9_]{0,39}$", examples("expensive"))]
    pub exit: String,
    /// When it is taken.
    pub when: Expression,
}

impl Does for Condition {
    fn exits(&self) -> Vec<Exit> {
        let branches = self.branches.iter().map(|branch| Exit::must(&branch.exit));
        branches.chain([Exit::may(OTHERWISE)]).collect()
    }

    fn check(&self, check: &mut Check<'_>) {
        if self.branches.is_empty() || self.branches.len() > BRANCHES_MAX {
            check.finding(
                Code::MissingSetting,
                "branches",
                format!("Give it 1 to {BRANCHES_MAX} branches."),
            );
        }
        for (index, branch) in self.branches.iter().enumerate() {
            if !is_name(&branch.exit) || TAKEN.contains(&branch.exit.as_str()) {
                let message = format!(
                    "\"{}\" cannot be the name of a branch. Use small letters, digits and _.",
                    branch.exit
                );
                check.finding(Code::BadSetting, &format!("branches/{index}/exit"), message);
            }
            if self.branches[..index]
                .iter()
                .any(|other| other.exit == branch.exit)
            {
                let message = format!(
                    "Two branches are called \"{}\". Give one another name.",
                    branch.exit
                );
                check.finding(Code::BadSetting, &format!("branches/{index}/exit"), message);
            }
            check.condition(&format!("branches/{index}/when"), &branch.when);
        }
    }

    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure> {
        let scope = here.scope();
        for branch in &self.branches {
            if branch.when.holds(&scope).map_err(Failure::lasting)? {
                return Ok(Next::leave(&branch.exit, json!({"branch": branch.exit})));
            }
        }
        Ok(Next::leave(OTHERWISE, json!({"branch": OTHERWISE})))
    }

    fn gives(&self) -> &'static [&'static str] {
        &["branch"]
    }
}
