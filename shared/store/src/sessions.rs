//! Sessions.

use bson::doc;
use katalusis_domain::organization::{Session, SessionId, UserId};

use crate::page::Keyset;
use crate::schema::{Collection, expiry, index};
use crate::{Commit, OrganizationStore, Page, PageRequest, StoreError};

pub(crate) fn sessions() -> Collection {
    Collection {
        name: "sessions",
        indexes: vec![
            index("by_user", doc! { "organization_id": 1, "user_id": 1, "_id": -1 }),
            expiry(),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "user_id", "refresh_hash", "expires_at"],
            "properties": { "expires_at": { "bsonType": "date" } },
        }),
    }
}

impl OrganizationStore {
    /// Sessions that are neither over nor revoked, the newest first: of one user, or of all.
    pub async fn live_sessions(
        &self,
        user_id: Option<UserId>,
        request: &PageRequest,
    ) -> Result<Page<Session>, StoreError> {
        let now = self.store().world().now();
        let mut filter = doc! { "revoked_at": null, "expires_at": { "$gt": now } };
        if let Some(user_id) = user_id {
            filter.insert("user_id", user_id);
        }
        self.page(filter, &Keyset::descending("_id"), request).await
    }
}

impl Commit {
    /// Ends one session that is not ended yet.
    pub fn revoke_session(self, id: SessionId, at: katalusis_domain::Timestamp) -> Self {
        self.update_one::<Session>(
            doc! { "_id": id, "revoked_at": null },
            doc! { "$set": { "revoked_at": at } },
        )
    }

    /// Ends all sessions of a user, but perhaps the one that asks.
    pub fn revoke_sessions_of(
        self,
        user_id: UserId,
        except: Option<SessionId>,
        at: katalusis_domain::Timestamp,
    ) -> Self {
        let mut filter = doc! { "user_id": user_id, "revoked_at": null };
        if let Some(except) = except {
            filter.insert("_id", doc! { "$ne": except });
        }
        self.update_many::<Session>(filter, doc! { "$set": { "revoked_at": at } })
    }
}
