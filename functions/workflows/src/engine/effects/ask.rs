//! Finding out who is asked to approve something.

use katalusis_domain::organization::UserId;
use katalusis_domain::permission::Role;
use katalusis_domain::workflow::node::Question;
use katalusis_store::{OrganizationStore, StoreError};
use serde_json::json;

use super::{Done, Effect};

/// The ids of those who can be asked: active members, and no guests.
pub(super) async fn people(
    organization: &OrganizationStore,
    question: &Question,
) -> Result<Done, StoreError> {
    let mut users = organization.users_among(&question.people).await?;
    users.extend(organization.users_with_roles(&question.roles).await?);
    users.retain(|user| !user.disabled && user.password_hash.is_some() && user.role != Role::Guest);
    let mut ids: Vec<UserId> = users.iter().map(|user| user.id).collect();
    ids.sort();
    ids.dedup();
    Ok(Ok((json!({"people": ids}), Effect::default())))
}
