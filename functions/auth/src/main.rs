//! The Lambda host of the identity area.

use katalusis_auth::{State, router};
use katalusis_http::layers;
use katalusis_runtime::settings::{Auth, Core, Http};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, http, auth) = settings(|reader| {
        let (core, http, auth) = (Core::read(reader), Http::read(reader), Auth::read(reader));
        Some((core?, http?, auth?))
    })?;
    let platform = Platform::start(&core).await?;
    let edge = platform.edge(&http);
    let state = State::new(&platform, &edge, &auth);
    lambda::http(layers(router(state), &edge), platform.relay).await
}
