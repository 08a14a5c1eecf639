//! Begins another workflow.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{Action, Does, Exit, Here, NEXT, Next};
use crate::Id;
use crate::workflow::activity::{Failure, Waiting};
use crate::workflow::expression::Expression;
use crate::workflow::validate::{Check, Code};
use crate::workflow::{RunId, WorkflowId};

/// Begins a run of another workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowSubWorkflow)]
pub struct SubWorkflow {
    /// The workflow that is started; it has to be published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<WorkflowId>,
    /// The variables that it is begun with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vars: BTreeMap<String, Expression>,
    /// Whether the run waits until the other one is over.
    #[serde(default)]
    pub wait: bool,
}

/// A run to be begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunNewRun)]
pub struct NewRun {
    /// The id that it gets: the same however often it is begun.
    pub run_id: RunId,
    /// Of which workflow.
    pub workflow_id: WorkflowId,
    /// With these variables.
    #[schema(value_type = Value)]
    pub vars: Map<String, Value>,
    /// Whether this run waits until it is over.
    pub wait: bool,
}

impl Does for SubWorkflow {
    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.vars.keys().map(String::as_str))
    }

    fn exits(&self) -> Vec<Exit> {
        Exit::of_action()
    }

    fn check(&self, check: &mut Check<'_>) {
        if self.workflow_id.is_none() {
            check.finding(
                Code::MissingSetting,
                "workflow_id",
                "Choose the workflow that is begun.".into(),
            );
        }
        for (name, value) in &self.vars {
            check.expression(&format!("vars/{name}"), value);
        }
    }

    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure> {
        let scope = here.scope();
        let workflow_id = self
            .workflow_id
            .ok_or_else(|| Failure::lasting("The step does not say which workflow."))?;
        let var = |(name, value): (&String, &Expression)| {
            Ok((name.clone(), value.value(&scope).map_err(Failure::lasting)?))
        };
        let vars = self.vars.iter().map(var).collect::<Result<_, Failure>>()?;
        Ok(Next::Act(Action::StartRun(NewRun {
            run_id: Id::derived(here.run.id, &format!("{}:{}", here.key.node, here.key.iteration)),
            workflow_id,
            vars,
            wait: self.wait,
        })))
    }

    /// `output` is `{"run": id, "status": …, "vars": {…}}`: the run may be over by then.
    fn done(&self, _here: &Here<'_>, action: &Action, output: Value) -> Result<Next, Failure> {
        let Action::StartRun(started) = action else {
            return Err(Failure::lasting(
                "A sub-workflow has nothing done but begin a run.",
            ));
        };
        let run_id = started.run_id;
        match output["status"].as_str() {
            _ if !self.wait => Ok(Next::leave(NEXT, json!({"run": run_id}))),
            Some("completed") => Ok(Next::leave(NEXT, json!({"run": run_id, "vars": output["vars"]}))),
            Some("cancelled") => Err(Failure::lasting(
                "The workflow that this step began was cancelled.",
            )),
            _ => Ok(Next::Wait(Waiting::Run { run_id })),
        }
    }

    fn gives(&self) -> &'static [&'static str] {
        &["run", "vars", "error"]
    }

    fn waits(&self) -> bool {
        self.wait
    }
}
