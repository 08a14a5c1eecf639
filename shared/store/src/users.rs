//! Organizations and users.

use bson::{Document, doc};
use katalusis_domain::organization::{Organization, User, UserId};
use katalusis_domain::permission::Role;

use crate::page::Keyset;
use crate::schema::{Collection, index, partial, unique, unique_among};
use crate::{Commit, OrganizationStore, Page, PageRequest, StoreError};

/// The unique index that keeps an e-mail address to one user who can log in.
pub const UNIQUE_EMAIL: &str = "unique_email_of_joined";
/// The unique index that keeps an organization from having a person twice, be it as an invited one.
pub const UNIQUE_MEMBER: &str = "unique_member";

/// Users who accepted their invitation or signed up, as the partial index knows them: a filter must contain this very
/// comparison to use it.
pub(crate) fn has_joined() -> Document {
    doc! { "password_hash": { "$type": "string" } }
}

pub(crate) fn organizations() -> Collection {
    Collection {
        name: "organizations",
        indexes: Vec::new(),
        schema: Some(doc! { "required": ["name", "created_at", "revision"] }),
    }
}

pub(crate) fn users() -> Collection {
    Collection {
        name: "users",
        indexes: vec![
            // Across organizations on purpose: an address logs in to one of them. An invitation takes no address, or
            // strangers could keep people out.
            unique_among(UNIQUE_EMAIL, doc! { "email": 1 }, has_joined()),
            unique(UNIQUE_MEMBER, doc! { "organization_id": 1, "email": 1 }),
            index("by_organization", doc! { "organization_id": 1, "_id": 1 }),
            // Across organizations on purpose: a link is all that its holder has.
            partial(
                "by_link",
                doc! { "open_link.id": 1 },
                doc! { "open_link.id": { "$exists": true } },
            ),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "email", "role", "disabled", "revision"],
            "properties": {
                "role": { "enum": ["guest", "user", "admin", "super_admin"] },
                "disabled": { "bsonType": "bool" },
            },
        }),
    }
}

impl OrganizationStore {
    /// The people of the organization, in the order in which they came.
    pub async fn users(&self, request: &PageRequest) -> Result<Page<User>, StoreError> {
        self.page(doc! {}, &Keyset::ascending("_id"), request).await
    }

    /// Those of the given users that are in this organization.
    pub async fn users_among(&self, ids: &[UserId]) -> Result<Vec<User>, StoreError> {
        self.get_all(ids).await
    }

    /// The users with these addresses that are in this organization.
    pub async fn users_by_email(&self, emails: &[String]) -> Result<Vec<User>, StoreError> {
        self.find(doc! { "email": { "$in": emails } }, doc! {}, None)
            .await
    }

    /// The users with one of these roles.
    pub async fn users_with_roles(&self, roles: &[Role]) -> Result<Vec<User>, StoreError> {
        if roles.is_empty() {
            return Ok(Vec::new());
        }
        let words = bson::serialize_to_bson(roles)?;
        self.find(doc! { "role": { "$in": words } }, doc! { "_id": 1 }, None)
            .await
    }

    /// Whether the organization has an admin besides this user who can log in.
    pub async fn has_other_admin(&self, user_id: UserId) -> Result<bool, StoreError> {
        let filter = doc! {
            "_id": { "$ne": user_id },
            "role": { "$in": ["admin", "super_admin"] },
            "disabled": false,
            "password_hash": { "$ne": null },
        };
        let admin: Option<User> = self.find_one(filter).await?;
        Ok(admin.is_some())
    }
}

impl Commit {
    /// Lets one such change through at a time: of two that saw the organization at the same revision, the
    /// second is a [`StoreError::LostRace`].
    pub fn one_at_a_time(self, organization: &Organization) -> Self {
        self.update_one::<Organization>(
            doc! { "_id": organization.id, "revision": organization.revision },
            doc! { "$inc": { "revision": 1_i64 } },
        )
    }

    /// Removes a user who never joined.
    pub fn remove_invited(self, user: &User) -> Self {
        self.delete_one::<User>(doc! { "_id": user.id, "revision": user.revision, "password_hash": null })
    }
}
