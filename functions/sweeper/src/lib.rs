//! The sweeper: once a minute it takes up what was left lying. Everything it does is safe to do twice, and
//! beside itself.

use katalusis_events::Relay;
use katalusis_runtime::Platform;

/// What the sweeper needs.
#[derive(Clone)]
pub struct State {
    relay: Relay,
}

impl State {
    /// Takes it from the platform.
    pub fn new(platform: &Platform) -> Self {
        Self {
            relay: platform.relay.clone(),
        }
    }
}

/// Sweeps once. One part that fails keeps no other from its work; the first failure is returned.
pub async fn sweep(state: &State) -> anyhow::Result<()> {
    let events = state.relay.sweep().await;
    if let Ok(count @ 1..) = events {
        tracing::info!(count, "events that nobody had handed on were published");
    }
    events?;
    Ok(())
}
