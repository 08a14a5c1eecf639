//! What expressions and templates know.

use serde_json::{Map, Value};

/// What expressions and templates of a run know:
///
/// - `trigger`: what began the run, e.g. `trigger.task.title` or `trigger.event.kind`,
/// - `vars`: the workflow's variables, e.g. `vars.amount`,
/// - `steps`: what nodes gave, by their id, e.g. `steps.ask_leads.decision`,
/// - `run`: `run.id`, `run.workflow`, `run.started_at`, `run.started_by`.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    trigger: &'a Value,
    vars: Value,
    steps: Value,
    run: Value,
}

impl<'a> Scope<'a> {
    /// What there is to know.
    pub fn new(
        trigger: &'a Value,
        vars: &Map<String, Value>,
        steps: &Map<String, Value>,
        run: Value,
    ) -> Self {
        Self {
            trigger,
            vars: Value::Object(vars.clone()),
            steps: Value::Object(steps.clone()),
            run,
        }
    }

    /// Each by its name.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        [
            ("trigger", self.trigger),
            ("vars", &self.vars),
            ("steps", &self.steps),
            ("run", &self.run),
        ]
        .into_iter()
    }
}
