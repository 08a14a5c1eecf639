//! Organizations and users.

use bson::doc;
use katalusis_domain::organization::{User, UserId};

use crate::page::Keyset;
use crate::schema::{Collection, index, unique};
use crate::{OrganizationStore, Page, PageRequest, StoreError};

/// The unique index that keeps an e-mail address to one user.
pub const UNIQUE_EMAIL: &str = "unique_email";

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
            // Across organizations on purpose: an address logs in to one of them.
            unique(UNIQUE_EMAIL, doc! { "email": 1 }),
            index("by_organization", doc! { "organization_id": 1, "_id": 1 }),
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
}
