//! Who may run an import: what one does to tasks needs what it would need by hand.

use katalusis_domain::Caller;
use katalusis_domain::event::Actor;
use katalusis_domain::import::profile::can_own;
use katalusis_domain::import::{Failure, Import, Mode};
use katalusis_domain::organization::ApiToken;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::Answer;
use katalusis_store::StoreError;

use crate::Work;

/// Whether the caller may run imports of this mode.
pub(crate) fn may_run(caller: &Caller, mode: Mode) -> Answer<()> {
    for permission in asked(mode) {
        caller.may(*permission, Subject::Organization)?;
    }
    Ok(())
}

/// What it takes to run an import. Making tasks is what imports are for; to change what is there takes more.
fn asked(mode: Mode) -> &'static [Permission] {
    match mode {
        Mode::Create | Mode::CreateMissing => &[Permission::ImportsRun],
        Mode::Update | Mode::Upsert => &[Permission::ImportsRun, Permission::TasksWrite],
    }
}

/// Why an import cannot be carried out by itself: whoever ordered it may not import any more.
pub(crate) async fn lost(work: &Work, import: &Import) -> Result<Option<Failure>, StoreError> {
    let owner = work.store.user_by_id(import.created_by).await?;
    let gone = Err("is not in your organization any more");
    let able = owner.map_or(gone, |owner| can_own(&owner, import.organization_id));
    if let Err(reason) = able {
        return Ok(Some(failure(format!(
            "The import was to be carried out by itself in the name of a person who {reason}. Have someone else import \
             the file."
        ))));
    }
    let Actor::Token { id, .. } = import.actor else {
        return Ok(None);
    };
    let token = work.store.api_token_by_id(id).await?;
    let good = token.is_some_and(|token| is_good(work, &token, import.options.mode()));
    Ok((!good).then(|| {
        failure(
            "The import was to be carried out by itself with an API token that was revoked or has ended since. Import the \
             file again with another."
                .to_owned(),
        )
    }))
}

fn is_good(work: &Work, token: &ApiToken, mode: Mode) -> bool {
    let reaches = |permission: &Permission| token.areas.contains(&permission.row().area);
    token.revoked_at.is_none()
        && token.expires_at > work.store.world().now()
        && asked(mode).iter().all(reaches)
}

fn failure(detail: String) -> Failure {
    Failure {
        code: "owner_cannot_import".to_owned(),
        detail,
    }
}
