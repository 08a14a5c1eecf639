//! What runs change inside: one file for each action.

mod ask;
mod change_task;
mod create_task;
mod start_run;
mod tell;

use katalusis_domain::event::Told;
use katalusis_domain::workflow::{Action, Failure, RunId, RunRecord};
use katalusis_store::{Commit, OrganizationStore};
use serde_json::Value;

use super::advance::Pending;
use super::{Engine, EngineError};

/// What an action changes besides the run. It takes place with the run's step, or not at all.
#[derive(Default)]
pub(super) struct Effect {
    pub changes: Vec<Commit>,
    pub told: Vec<Told>,
    /// A run that it begins, and that has to be carried on.
    pub begun: Option<RunId>,
}

/// What an action gives, and what it changes for that; a failure is for the run to deal with.
pub(super) type Done = Result<(Value, Effect), Failure>;

impl Engine {
    /// Makes ready what an action changes inside.
    pub(super) async fn inside(
        &self,
        organization: &OrganizationStore,
        run: &RunRecord,
        pending: &Pending,
    ) -> Result<(Result<Value, Failure>, Effect), EngineError> {
        let done = match &pending.action {
            Action::CreateTask(task) => create_task::create(organization, run, &pending.key, task).await?,
            Action::ChangeTask(change) => {
                change_task::change(organization, run, &pending.key, change).await?
            }
            Action::Ask(question) => ask::people(organization, question).await?,
            Action::Notify(message) => tell::tell(&pending.key, message),
            Action::StartRun(new) => self.start_run(organization, run, new).await?,
            // Done outside.
            Action::Call(_) => Err(Failure::lasting("A call is made outside.")),
        };
        Ok(match done {
            Ok((output, effect)) => (Ok(output), effect),
            Err(failure) => (Err(failure), Effect::default()),
        })
    }
}
