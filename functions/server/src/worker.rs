//! `server worker` and `server sweep`

use std::time::Duration;

use chrono::TimeDelta;
use katalusis_events::{Delivery, Queue, send_due};
use katalusis_imports::{ReadingPlace, Work, intake, rows};
use katalusis_runtime::settings::{Container, Core, Files, Imports, Mail, Outbound};
use katalusis_runtime::{MainResult, Platform, container, settings};
use tokio_util::sync::CancellationToken;

const SWEEP_EVERY: Duration = Duration::from_mins(1);
/// While one chunk waits for MongoDB, the next is made ready. More do not gain: they share MongoDB's indexes.
const CHUNKS_AT_ONCE: usize = 2;
const FILES_AT_ONCE: usize = 2;
/// Mails wait for mail servers, not for us.
const MAILS_AT_ONCE: usize = 8;
/// Runs wait for MongoDB, and for those that they call.
const RUNS_AT_ONCE: usize = 16;
/// How exactly runs and schedules keep their times.
const LOOK_FOR_DUE_EVERY: Duration = Duration::from_secs(1);

pub(crate) async fn run(sweeping: bool) -> MainResult {
    let (core, files, imports, mail, outbound, container) = settings(|reader| {
        let (core, files, imports) = (Core::read(reader), Files::read(reader), Imports::read(reader));
        let (mail, outbound) = (Mail::read(reader), Outbound::read(reader));
        let container = Container::read(reader);
        Some((core?, files?, imports?, mail?, outbound?, container?))
    })?;
    let stop = container::stop_signal()?;
    let platform = Platform::connect(&core).await?;
    platform.verify_database(core.environment).await?;

    let apart = ReadingPlace::Apart(container::own_program()?);
    let work = Work::new(&platform, &files, &imports).reading(apart);
    let uploads = platform.queue(&imports.uploads_queue_url);
    let rows_queue = platform.queue(&imports.rows_queue_url);
    let events = platform.queue(&core.events_queue_url);
    let notifications = katalusis_notifications::State::new(&platform, &mail, &imports.uploads_queue_url)?;
    let automation = platform.queue(&core.automation_queue_url);
    let engine = katalusis_workflows::Engine::new(&platform, &core, &outbound)?;
    let sweeper = katalusis_sweeper::State::new(&platform, &core, &imports, &files);
    let health = katalusis_meta::health(katalusis_meta::State::new(&platform));

    // Health and relay go on until the last message is done.
    let end = CancellationToken::new();
    let mut health = tokio::spawn(container::serve(health, container.health_address, end.clone()));
    let relay = tokio::spawn({
        let (relay, end) = (platform.relay.clone(), end.clone());
        async move { relay.run(end).await }
    });
    let working = futures::future::join5(
        container::work(
            "uploads",
            &uploads,
            FILES_AT_ONCE,
            &stop,
            async |delivery: Delivery| intake::handle(&work, delivery).await,
        ),
        container::work(
            "rows",
            &rows_queue,
            CHUNKS_AT_ONCE,
            &stop,
            async |delivery: Delivery| rows::handle(&work, delivery).await,
        ),
        container::work(
            "events",
            &events,
            MAILS_AT_ONCE,
            &stop,
            async |delivery: Delivery| katalusis_notifications::handle(&notifications, delivery).await,
        ),
        container::work(
            "automation",
            &automation,
            RUNS_AT_ONCE,
            &stop,
            async |delivery: Delivery| engine.handle(delivery).await,
        ),
        futures::future::join(
            sweep_until(&sweeper, sweeping, &stop),
            send_due_until(&platform, &automation, sweeping, &stop),
        ),
    );
    let healthy = tokio::select! {
        ((), (), (), (), ((), ())) = working => None,
        // Kubernetes would end a worker that cannot say how it is, but only after a while, and not say why.
        ended = &mut health => Some(ended),
    };
    end.cancel();
    relay.await?;
    match healthy {
        Some(ended) => ended?,
        None => health.await?,
    }
}

async fn sweep_until(sweeper: &katalusis_sweeper::State, sweeping: bool, stop: &CancellationToken) {
    if !sweeping {
        return;
    }
    loop {
        if let Err(error) = katalusis_sweeper::sweep(sweeper).await {
            tracing::warn!(error = %format!("{error:#}"), "sweeping failed; it is tried again in a minute");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP_EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Runs and schedules come due to the second, not to the minute.
async fn send_due_until(platform: &Platform, automation: &Queue, sweeping: bool, stop: &CancellationToken) {
    while sweeping && !stop.is_cancelled() {
        if let Err(error) = send_due(&platform.store, automation, TimeDelta::zero()).await {
            tracing::warn!(error = %error, "what is due was not sent; it is tried again in a second");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_FOR_DUE_EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

pub(crate) async fn sweep_once() -> MainResult {
    let (core, files, imports) = settings(|reader| {
        let (core, files, imports) = (Core::read(reader), Files::read(reader), Imports::read(reader));
        Some((core?, files?, imports?))
    })?;
    let platform = Platform::connect(&core).await?;
    let sweeper = katalusis_sweeper::State::new(&platform, &core, &imports, &files);
    let swept = katalusis_sweeper::sweep(&sweeper).await;
    platform.relay.flush().await;
    swept
}
