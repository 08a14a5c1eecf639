//! The drop folder: files that nobody announced, imported with the profile of their folder, in the name of its owner.

use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor, Fact, Reason, Subject, SubjectKind};
use katalusis_domain::import::dropped::{Place, import_id};
use katalusis_domain::import::profile::can_own;
use katalusis_domain::import::{Beginning, Failure, File, Import, ImportId, ImportProfile, Refused, State};
use katalusis_files::StoredFile;
use katalusis_store::StoreError;

use crate::answers::write_reason;
use crate::intake::{Later, make_plan, overtaken, resume};
use crate::notification::Arrived;
use crate::{Work, intake};

/// Imports a file that arrived in the drop folder. However often S3 tells of it, it is one import: its id follows
/// from the place and the content.
pub(crate) async fn arrived(work: &Work, file: &Arrived, again: bool) -> Result<(), Later> {
    // What consoles make so that an empty folder is seen.
    if file.key.ends_with('/') {
        return Ok(());
    }
    let Some(place) = Place::of(&file.key) else {
        return refuse(work, file).await;
    };
    let content = file.version_id.as_ref().or(file.etag.as_ref());
    let content = content.ok_or("S3 names neither the version nor the ETag of the file")?;
    let id = import_id(place.profile_id, &file.key, content);
    if let Some(import) = intake::look_up(work, place.organization_id, id).await? {
        return Box::pin(resume(work, import, again, again)).await;
    }
    let organization = work
        .store
        .in_name_of(place.organization_id, Actor::System, RequestContext::default());
    let profile = organization.get::<ImportProfile>(place.profile_id).await;
    let Some(profile) = profile.map_err(|error| error.to_string())? else {
        return refuse(work, file).await;
    };
    let Some(stored) = stored(work, file).await? else {
        return Ok(());
    };
    begin(
        work,
        &profile,
        import(work, &profile, place, file, id, stored),
        again,
    )
    .await
}

/// What lies where S3 says that a file arrived; `None` if that is gone, or was overwritten since.
async fn stored(work: &Work, file: &Arrived) -> Result<Option<StoredFile>, Later> {
    let found = work
        .files
        .head_version(&file.key, file.version_id.as_deref())
        .await;
    let Some(found) = found.map_err(|error| error.to_string())? else {
        tracing::warn!(
            key = file.key,
            "a dropped file was removed before it could be imported"
        );
        let reason = "It was removed before it could be read.";
        write_reason(work, &file.key, reason).await?;
        return Ok(None);
    };
    let same = file
        .etag
        .as_deref()
        .is_none_or(|etag| etag == found.etag.trim_matches('"'));
    if !same && file.version_id.is_none() {
        // S3 tells of what lies there now by itself.
        tracing::info!(
            key = file.key,
            "a dropped file was overwritten before it could be imported"
        );
        return Ok(None);
    }
    let whole = file.size.is_none_or(|size| size == found.size);
    if same && whole {
        return Ok(Some(found));
    }
    Err(format!(
        "S3 told of {:?} bytes with the ETag {:?}, and has {} with {}",
        file.size, file.etag, found.size, found.etag
    ))
}

fn import(
    work: &Work,
    profile: &ImportProfile,
    place: Place,
    file: &Arrived,
    id: ImportId,
    stored: StoredFile,
) -> Import {
    let beginning = Beginning {
        id,
        organization_id: profile.organization_id,
        project_id: profile.project_id,
        created_by: profile.owner,
        actor: Actor::Import {
            id: id.uuid(),
            user_id: profile.owner,
        },
        // Nobody asked for it, so what follows is found by the import.
        request_id: id.to_string(),
        file: File {
            name: place.name(),
            size: stored.size,
            content_type: stored.content_type,
            key: file.key.clone(),
            version_id: file.version_id.clone(),
            etag: file.etag.clone(),
        },
        options: profile.options(),
        read_as: profile.read_as.clone(),
        mapping: Some(profile.mapping.clone()),
    };
    Import {
        state: State::Reading,
        profile_id: Some(profile.id),
        generation: 1,
        ..Import::new(beginning, work.store.world().now())
    }
}

/// Stores the import, as begun or as failed, and plans it.
async fn begin(work: &Work, profile: &ImportProfile, import: Import, again: bool) -> Result<(), Later> {
    let (import, fact) = match objection(work, profile, &import).await? {
        None => (import, Fact::ImportCreated),
        Some(failure) => {
            tracing::warn!(import_id = %import.id, code = failure.code, "a dropped file is refused");
            let fact = Fact::ImportFailed(Reason::new(&failure.detail));
            let failed = Import {
                state: State::Failed,
                finished_at: Some(import.created_at),
                failure: Some(failure),
                ..import
            };
            (failed, fact)
        }
    };
    let subjects = vec![
        Subject::new(SubjectKind::Import, import.id).called(&import.file.name),
        Subject::new(SubjectKind::ImportProfile, profile.id).called(&profile.name),
    ];
    let organization = work.store.for_import(&import);
    let change = organization.change(fact, subjects).insert(&import);
    let change = change.map_err(|error| error.to_string())?;
    match change.run().await {
        Ok(_) if import.state == State::Reading => make_plan(work, import).await,
        Ok(_) => Ok(()),
        Err(StoreError::Duplicate(_)) => overtaken(again),
        Err(error) => Err(error.to_string()),
    }
}

/// Why a file cannot be imported, as far as that is known before it is read.
async fn objection(work: &Work, profile: &ImportProfile, import: &Import) -> Result<Option<Failure>, Later> {
    let owner = work.store.user_by_id(profile.owner).await;
    let owner = owner.map_err(|error| error.to_string())?;
    let gone = Err("is not in your organization any more");
    let able = owner.map_or(gone, |owner| can_own(&owner, profile.organization_id));
    if let Err(reason) = able {
        return Ok(Some(Failure {
            code: "owner_cannot_import".to_owned(),
            detail: format!(
                "Files in this folder are imported in the name of the owner of the profile \"{}\", who {reason}. Give \
                 the profile to someone else, then drop the file again.",
                profile.name
            ),
        }));
    }
    let (size, max) = (
        u64::try_from(import.file.size).unwrap_or(0),
        work.settings.drop_max_bytes,
    );
    Ok((size > max).then(|| Refused::TooLarge { size, max }.into()))
}

/// Answers a file in whose place no profile says how to import it.
async fn refuse(work: &Work, file: &Arrived) -> Result<(), Later> {
    tracing::warn!(key = file.key, "a file was dropped where no import profile is");
    let reason = "There is no import profile for its folder, so nobody can say into which project its rows go. The file \
                  was left where it is. Drop it into the `folder` of a profile: GET /api/imports/profiles tells them.";
    write_reason(work, &file.key, reason).await
}
