//! The rows queue: a chunk of a plan is to be carried out, or to be taken back.

use katalusis_domain::event::Actor;
use katalusis_domain::import::{
    ChunkState, Failure, Import, ImportChunk, ImportId, Kept, Reversal, State as ImportState,
};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::project::Project;
use katalusis_domain::{Id, RequestContext};
use katalusis_events::{Delivery, Envelope, Handled, ImportRows, RelayError, send_next};
use katalusis_store::{OrganizationStore, StoreError};

use crate::Work;

/// After so many deliveries a chunk that fails is given up.
const ATTEMPTS: u32 = 5;

/// Handles one chunk.
pub async fn handle(work: &Work, delivery: Delivery) -> Handled {
    let envelope: Envelope<ImportRows> = match Envelope::parse(&delivery.body) {
        Ok(envelope) => envelope,
        Err(error) => return Handled::Poison(error.to_string()),
    };
    let import_id = Id::new(envelope.body.import_id);
    let worked = work_off(work, envelope.organization_id, import_id, envelope.body.chunk).await;
    match worked {
        // At a later delivery, whoever did it before may have died before it passed on.
        Ok(Some((import, done))) if done == Done::Now || delivery.receive_count > 1 => {
            pass_on(work, &import, &envelope.body).await.into()
        }
        Ok(_) => Handled::Done,
        Err(error @ (StoreError::Unavailable(_) | StoreError::Interrupted)) => {
            Handled::Retry(error.to_string())
        }
        Err(error) if delivery.receive_count < ATTEMPTS => {
            Handled::Retry(katalusis_domain::cause::chain(&error))
        }
        Err(error) => {
            let reason = katalusis_domain::cause::chain(&error);
            match give_up(work, envelope.organization_id, import_id, &envelope.body).await {
                Ok(()) => Handled::Poison(reason),
                Err(error) => Handled::Retry(error.to_string()),
            }
        }
    }
}

/// When a chunk was done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    /// Just now.
    Now,
    /// Before, or by someone else.
    Before,
}

/// Does what is to be done with a chunk; `None` if that is nothing.
async fn work_off(
    work: &Work,
    organization_id: OrganizationId,
    import_id: ImportId,
    index: i64,
) -> Result<Option<(Import, Done)>, StoreError> {
    let Some(import) = find(work, organization_id, import_id).await? else {
        return Ok(None);
    };
    let organization = work.store.for_import(&import);
    let done = match import.state {
        ImportState::Committing => carry_out(&organization, &import, index).await?,
        ImportState::Undoing => take_back(&organization, &import, index).await?,
        // Cancelled, failed, planned anew: whatever it is, there is nothing to do.
        _ => None,
    };
    Ok(done.map(|done| (import, done)))
}

/// Sends the chunk that follows in the lane of one that is done.
async fn pass_on(work: &Work, import: &Import, done: &ImportRows) -> Result<(), RelayError> {
    send_next(&work.store, &work.rows_queue, import, done).await
}

async fn carry_out(
    organization: &OrganizationStore,
    import: &Import,
    index: i64,
) -> Result<Option<Done>, StoreError> {
    let Some(chunk) = chunk(organization, import, index).await? else {
        return Ok(None);
    };
    let mut done = Done::Before;
    if is_open(&chunk) {
        let Some(project) = active_project(organization, import).await? else {
            let failure = Failure {
                code: "no_project".to_owned(),
                detail: "The project was archived or deleted while the import was carried out. Tasks made before stay."
                    .to_owned(),
            };
            organization.fail_import(import, failure).await?;
            return Ok(None);
        };
        match organization.commit_import_chunk(import, &chunk, &project).await {
            Ok(()) => done = Done::Now,
            // Someone else carries the same chunk out; if it was done, this is done.
            Err(error @ (StoreError::LostRace | StoreError::Duplicate(_))) => {
                let now = organization.import_chunk(import, index).await?;
                if now.as_ref().is_none_or(is_open) {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    organization.finish_import(import).await?;
    Ok(Some(done))
}

/// Whether a chunk may still be carried out.
fn is_open(chunk: &ImportChunk) -> bool {
    matches!(chunk.state, ChunkState::Planned | ChunkState::Failed)
}

async fn take_back(
    organization: &OrganizationStore,
    import: &Import,
    index: i64,
) -> Result<Option<Done>, StoreError> {
    let Some(chunk) = chunk(organization, import, index).await? else {
        return Ok(None);
    };
    let mut done = Done::Before;
    if chunk.state == ChunkState::Committed {
        let reversal = match active_project(organization, import).await? {
            Some(_) => organization.reversal(import, &chunk).await?,
            None => Reversal::none(&chunk, Kept::Archived),
        };
        match organization.undo_import_chunk(import, &chunk, &reversal).await {
            Ok(()) => done = Done::Now,
            // Someone else takes the same chunk back, or changed a task at this moment: then it is looked at anew.
            Err(StoreError::LostRace) => {
                let now = organization.import_chunk(import, index).await?;
                if now.is_none_or(|chunk| chunk.state == ChunkState::Committed) {
                    return Err(StoreError::LostRace);
                }
            }
            Err(error) => return Err(error),
        }
    }
    organization.finish_undo(import).await?;
    Ok(Some(done))
}

async fn chunk(
    organization: &OrganizationStore,
    import: &Import,
    index: i64,
) -> Result<Option<ImportChunk>, StoreError> {
    let chunk = organization.import_chunk(import, index).await?;
    if chunk.is_none() {
        tracing::warn!(import_id = %import.id, chunk = index, "the plan has no such chunk");
    }
    Ok(chunk)
}

async fn active_project(
    organization: &OrganizationStore,
    import: &Import,
) -> Result<Option<Project>, StoreError> {
    let project: Option<Project> = organization.get(import.project_id).await?;
    Ok(project.filter(|project| !project.archived))
}

/// The chunk's place is the dead-letter queue; the import goes on without it.
async fn give_up(
    work: &Work,
    organization_id: OrganizationId,
    import_id: ImportId,
    given_up: &ImportRows,
) -> Result<(), RelayError> {
    let Some(import) = find(work, organization_id, import_id).await? else {
        return Ok(());
    };
    let organization = work.store.for_import(&import);
    if import.state != ImportState::Undoing {
        organization.give_up_chunk(&import, given_up.chunk).await?;
        organization.finish_import(&import).await?;
    } else if let Some(chunk) = organization.import_chunk(&import, given_up.chunk).await? {
        let nothing = Reversal::none(&chunk, Kept::Failed);
        organization.undo_import_chunk(&import, &chunk, &nothing).await?;
        organization.finish_undo(&import).await?;
    }
    pass_on(work, &import, given_up).await
}

async fn find(
    work: &Work,
    organization_id: OrganizationId,
    import_id: ImportId,
) -> Result<Option<Import>, StoreError> {
    work.store
        .in_name_of(organization_id, Actor::System, RequestContext::default())
        .get(import_id)
        .await
}
