//! What runs change inside: one file for each action.

mod ask;
mod change_task;
mod create_task;
mod start_run;
mod tell;

use katalusis_domain::event::Told;
use katalusis_domain::workflow::{Action, Failure, Input, RunId, RunRecord};
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

impl Effect {
    /// Both.
    pub fn and(mut self, other: Self) -> Self {
        self.changes.extend(other.changes);
        self.told.extend(other.told);
        self.begun = self.begun.or(other.begun);
        self
    }
}

/// What an action gives, and what it changes for that; a failure is for the run to deal with.
pub(super) type Done = Result<(Value, Effect), Failure>;

impl Engine {
    /// Makes ready what an action changes inside, and what its run hears of it.
    pub(super) async fn inside(
        &self,
        organization: &OrganizationStore,
        run: &RunRecord,
        pending: Pending<'_>,
    ) -> Result<(Input, Effect), EngineError> {
        let done = match pending.action {
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
        let (result, effect) = match done {
            Ok((output, effect)) => (Ok(output), effect),
            Err(failure) => (Err(failure), Effect::default()),
        };
        let input = Input::Done {
            key: pending.key,
            attempt: pending.attempt,
            result,
        };
        Ok((input, effect))
    }
}
