//! The Lambda host of the sweeper.

use katalusis_runtime::settings::{Core, Files, Imports};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};
use katalusis_sweeper::{State, sweep};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, files, imports) = settings(|reader| {
        let (core, files, imports) = (Core::read(reader), Files::read(reader), Imports::read(reader));
        Some((core?, files?, imports?))
    })?;
    let platform = Platform::start(&core).await?;
    let state = State::new(&platform, &core, &imports, &files);
    lambda::schedule(platform.relay, async || sweep(&state).await).await
}
