//! The sweeper: once a minute it takes up what was left lying. Everything it does is safe to do twice, and
//! beside itself.

use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use katalusis_domain::task::KEPT_IN_BIN;
use katalusis_events::{Queue, Relay, resume_imports, send_due};
use katalusis_files::FileStore;
use katalusis_runtime::Platform;
use katalusis_runtime::settings::{Core, Files, Imports};
use katalusis_store::Store;

/// How long a part may take: a Lambda is ended after 55 s, and what is left is there in a minute.
const PART_LIMIT: Duration = Duration::from_secs(45);
/// How many files of attachments that are gone, or never came, are removed in one sweep.
const FILES_AT_ONCE: i64 = 500;
/// How many tasks of each organization leave the bin in one sweep: the next is a minute away.
const PURGED_AT_ONCE: i64 = 1_000;
/// How far ahead runs and schedules are looked for: until the next sweep.
const LOOK_AHEAD: TimeDelta = TimeDelta::seconds(60);

/// What the sweeper needs.
#[derive(Clone)]
pub struct State {
    store: Store,
    relay: Relay,
    uploads: Queue,
    rows: Queue,
    automation: Queue,
    files: FileStore,
}

impl State {
    /// Takes it from the platform and the settings.
    pub fn new(platform: &Platform, core: &Core, imports: &Imports, files: &Files) -> Self {
        Self {
            store: platform.store.clone(),
            relay: platform.relay.clone(),
            uploads: platform.queue(&imports.uploads_queue_url),
            rows: platform.queue(&imports.rows_queue_url),
            automation: platform.queue(&core.automation_queue_url),
            files: platform.file_store(files),
        }
    }
}

/// Sweeps once. The parts work beside each other, so that one that fails or is slow keeps no other from its work; the
/// error names all that failed.
pub async fn sweep(state: &State) -> anyhow::Result<()> {
    // Boxed, for together they would be tens of kilobytes on the stack of whoever sweeps.
    let (events, imports, due, bin, files) = tokio::join!(
        in_time(Box::pin(publish_events(state))),
        in_time(Box::pin(resume(state))),
        in_time(Box::pin(send_what_is_due(state))),
        in_time(Box::pin(empty_bin(state))),
        in_time(Box::pin(remove_files(state))),
    );
    let failures: Vec<String> = [
        events.context("events were not published"),
        imports.context("imports were not resumed"),
        due.context("runs and schedules were not sent on"),
        bin.context("the bin was not emptied"),
        files.context("files that nobody has were not removed"),
    ]
    .into_iter()
    .filter_map(Result::err)
    .map(|error| format!("{error:#}"))
    .collect();
    anyhow::ensure!(failures.is_empty(), failures.join("; "));
    Ok(())
}

async fn in_time(part: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::time::timeout(PART_LIMIT, part)
        .await
        .context("it took too long")?
}

async fn publish_events(state: &State) -> anyhow::Result<()> {
    let count = state.relay.sweep().await?;
    if count > 0 {
        tracing::info!(count, "events that nobody had handed on were published");
    }
    Ok(())
}

async fn resume(state: &State) -> anyhow::Result<()> {
    let resumed = resume_imports(&state.store, &state.uploads, &state.rows).await?;
    if resumed != katalusis_events::Resumed::default() {
        tracing::info!(
            plans = resumed.plans,
            chunks = resumed.chunks,
            finished = resumed.finished,
            expired = resumed.expired,
            "interrupted imports go on"
        );
    }
    Ok(())
}

async fn send_what_is_due(state: &State) -> anyhow::Result<()> {
    send_due(&state.store, &state.automation, LOOK_AHEAD).await?;
    Ok(())
}

async fn empty_bin(state: &State) -> anyhow::Result<()> {
    let before = state.store.world().now() - KEPT_IN_BIN;
    let count = state
        .store
        .purge_bin(before, PURGED_AT_ONCE, async |keys: Vec<String>| {
            state.files.delete(&keys).await
        })
        .await?;
    if count > 0 {
        tracing::info!(count, "tasks left the bin for good");
    }
    Ok(())
}

async fn remove_files(state: &State) -> anyhow::Result<()> {
    let remove = async |keys: Vec<String>| state.files.delete(&keys).await;
    let late = state.store.remove_late_files(FILES_AT_ONCE, &remove).await?;
    let abandoned = state.store.remove_abandoned_files(FILES_AT_ONCE, &remove).await?;
    if late + abandoned > 0 {
        tracing::info!(late, abandoned, "files that nobody has were removed");
    }
    Ok(())
}
