//! Sets variables of the workflow.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{Does, Exit, Here, NEXT, Next};
use crate::workflow::activity::Failure;
use crate::workflow::expression::Expression;
use crate::workflow::validate::{Check, Code};

/// Sets variables, all at once: each expression knows the values from before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowSetVariable)]
pub struct SetVariable {
    /// Variables of the workflow by their name, and what they are from now on.
    pub set: BTreeMap<String, Expression>,
}

impl Does for SetVariable {
    fn exits(&self) -> Vec<Exit> {
        vec![Exit::may(NEXT)]
    }

    fn check(&self, check: &mut Check<'_>) {
        if self.set.is_empty() {
            check.finding(Code::MissingSetting, "set", "Choose a variable to set.".into());
        }
        for (name, value) in &self.set {
            let field = format!("set/{name}");
            check.expression(&field, &Expression(format!("vars.{name}")));
            check.expression(&field, value);
        }
    }

    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure> {
        let scope = here.scope();
        let value = |(name, value): (&String, &Expression)| {
            Ok((name.clone(), value.value(&scope).map_err(Failure::lasting)?))
        };
        let set: Map<String, Value> = self.set.iter().map(value).collect::<Result<_, Failure>>()?;
        Ok(Next::Leave {
            exit: NEXT.to_owned(),
            output: Value::Null,
            set,
        })
    }

    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.set.keys().map(String::as_str))
    }
}
