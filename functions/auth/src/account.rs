//! The caller's own account, and what only a person with a session may do with it.

use katalusis_domain::Caller;
use katalusis_domain::organization::{SessionId, User, UserId};
use katalusis_domain::permission::{Denied, Grant, Permission};
use katalusis_http::{Code, FieldError, PageParams, Problem};
use katalusis_store::{OrganizationStore, PageRequest};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;

/// The caller's own user, and the data of the organization that it belongs to: a super admin may be working in
/// another one just now.
pub(crate) async fn own_account(
    state: &State,
    caller: &Caller,
) -> Result<(OrganizationStore, User), Problem> {
    let user = state
        .store
        .user_by_id(caller.user_id)
        .await?
        .ok_or_else(|| Problem::not_found("user"))?;
    let organization =
        state
            .store
            .in_name_of(user.organization_id, caller.actor.clone(), caller.context.clone());
    Ok((organization, user))
}

/// The session of a person. Programs have none, and what hangs on one is not for them.
pub(crate) fn own_session(caller: &Caller) -> Result<SessionId, Problem> {
    caller.session_id.ok_or_else(|| {
        Problem::new(
            Code::Forbidden,
            "Only a person who is logged in can do this, not an API token.",
        )
    })
}

/// Whose sessions or tokens, and which part of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OwnedList {
    /// A user's id, or `all`: for those who may manage everyone's. By default the caller's own.
    user: Option<String>,
    /// At most this many items, 1 to 200. A page ends earlier when its texts are very long.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// Where to go on: `next_cursor` of the part before.
    cursor: Option<String>,
}

impl OwnedList {
    /// Whose it is about; `None` means everyone's.
    pub(crate) fn whose(&self, caller: &Caller, permission: Permission) -> Result<Option<UserId>, Problem> {
        let wanted = match self.user.as_deref() {
            None => return Ok(Some(caller.user_id)),
            Some("all") => None,
            Some(id) => Some(id.parse::<UserId>().map_err(|_| {
                let error = FieldError::new("?user", "must be the id of a user, or `all`");
                Problem::new(
                    Code::Malformed,
                    "The parameter `user` is neither an id nor `all`.",
                )
                .with_errors(vec![error])
            })?),
        };
        if wanted == Some(caller.user_id) || caller.reach(permission) == Grant::All {
            Ok(wanted)
        } else {
            Err(Denied::Forbidden(permission).into())
        }
    }

    /// Which part.
    pub(crate) fn page(self) -> Result<PageRequest, Problem> {
        PageParams::new(self.limit, self.cursor).request()
    }
}

/// Lets nobody touch someone of a higher role: an admin cannot disable an operator.
pub(crate) fn check_rank(caller: &Caller, user: &User, permission: Permission) -> Result<(), Problem> {
    if user.role > caller.role {
        Err(Denied::Forbidden(permission).into())
    } else {
        Ok(())
    }
}
