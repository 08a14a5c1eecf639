//! The uploads queue: S3 says that a file arrived, or someone asks for a plan, or for the answer to a dropped file.

use katalusis_domain::event::{Actor, Fact};
use katalusis_domain::import::{Import, ImportId, State as ImportState};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::permission::{Grant, Permission};
use katalusis_domain::{Id, RequestContext};
use katalusis_events::{Delivery, Envelope, Handled, ImportPlan};
use katalusis_store::{DroppedPlans, StoreError};

use crate::new_fields::{asked, objection};
use crate::notification::{Arrived, Notification};
use crate::planning::{PlanError, plan};
use crate::rights::lost;
use crate::{Work, answers, commit, dropped};

/// Handles one message: an S3 notification, or a request.
pub async fn handle(work: &Work, delivery: Delivery) -> Handled {
    let again = delivery.receive_count > 1;
    let handled = match Notification::parse(&delivery.body) {
        Ok(Notification::Test) => Ok(()),
        Ok(Notification::Files(files)) => {
            let mut handled = Ok(());
            for file in &files {
                handled = handled.and(Box::pin(arrived(work, file, again)).await);
            }
            handled
        }
        Ok(Notification::Plan(request)) => Box::pin(requested(work, &request, again)).await,
        Ok(Notification::Answer(request)) => {
            Box::pin(answers::write(
                work,
                request.organization_id,
                Id::new(request.body.import_id),
            ))
            .await
        }
        Err(reason) => return Handled::Poison(reason),
    };
    match handled {
        Ok(()) => Handled::Done,
        Err(reason) => Handled::Retry(reason),
    }
}

/// Why a message shall come again.
pub(crate) type Later = String;

async fn arrived(work: &Work, file: &Arrived, again: bool) -> Result<(), Later> {
    if file.key.starts_with("drop/") {
        // Boxed, for it holds an import, its profile and the plan that is made.
        return Box::pin(dropped::arrived(work, file, again)).await;
    }
    let Some((organization_id, import_id)) = import_of(&file.key) else {
        tracing::warn!(key = file.key, "a file arrived that belongs to no import");
        return Ok(());
    };
    let Some(import) = find(work, organization_id, import_id).await? else {
        return Ok(());
    };
    match import.state {
        ImportState::AwaitingUpload => {
            let mut begun = import
                .moved(ImportState::Reading, work.store.world().now())
                .map_err(|error| error.to_string())?;
            // From now on this version is the file, whatever is uploaded later.
            begun.file.version_id.clone_from(&file.version_id);
            begun.file.etag.clone_from(&file.etag);
            begun.generation = 1;
            let organization = work.store.for_import(&import);
            let change = organization
                .change_import(Fact::ImportUploaded, &import, &begun)
                .map_err(|error| error.to_string())?;
            match change.run().await {
                Ok(_) => make_plan(work, begun).await,
                Err(StoreError::LostRace) => overtaken(again),
                Err(error) => Err(error.to_string()),
            }
        }
        _ if import.file.version_id == file.version_id => Box::pin(resume(work, import, again, again)).await,
        _ => {
            tracing::info!(import_id = %import.id, "a file was uploaded again and is ignored: another version is the import's");
            Ok(())
        }
    }
}

/// A request for a plan is for the next one after the plan that it names.
async fn requested(work: &Work, request: &Envelope<ImportPlan>, again: bool) -> Result<(), Later> {
    let Some(import) = find(work, request.organization_id, Id::new(request.body.import_id)).await? else {
        return Ok(());
    };
    let next = import.generation == request.body.generation;
    Box::pin(resume(work, import, next || again, again)).await
}

/// Goes on with an import that was begun: if `take_over`, whoever worked on it is known to be gone.
pub(crate) async fn resume(work: &Work, import: Import, take_over: bool, again: bool) -> Result<(), Later> {
    match import.state {
        ImportState::Reading if take_over => {
            let begun = work.store.for_import(&import).begin_plan(&import).await;
            match begun.map_err(|error| error.to_string())? {
                Some(begun) => make_plan(work, begun).await,
                None => overtaken(again),
            }
        }
        // It died between the plan and the commit that was to follow by itself.
        ImportState::Planned if import.options.auto_commit => Box::pin(go_on(work, &import)).await,
        _ => Ok(()),
    }
}

