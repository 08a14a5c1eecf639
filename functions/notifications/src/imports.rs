//! The end of an import: its file's answer is asked for, and its owner told if nobody was there to see it fail.

use katalusis_domain::event::{Event, Fact, SubjectKind};
use katalusis_domain::import::{Import, ImportId, ImportProfile};
use katalusis_domain::organization::User;
use katalusis_events::send_answer;
use katalusis_store::{OrganizationStore, StoreError};

use crate::letter::{Letter, failed_drop};
use crate::{Failure, State, deliver};

/// The kinds of events that end an import.
pub(crate) const KINDS: [&str; 3] = ["import.finished", "import.failed", "import.cancelled"];

/// Has the answer to a dropped file written beside it, and mails its owner if it failed. Other imports have someone
/// who looks at them.
pub(crate) async fn ended(
    state: &State,
    organization: &OrganizationStore,
    event: &Event,
) -> Result<(), Failure> {
    let Some(import) = dropped(organization, event).await? else {
        return Ok(());
    };
    send_answer(&state.store, &state.uploads, &import)
        .await
        .map_err(|error| Failure::NotAnswered(error.to_string()))?;
    if reason(event).is_some() {
        deliver(state, organization, event).await?;
    }
    Ok(())
}

/// The mail to the owner of a dropped file that failed; `None` if there is nobody to tell any more.
pub(crate) async fn letter(
    state: &State,
    organization: &OrganizationStore,
    event: &Event,
) -> Result<Option<Letter>, StoreError> {
    let (Some(import), Some(reason)) = (dropped(organization, event).await?, reason(event)) else {
        return Ok(None);
    };
    let owner: Option<User> = state.store.user_by_id(import.created_by).await?;
    let Some(owner) = owner.filter(|owner| !owner.disabled) else {
        return Ok(None);
    };
    let profile = match import.profile_id {
        Some(id) => organization.get::<ImportProfile>(id).await?,
        None => None,
    };
    let profile = profile.map_or_else(|| "a deleted profile".to_owned(), |profile| profile.name);
    let link = format!("{}/imports/{}", state.public_url, import.id);
    Ok(Some(Letter {
        event_id: event.id,
        at: event.at,
        content: failed_drop(&owner, &import.file, &profile, &reason, &link),
        to: owner.email,
        to_name: Some(owner.name),
    }))
}

async fn dropped(organization: &OrganizationStore, event: &Event) -> Result<Option<Import>, StoreError> {
    let subject = event
        .subjects
        .iter()
        .find(|subject| subject.kind == SubjectKind::Import);
    let Some(id) = subject.and_then(|subject| subject.id.parse::<ImportId>().ok()) else {
        return Ok(None);
    };
    Ok(organization.get(id).await?.filter(Import::is_dropped))
}

/// Why an owner is told: the import failed, or it ended well and not one row was good.
fn reason(event: &Event) -> Option<String> {
    match &event.fact {
        Fact::ImportFailed(reason) => Some(reason.reason.clone()),
        Fact::ImportFinished(counts) if counts.rows > 0 && counts.error == counts.rows => Some(format!(
            "None of its {} rows could be imported. The report beside it says what is wrong with each.",
            counts.rows
        )),
        _ => None,
    }
}
