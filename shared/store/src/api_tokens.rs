//! API tokens.

use bson::doc;
use katalusis_domain::Timestamp;
use katalusis_domain::organization::{ApiToken, ApiTokenId, User, UserId};
use katalusis_domain::permission::Role;

use crate::page::Keyset;
use crate::schema::{Collection, index};
use crate::transaction::Write;
use crate::{Commit, OrganizationStore, Page, PageRequest, StoreError, Stored};

pub(crate) fn api_tokens() -> Collection {
    Collection {
        name: "api_tokens",
        indexes: vec![index(
            "by_user",
            doc! { "organization_id": 1, "user_id": 1, "_id": -1 },
        )],
        schema: Some(
            doc! { "required": ["organization_id", "user_id", "secret_hash", "role", "areas", "expires_at"] },
        ),
    }
}

impl OrganizationStore {
    /// API tokens that are not revoked, the newest first: of one user, or of all.
    pub async fn api_tokens(
        &self,
        user_id: Option<UserId>,
        request: &PageRequest,
    ) -> Result<Page<ApiToken>, StoreError> {
        let mut filter = doc! { "revoked_at": null };
        if let Some(user_id) = user_id {
            filter.insert("user_id", user_id);
        }
        self.page(filter, &Keyset::descending("_id"), request).await
    }
}

impl Commit {
    /// Revokes a token that is not revoked yet.
    pub fn revoke_api_token(self, id: ApiTokenId, at: Timestamp) -> Self {
        self.update_one::<ApiToken>(
            doc! { "_id": id, "revoked_at": null },
            doc! { "$set": { "revoked_at": at } },
        )
    }

    /// Revokes all tokens of a user: those too that a super admin made in organizations of others.
    pub fn revoke_api_tokens_of(self, user: &User, at: Timestamp) -> Self {
        let filter = doc! { "user_id": user.id, "revoked_at": null };
        let update = doc! { "$set": { "revoked_at": at } };
        if user.role != Role::SuperAdmin {
            return self.update_many::<ApiToken>(filter, update);
        }
        self.write_across_organizations(Write::UpdateMany {
            collection: ApiToken::COLLECTION,
            filter,
            update,
        })
    }
}
