//! Beginning runs.

use katalusis_domain::organization::UserId;
use katalusis_domain::workflow::{
    Cause, Definition, Input, NodeId, Origin, Run, RunId, RunRecord, Status, step,
};
use katalusis_events::send_on;
use katalusis_store::{OrganizationStore, StoreError};
use serde_json::{Map, Value};

use super::commit::Step;
use super::{Engine, EngineError};

/// A run that is to begin.
pub(crate) struct Beginning {
    /// The id that it gets: the same however often it is begun.
    pub run_id: RunId,
    /// What it is a run of.
    pub origin: Origin,
    /// What that is called.
    pub name: String,
    /// Who stands behind it.
    pub acts_for: UserId,
    /// Who begins it, if a person does.
    pub started_by: Option<UserId>,
    /// At which start.
    pub node: NodeId,
    /// What expressions know as `trigger`.
    pub trigger: Value,
    /// What expressions know as `vars`.
    pub vars: Map<String, Value>,
    /// Where it comes from.
    pub cause: Cause,
}

impl Beginning {
    /// Its first step.
    pub fn step(self, definition: &Definition, organization: &OrganizationStore) -> Step {
        let now = organization.store().world().now();
        let run = Run::new(
            self.run_id,
            self.name,
            self.trigger,
            self.vars,
            self.started_by,
            now,
        );
        let record = RunRecord::new(
            run.clone(),
            organization.organization_id(),
            self.origin,
            self.acts_for,
            self.cause,
        );
        let stepped = step(definition, run, Input::Begin { node: self.node }, now);
        Step::first(record, stepped, organization)
    }
}

impl Engine {
    /// Begins a run in its own name, and has it carried on in a message of its own: one event may begin hundreds. Begun
    /// twice is begun once.
    pub(super) async fn begin(
        &self,
        organization: &OrganizationStore,
        beginning: Beginning,
    ) -> Result<(), EngineError> {
        let definition = self.definitions.get(organization, beginning.origin).await?;
        let step = beginning.step(&definition, organization);
        let as_run = self.in_name_of(organization, &step.after);
        match step.commit(&as_run)?.run().await {
            Ok(_) if step.after.status == Status::Running => {
                Ok(send_on(&self.store, &self.queue, &step.after).await?)
            }
            // If it was begun before and nobody was told, its time comes in a minute.
            Ok(_) | Err(StoreError::Duplicate(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
