//! The Lambda host of the sweeper.

use katalusis_runtime::settings::{Core, Imports};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};
use katalusis_sweeper::{State, sweep};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, imports) = settings(|reader| {
        let (core, imports) = (Core::read(reader), Imports::read(reader));
        Some((core?, imports?))
    })?;
    let platform = Platform::start(&core).await?;
    let state = State::new(&platform, &imports);
    lambda::schedule(platform.relay, async || sweep(&state).await).await
}
