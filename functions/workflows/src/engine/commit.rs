//! Storing a step.

use katalusis_domain::event::{Fact, RunProgress, Subject, SubjectKind, Told};
use katalusis_domain::workflow::{Happening, Order, RunRecord, Status, Stepped};
use katalusis_store::{Commit, OrganizationStore, StoreError};

/// A step that is to be stored, with all that belongs to it.
pub(crate) struct Step {
    /// The run as it will be.
    pub after: RunRecord,
    /// What it did.
    progress: RunProgress,
}

impl Step {
    /// What stepping a run came to; `None` if it came to nothing.
    pub fn of(
        before: RunRecord,
        stepped: Stepped,
        told: Vec<Told>,
        organization: &OrganizationStore,
    ) -> Option<Self> {
        let changed = stepped.run != before.state || !stepped.happened.is_empty();
        changed.then(|| Self::new(before, stepped, told, organization))
    }

    /// The step that a run begins with.
    pub fn first(record: RunRecord, stepped: Stepped, organization: &OrganizationStore) -> Self {
        Self::new(record, stepped, Vec::new(), organization)
    }

    fn new(before: RunRecord, stepped: Stepped, told: Vec<Told>, organization: &OrganizationStore) -> Self {
        let stopped = stepped.orders.iter().filter_map(|order| match order {
            Order::StopRun { run_id } => Some(*run_id),
            Order::Do { .. } => None,
        });
        let progress = RunProgress {
            origin: before.origin,
            acts_for: before.acts_for,
            stopped: stopped.collect(),
            happened: stepped.happened,
            told,
        };
        let at = organization.store().world().now();
        Self {
            after: before.stepped(stepped.run, at),
            progress,
        }
    }

    /// The change that stores it: [`StoreError::LostRace`] if someone else was faster, [`StoreError::Duplicate`] if the
    /// run had begun before.
    pub fn commit(&self, organization: &OrganizationStore) -> Result<Commit, StoreError> {
        let subject = Subject::new(SubjectKind::Run, self.after.id).called(&self.after.name);
        let change = organization.change(self.fact(), vec![subject]);
        if self.after.revision == 1 {
            change.insert(&self.after)
        } else {
            change.replace(&self.after)
        }
    }

    fn fact(&self) -> Fact {
        let progress = self.progress.clone();
        let is_stuck = |happening: &Happening| matches!(happening, Happening::Stuck { .. });
        match self.after.status {
            Status::Completed => Fact::RunCompleted(progress),
            Status::Cancelled => Fact::RunCancelled(progress),
            Status::Running if progress.happened.iter().any(is_stuck) => Fact::RunStuck(progress),
            Status::Running if self.after.revision == 1 => Fact::RunStarted(progress),
            Status::Running => Fact::RunAdvanced(progress),
        }
    }
}
