//! The messages of imports, and resuming those that were interrupted.

use chrono::TimeDelta;
use katalusis_domain::import::{Failure, Import, State};
use katalusis_store::{Store, StoreError};

use crate::message::{Envelope, ImportAnswer, ImportPlan, ImportRows};
use crate::{Queue, RelayError};

/// An import that nobody uploaded the file of for this long is over.
const UPLOAD_WITHIN: TimeDelta = TimeDelta::days(1);
/// A plan that takes longer than this is no longer being made: the intake Lambda lives for 5 minutes.
const READ_WITHIN: TimeDelta = TimeDelta::minutes(6);
/// A commit without a chunk for this long has lost its messages.
const CHUNK_WITHIN: TimeDelta = TimeDelta::minutes(1);
const AT_ONCE: i64 = 500;

/// Sends a message for each chunk that is not carried out; how many.
pub async fn send_rows(store: &Store, rows: &Queue, import: &Import) -> Result<usize, RelayError> {
    let open = store.for_import(import).open_chunks(import).await?;
    let messages: Vec<_> = open
        .iter()
        .map(|chunk| {
            let body = ImportRows {
                import_id: import.id.uuid(),
                chunk: *chunk,
            };
            Envelope::new(store.world(), import.organization_id, &import.request_id, body)
        })
        .collect();
    rows.send(&messages).await?;
    Ok(messages.len())
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

/// Asks for the answer to a dropped file whose import is over.
pub async fn send_answer(store: &Store, uploads: &Queue, import: &Import) -> Result<(), RelayError> {
    let body = ImportAnswer {
        import_id: import.id.uuid(),
    };
    let message = Envelope::new(store.world(), import.organization_id, &import.request_id, body);
    Ok(uploads.send(&[message]).await?)
}

/// What a sweep did for imports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resumed {
    /// Imports that were sent to be planned again, or to go on after their plan.
    pub plans: usize,
    /// Chunks that were sent again.
    pub chunks: usize,
    /// Imports that were complete and not yet called so.
    pub finished: usize,
    /// Imports whose file never came.
    pub expired: usize,
}

/// Resumes imports that were interrupted, and ends those whose file never came. Safe to run beside itself and
/// beside the workers.
pub async fn resume_imports(store: &Store, uploads: &Queue, rows: &Queue) -> Result<Resumed, RelayError> {
    let now = store.world().now();
    let mut resumed = Resumed::default();
    for import in store
        .imports_left_in(State::Committing, now - CHUNK_WITHIN, AT_ONCE)
        .await?
    {
        let organization = store.for_import(&import);
        if organization.finish_import(&import).await? {
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
