//! The Lambda host of the events queue.

use katalusis_notifications::{State, handle};
use katalusis_runtime::settings::{Core, Mail, queue_url};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, mail, uploads) = settings(|reader| {
        let (core, mail) = (Core::read(reader), Mail::read(reader));
        let uploads = queue_url(reader, "UPLOADS_QUEUE_URL");
        Some((core?, mail?, uploads?))
    })?;
    let platform = Platform::start(&core).await?;
    let state = State::new(&platform, &mail, &uploads)?;
    let queue = platform.queue(&core.events_queue_url);
    lambda::queue(queue, platform.relay, 4, async |delivery| {
        handle(&state, delivery).await
    })
    .await
}
