//! What a plan knows besides the file: people, profiles, custom fields.

use std::collections::BTreeSet;

use katalusis_domain::event::Actor;
use katalusis_domain::import::{Import, ImportProfile, Known, People};
use katalusis_domain::organization::UserId;
use katalusis_domain::permission::{Permission, Role};
use katalusis_domain::project::CustomField;
use katalusis_store::{OrganizationStore, PageRequest, StoreError};

use crate::Work;

const PEOPLE_AT_ONCE: i64 = 1_000;

/// Everything that the plan of this import may draw on.
pub(crate) async fn known(
    work: &Work,
    organization: &OrganizationStore,
    import: &Import,
    custom_fields: Vec<CustomField>,
) -> Result<Known, StoreError> {
    let people = people(organization).await?;
    let people = if sees_addresses(work, import).await? {
        people
    } else {
        people.without_addresses()
    };
    Ok(Known {
        people,
        custom_fields,
        profiles: profiles(organization, import).await?,
    })
}

async fn people(organization: &OrganizationStore) -> Result<People, StoreError> {
    let mut users = Vec::new();
    let mut request = PageRequest {
        limit: PEOPLE_AT_ONCE,
        cursor: None,
    };
    loop {
        let page = organization.users(&request).await?;
        users.extend(page.items);
        if page.next.is_none() {
            return Ok(People::new(&users));
        }
        request.cursor = page.next;
    }
}

/// Whether errors may say who is in the organization: not to an API token that could not list its people.
async fn sees_addresses(work: &Work, import: &Import) -> Result<bool, StoreError> {
    let Actor::Token { id, .. } = import.actor else {
        return Ok(true);
    };
    let token = work.store.api_token_by_id(id).await?;
    let area = Permission::UsersRead.row().area;
    Ok(token.is_some_and(|token| token.areas.contains(&area)))
}

/// The profiles that a file of this project may be recognized by. Where nobody looks at the plan before it is carried
/// out, these are the starter's own and those of admins: a colleague's profile could send rows anywhere.
async fn profiles(
    organization: &OrganizationStore,
    import: &Import,
) -> Result<Vec<ImportProfile>, StoreError> {
    let mut profiles = organization.import_profiles_of(import.project_id).await?;
    if import.options.auto_commit {
        let owners: BTreeSet<UserId> = profiles.iter().map(|profile| profile.owner).collect();
        let owners = organization
            .users_among(&owners.into_iter().collect::<Vec<_>>())
            .await?;
        let is_admin = |id: UserId| {
            owners
                .iter()
                .any(|owner| owner.id == id && owner.role >= Role::Admin)
        };
        profiles.retain(|profile| profile.owner == import.created_by || is_admin(profile.owner));
    }
    Ok(profiles)
}
