//! People that a workflow names.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::activity::Failure;
use super::expression::Expression;
use super::scope::Scope;
use super::validate::Check;
use crate::organization::UserId;

/// Someone, or whoever an expression gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowPerson)]
pub enum Person {
    /// This user.
    User(UserId),
    /// The user, or the list of users, whose ids this gives, e.g. `trigger.task.assignees`.
    From(Expression),
}

impl Person {
    /// Who it is.
    pub(super) fn resolve(&self, scope: &Scope<'_>) -> Result<Vec<UserId>, Failure> {
        let expression = match self {
            Self::User(user) => return Ok(vec![*user]),
            Self::From(expression) => expression,
        };
        let id = |value: &Value| {
            let id = value.as_str().and_then(|id| id.parse().ok());
            id.ok_or_else(|| {
                Failure::lasting(format!(
                    "\"{}\" is {value}, and not the id of a user.",
                    expression.0
                ))
            })
        };
        match expression.value(scope).map_err(Failure::lasting)? {
            Value::Null => Ok(Vec::new()),
            Value::Array(values) => values.iter().map(id).collect(),
            value => Ok(vec![id(&value)?]),
        }
    }

    /// Who they all are, each once.
    pub(super) fn resolve_all(people: &[Self], scope: &Scope<'_>) -> Result<Vec<UserId>, Failure> {
        let mut all = Vec::new();
        for person in people {
            for user in person.resolve(scope)? {
                if !all.contains(&user) {
                    all.push(user);
                }
            }
        }
        Ok(all)
    }

    pub(super) fn check(&self, field: &str, check: &mut Check<'_>) {
        if let Self::From(expression) = self {
            check.expression(field, expression);
        }
    }
}
