//! The sweeper: once a minute it takes up what was left lying. Everything it does is safe to do twice, and
//! beside itself.

use katalusis_events::{Queue, Relay, resume_imports};
use katalusis_runtime::Platform;
use katalusis_runtime::settings::Imports;
use katalusis_store::Store;

/// What the sweeper needs.
#[derive(Clone)]
pub struct State {
    store: Store,
    relay: Relay,
    uploads: Queue,
    rows: Queue,
}

impl State {
    /// Takes it from the platform and the settings.
    pub fn new(platform: &Platform, imports: &Imports) -> Self {
        Self {
            store: platform.store.clone(),
            relay: platform.relay.clone(),
            uploads: platform.queue(&imports.uploads_queue_url),
            rows: platform.queue(&imports.rows_queue_url),
        }
    }
}

/// Sweeps once. A part that fails keeps no other from its work; the first failure is returned.
pub async fn sweep(state: &State) -> anyhow::Result<()> {
    let parts = [publish_events(state).await, resume(state).await];
    parts.into_iter().collect()
}

async fn publish_events(state: &State) -> anyhow::Result<()> {
    let count = state.relay.sweep().await?;
    if count > 0 {
        tracing::info!(count, "events that nobody had handed on were published");
    }
    Ok(())
}

async fn resume(state: &State) -> anyhow::Result<()> {
    let resumed = resume_imports(&state.store, &state.uploads, &state.rows).await?;
    if resumed != katalusis_events::Resumed::default() {
        tracing::info!(
            plans = resumed.plans,
            chunks = resumed.chunks,
            finished = resumed.finished,
            expired = resumed.expired,
            "interrupted imports go on"
        );
    }
    Ok(())
}
