//! The Lambda host of the uploads queue.

use katalusis_imports::{Work, intake};
use katalusis_runtime::settings::{Core, Files, Imports, queue_url};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, files, imports, queue) = settings(|reader| {
        let (core, files) = (Core::read(reader), Files::read(reader));
        let (imports, queue) = (Imports::read(reader), queue_url(reader, "UPLOADS_QUEUE_URL"));
        Some((core?, files?, imports?, queue?))
    })?;
    let platform = Platform::start(&core).await?;
    let work = Work::new(&platform, &files, &imports);
    let queue = platform.queue(&queue);
    lambda::queue(queue, platform.relay, 1, async |delivery| {
        intake::handle(&work, delivery).await
    })
    .await
}
