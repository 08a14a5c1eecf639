//! The Lambda host of the audit area.

use katalusis_audit::{State, router};
use katalusis_http::layers;
use katalusis_runtime::settings::{Core, Files, Http};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, http, files) = settings(|reader| {
        let (core, http, files) = (Core::read(reader), Http::read(reader), Files::read(reader));
        Some((core?, http?, files?))
    })?;
    let platform = Platform::start(&core).await?;
    let edge = platform.edge(&http);
    let state = State::new(&platform, &edge, &files);
    lambda::http(layers(router(state), &edge), platform.relay).await
}
