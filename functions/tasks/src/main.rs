//! The Lambda host of the tasks area.

use katalusis_http::layers;
use katalusis_runtime::settings::{Attachments, Core, Files, Http};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};
use katalusis_tasks::{State, router};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, http, files, attachments) = settings(|reader| {
        let (core, http) = (Core::read(reader), Http::read(reader));
        let (files, attachments) = (Files::read(reader), Attachments::read(reader));
        Some((core?, http?, files?, attachments?))
    })?;
    let platform = Platform::start(&core).await?;
    let edge = platform.edge(&http);
    let state = State::new(&platform, &edge, &files, attachments);
    lambda::http(layers(router(state), &edge), platform.relay).await
}
