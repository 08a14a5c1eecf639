//! The Lambda host of the sweeper.

use katalusis_runtime::settings::Core;
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};
use katalusis_sweeper::{State, sweep};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let core = settings(Core::read)?;
    let platform = Platform::start(&core).await?;
    let state = State::new(&platform);
    lambda::schedule(platform.relay, async || sweep(&state).await).await
}
