//! The Lambda host of the workflows area.

use katalusis_http::layers;
use katalusis_runtime::settings::{Core, Http};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};
use katalusis_workflows::{State, router};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, http) = settings(|reader| {
        let (core, http) = (Core::read(reader), Http::read(reader));
        Some((core?, http?))
    })?;
    let platform = Platform::start(&core).await?;
    let edge = platform.edge(&http);
    let state = State::new(&platform, &edge, &core.automation_queue_url);
    lambda::http(layers(router(state), &edge), platform.relay).await
}
