//! The Lambda host of the imports area.

use katalusis_http::layers;
use katalusis_imports::{State, Work, router};
use katalusis_runtime::settings::{Core, Files, Http, Imports};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, http, files, imports) = settings(|reader| {
        let (core, http) = (Core::read(reader), Http::read(reader));
        let (files, imports) = (Files::read(reader), Imports::read(reader));
        Some((core?, http?, files?, imports?))
    })?;
    let platform = Platform::start(&core).await?;
    let edge = platform.edge(&http);
    let state = State::new(&edge, Work::new(&platform, &files, &imports));
    lambda::http(layers(router(state), &edge), platform.relay).await
}
