//! What a person decides about a run.

use katalusis_domain::workflow::{Definition, Input, RunId, RunRecord, step};
use katalusis_events::send_on;
use katalusis_http::{Answer, Problem};
use katalusis_store::{OrganizationStore, StoreError};

use super::find;
use crate::State;
use crate::engine::Step;

/// How often a decision is taken anew because the run went on meanwhile.
const ATTEMPTS: usize = 20;

/// Gives a run what a person decides, and has it carried on. `judge` looks at the run as it is, and at the version that it
/// is on, and says what the decision means to it, or why it cannot be: the run moves by itself, so it may be asked several
/// times.
pub(crate) async fn decide(
    state: &State,
    organization: &OrganizationStore,
    id: RunId,
    judge: impl Fn(&RunRecord, &Definition) -> Answer<Input>,
) -> Answer<RunRecord> {
    for _ in 0..ATTEMPTS {
        let run = find(organization, id).await?;
        let definition = state.definitions.get(organization, run.origin).await?;
        let input = judge(&run, &definition)?;
        let stepped = step(&definition, run.state.clone(), input, state.store.world().now());
        let Some(step) = Step::of(run, stepped, Vec::new(), organization) else {
            let detail = "The run has gone on since you looked. Look again.";
            return Err(Problem::conflict(detail, Vec::new()));
        };
        match step.commit(organization)?.run().await {
            Ok(_) => {
                carry_on(state, &step.after).await;
                return Ok(step.after);
            }
            Err(StoreError::LostRace) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::overtaken(StoreError::LostRace))
}

/// Has a run carried on at once. If the queue is away it goes on all the same: its time comes in a minute.
pub(crate) async fn carry_on(state: &State, run: &RunRecord) {
    if let Err(error) = send_on(&state.store, &state.automation, run).await {
        tracing::warn!(run_id = %run.id, error = %error, "a run was not sent on; it is in a minute");
    }
}
