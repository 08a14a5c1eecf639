//! The engine: carries runs on, in whatever process takes messages from the automation queue.
//!
//! A run is one document. Whoever carries it on reads it, computes the next state with
//! [`step`](katalusis_domain::workflow::step), and stores it if nobody else was faster; the event that tells of the step,
//! and what the step changes inside (tasks, comments, other runs), are stored in the same transaction. What is done
//! outside (calls, Slack, webhooks) is leased first, so that one worker does it at a time, and carries the same
//! idempotency key however often it is tried: `{run}:{node}:{iteration}`.
//!
//! Nothing is remembered outside the document. What a run has to do follows from its state, so a worker that is lost
//! loses nothing: the run's `due_at` comes, and another one carries on.

mod advance;
mod begin;
mod commit;
mod definitions;
mod effects;
mod hear;
mod occasions;
mod outside;
mod schedule;

use std::time::Duration;

use katalusis_domain::RequestContext;
use katalusis_domain::event::Actor;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::workflow::RunRecord;
use katalusis_events::{
    Body, Delivery, Envelope, Handled, PublishedEvents, Queue, RelayError, RunDue, WorkflowDue, kind_of,
};
use katalusis_http::Problem;
use katalusis_outbound::{Outbound, RootsError};
use katalusis_runtime::Platform;
use katalusis_runtime::settings::{Core, Outbound as OutboundSettings};
use katalusis_store::{OrganizationStore, Store, StoreError};

pub(crate) use begin::Beginning;
pub(crate) use commit::Step;
pub(crate) use definitions::Definitions;
pub(crate) use outside::signing_secret;

/// How long one message carries a run on; what is left then gets a message of its own.
const TURN: Duration = Duration::from_secs(40);
/// What the engine carries on at the same time because of one message.
const AT_ONCE: usize = 8;

/// Carries runs on.
#[derive(Clone)]
pub struct Engine {
    store: Store,
    queue: Queue,
    outbound: Outbound,
    definitions: Definitions,
}

/// The engine could not go on; the message comes again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Relay(#[from] RelayError),
    #[error("the version {1} of {0} is not there")]
    NoDefinition(uuid::Uuid, i64),
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(error) => error.into(),
            error => Self::internal(&error),
        }
    }
}

impl Engine {
    /// Takes it from the platform and the settings.
    pub fn new(platform: &Platform, core: &Core, outbound: &OutboundSettings) -> Result<Self, RootsError> {
        Ok(Self {
            store: platform.store.clone(),
            queue: platform.queue(&core.automation_queue_url),
            outbound: Outbound::new(&outbound.limits)?,
            definitions: Definitions::default(),
        })
    }

    /// Handles one message of the automation queue.
    pub async fn handle(&self, delivery: Delivery) -> Handled {
        match kind_of(&delivery.body).as_deref() {
            Some(PublishedEvents::KIND) => self.with(&delivery, async |organization, body| {
                self.hear(organization, &body).await
            }),
            Some(RunDue::KIND) => {
                return self
                    .with(&delivery, async |organization, body: RunDue| {
                        self.carry_on(organization, body.run_id).await
                    })
                    .await;
            }
            Some(WorkflowDue::KIND) => {
                return self
                    .with(&delivery, async |organization, body: WorkflowDue| {
                        self.keep_schedule(organization, &body).await
                    })
                    .await;
            }
            _ => return Handled::Poison("it is no message for the engine".to_owned()),
        }
        .await
    }

    async fn with<B: Body>(
        &self,
        delivery: &Delivery,
        work: impl AsyncFnOnce(&OrganizationStore, B) -> Result<(), EngineError>,
    ) -> Handled {
        let envelope = match Envelope::<B>::parse(&delivery.body) {
            Ok(envelope) => envelope,
            Err(error) => return Handled::Poison(error.to_string()),
        };
        let organization = self.organization(envelope.organization_id, envelope.request_id);
        work(&organization, envelope.body).await.into()
    }

    /// An organization's data, read by the engine itself.
    fn organization(&self, id: OrganizationId, request_id: String) -> OrganizationStore {
        let context = RequestContext {
            request_id,
            ..RequestContext::default()
        };
        self.store.in_name_of(id, Actor::System, context)
    }

    /// The same, changed in the name of a run.
    fn in_name_of(&self, organization: &OrganizationStore, run: &RunRecord) -> OrganizationStore {
        let actor = Actor::Run {
            id: run.id,
            user_id: run.acts_for,
            depth: run.depth,
        };
        self.store
            .in_name_of(run.organization_id, actor, organization.context().clone())
    }
}
