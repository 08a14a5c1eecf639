//! The messages of imports, and resuming those that were interrupted.

use chrono::TimeDelta;
use katalusis_domain::import::{Failure, Import, State};
use katalusis_store::{Store, StoreError};

use crate::message::{Envelope, ImportPlan, ImportRows};
use crate::{Queue, RelayError};

/// An import that nobody uploaded the file of for this long is over.
const UPLOAD_WITHIN: TimeDelta = TimeDelta::days(1);
/// A plan that takes longer than this is no longer being made: the intake Lambda lives for 5 minutes.
const READ_WITHIN: TimeDelta = TimeDelta::minutes(6);
/// A commit without a chunk for this long has lost its messages.
const CHUNK_WITHIN: TimeDelta = TimeDelta::minutes(1);
const AT_ONCE: i64 = 500;
/// How many chunks of an import wait in the queue at most. More than there are workers, or they would wait for it.
const IN_FLIGHT: i64 = 8;

/// Sends the first chunks of an import that are still to be carried out, or to be taken back; how many.
///
/// Its chunks travel in lanes beside each other: chunk 3 of 8 lanes is followed by chunk 11, which is sent when chunk 3
/// is done ([`send_next`]). So at most [`IN_FLIGHT`] chunks of an import wait in the queue, and another import, or
/// another organization, is never behind a whole file. Imports of one organization that run at the same time share its
/// lanes.
pub async fn send_rows(store: &Store, rows: &Queue, import: &Import) -> Result<usize, RelayError> {
    let organization = store.for_import(import);
    let open = organization.open_chunks(import).await?;
    let lanes = (IN_FLIGHT / organization.count_active_imports().await?.max(1)).max(1);
    let first = (0..lanes).filter_map(|lane| open.iter().copied().find(|chunk| chunk % lanes == lane));
    let messages: Vec<_> = first.map(|chunk| message(store, import, chunk, lanes)).collect();
    rows.send(&messages).await?;
    Ok(messages.len())
}

/// Sends the next open chunk of the lane of one that is done.
pub async fn send_next(
    store: &Store,
    rows: &Queue,
    import: &Import,
    done: &ImportRows,
) -> Result<(), RelayError> {
    if done.lanes < 1 {
        return Ok(());
    }
    let organization = store.for_import(import);
    let next = organization
        .next_open_chunk(import, done.chunk, done.lanes)
        .await?;
    match next {
        Some(chunk) => Ok(rows.send(&[message(store, import, chunk, done.lanes)]).await?),
        None => Ok(()),
    }
}

fn message(store: &Store, import: &Import, chunk: i64, lanes: i64) -> Envelope<ImportRows> {
    let body = ImportRows {
        import_id: import.id.uuid(),
        chunk,
        lanes,
    };
    Envelope::new(store.world(), import.organization_id, &import.request_id, body)
}

/// Asks for a plan of an import whose file is there.
pub async fn send_plan(store: &Store, uploads: &Queue, import: &Import) -> Result<(), RelayError> {
    let body = ImportPlan {
        import_id: import.id.uuid(),
        generation: import.generation,
    };
    let message = Envelope::new(store.world(), import.organization_id, &import.request_id, body);
    Ok(uploads.send(&[message]).await?)
}

/// What a sweep did for imports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resumed {
    /// Imports that were sent to be planned again, or to go on after their plan.
    pub plans: usize,
    /// Chunks that were sent again; others follow them.
    pub chunks: usize,
    /// Imports that were complete, or undone, and not yet called so.
    pub finished: usize,
    /// Imports whose file never came.
    pub expired: usize,
}

/// Resumes imports that were interrupted, and ends those whose file never came. Safe to run beside itself and
/// beside the workers.
pub async fn resume_imports(store: &Store, uploads: &Queue, rows: &Queue) -> Result<Resumed, RelayError> {
    let now = store.world().now();
    let mut resumed = Resumed::default();
    let mut stalled = Vec::new();
    for state in [State::Committing, State::Undoing] {
        stalled.extend(store.imports_left_in(state, now - CHUNK_WITHIN, AT_ONCE).await?);
    }
    for import in stalled {
        let organization = store.for_import(&import);
        let finished = match import.state {
            State::Undoing => organization.finish_undo(&import).await?,
            _ => organization.finish_import(&import).await?,
        };
        if finished {
            resumed.finished += 1;
        } else if organization
            .claim_stalled_import(&import, now - CHUNK_WITHIN)
            .await?
        {
            resumed.chunks += send_rows(store, rows, &import).await?;
        }
    }
    let mut unfinished = store
        .imports_left_in(State::Reading, now - READ_WITHIN, AT_ONCE)
        .await?;
    unfinished.extend(store.imports_left_planned(now - CHUNK_WITHIN, AT_ONCE).await?);
    for import in unfinished {
        send_plan(store, uploads, &import).await?;
        resumed.plans += 1;
    }
    resumed.expired = expire(store).await?;
    Ok(resumed)
}

async fn expire(store: &Store) -> Result<usize, StoreError> {
    let before = store.world().now() - UPLOAD_WITHIN;
    let waiting = store
        .imports_left_in(State::AwaitingUpload, before, AT_ONCE)
        .await?;
    for import in &waiting {
        let failure = Failure {
            code: "expired".to_owned(),
            detail: "The file was not uploaded within a day. Start a new import.".to_owned(),
        };
        store.for_import(import).fail_import(import, failure).await?;
    }
    Ok(waiting.len())
}
