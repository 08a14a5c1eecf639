//! The Lambda host of the automation queue.

use katalusis_runtime::settings::{Core, Outbound};
use katalusis_runtime::{MainResult, Platform, lambda, settings, start_logs};
use katalusis_workflows::Engine;

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    let (core, outbound) = settings(|reader| {
        let (core, outbound) = (Core::read(reader), Outbound::read(reader));
        Some((core?, outbound?))
    })?;
    let platform = Platform::start(&core).await?;
    let engine = Engine::new(&platform, &core, &outbound)?;
    let queue = platform.queue(&core.automation_queue_url);
    lambda::queue(queue, platform.relay, 4, async |delivery| {
        engine.handle(delivery).await
    })
    .await
}