/// Someone else moved the import in between. At a first delivery that is another worker, which has a message of
/// its own. At a later one it may have been the last write of the worker that died: look once more.
pub(crate) fn overtaken(again: bool) -> Result<(), Later> {
    if again {
        Err("the import was moved by someone else in between".to_owned())
    } else {
        Ok(())
    }
}

pub(crate) async fn make_plan(work: &Work, import: Import) -> Result<(), Later> {
    let organization = work.store.for_import(&import);
    // Boxed, for it holds the project, its people and its profiles.
    let made = Box::pin(plan(work, &organization, &import)).await;
    let to_text = |error: StoreError| error.to_string();
    let plan = match made {
        Ok(plan) => plan,
        Err(PlanError::Failed(failure)) => {
            tracing::info!(import_id = %import.id, code = failure.code, "the file cannot be imported");
            organization
                .fail_import(&import, failure)
                .await
                .map_err(to_text)?;
            let mine = DroppedPlans::Only(import.generation);
            return organization.drop_plan(import.id, mine).await.map_err(to_text);
        }
        Err(PlanError::Later(reason)) => return Err(reason),
    };
    let mut planned = import
        .moved(ImportState::Planned, work.store.world().now())
        .map_err(|error| error.to_string())?;
    planned.detected = Some(plan.detected);
    planned.read_as = plan.read_as;
    planned.options = plan.options;
    planned.mapping = Some(plan.proposal.mapping);
    planned.profile_id = plan.proposal.profile_id;
    planned.grounds = plan.proposal.grounds;
    planned.counts = Some(plan.counts);
    planned.plan_hash = Some(plan.hash);
    let change = organization
        .change_import(Fact::ImportPlanned(plan.counts), &import, &planned)
        .map_err(to_text)?;
    match change.run().await {
        Ok(_) => {}
        // It was cancelled, or someone else took over: this plan is nobody's.
        Err(StoreError::LostRace) => {
            let mine = DroppedPlans::Only(import.generation);
            return organization.drop_plan(import.id, mine).await.map_err(to_text);
        }
        Err(error) => return Err(error.to_string()),
    }
    tracing::info!(import_id = %import.id, rows = plan.counts.rows, errors = plan.counts.error, "planned");
    let older = DroppedPlans::Before(import.generation);
    organization.drop_plan(import.id, older).await.map_err(to_text)?;
    if planned.options.auto_commit {
        go_on(work, &planned).await
    } else {
        Ok(())
    }
}

/// Carries a plan out that nobody has to look at, if whoever ordered it may still do so.
async fn go_on(work: &Work, planned: &Import) -> Result<(), Later> {
    let organization = work.store.for_import(planned);
    let to_text = |error: StoreError| error.to_string();
    if let Some(failure) = lost(work, planned).await.map_err(to_text)? {
        return organization.fail_import(planned, failure).await.map_err(to_text);
    }
    let owner = work.store.user_by_id(planned.created_by).await.map_err(to_text)?;
    let reach = owner.map_or(Grant::None, |owner| Permission::ProjectsManage.of(owner.role));
    let project = asked(&organization, planned).await.map_err(to_text)?;
    if let Some(failure) = project.and_then(|project| objection(planned, &project, reach)) {
        return organization.fail_import(planned, failure).await.map_err(to_text);
    }
    match commit::order(work, &organization, planned).await {
        Ok(_) | Err(StoreError::LostRace) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// The import with this id, which is thought to be there.
pub(crate) async fn find(
    work: &Work,
    organization_id: OrganizationId,
    id: ImportId,
) -> Result<Option<Import>, Later> {
    let found = look_up(work, organization_id, id).await?;
    if found.is_none() {
        tracing::warn!(import_id = %id, "there is no such import");
    }
    Ok(found)
}

/// The import with this id, if there is one.
pub(crate) async fn look_up(
    work: &Work,
    organization_id: OrganizationId,
    id: ImportId,
) -> Result<Option<Import>, Later> {
    let organization = work
        .store
        .in_name_of(organization_id, Actor::System, RequestContext::default());
    organization.get(id).await.map_err(|error| error.to_string())
}

/// `uploads/<organization>/<import>`.
fn import_of(key: &str) -> Option<(OrganizationId, ImportId)> {
    let (organization, import) = key.strip_prefix("uploads/")?.split_once('/')?;
    Some((organization.parse().ok()?, import.parse().ok()?))
}
