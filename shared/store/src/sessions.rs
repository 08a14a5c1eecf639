//! Sessions.

use bson::doc;
use katalusis_domain::Timestamp;
use katalusis_domain::organization::{Session, SessionId, UserId};

use crate::page::Keyset;
use crate::schema::{Collection, expiry, index};
use crate::{Commit, OrganizationStore, Page, PageRequest, Store, StoreError};

pub(crate) fn sessions() -> Collection {
    Collection {
        name: "sessions",
        indexes: vec![
            index("by_user", doc! { "organization_id": 1, "user_id": 1, "_id": -1 }),
            expiry(),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "user_id", "family_hash", "refresh_hash", "expires_at"],
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

    /// Whether this user logged in from this network before, as far as its sessions are still kept.
    pub async fn has_logged_in_from(&self, user_id: UserId, network: &str) -> Result<bool, StoreError> {
        let session: Option<Session> = self
            .find_one(doc! { "user_id": user_id, "network": network })
            .await?;
        Ok(session.is_some())
    }
}

/// The next refresh token of a session, as the session keeps it.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// Hash of the token that is exchanged.
    pub from_hash: String,
    /// Hash of the token that is current from now on.
    pub to_hash: String,
    /// What it was derived with.
    pub salt: String,
    /// When the session ends if it is not used again.
    pub expires_at: Timestamp,
    /// Where the request came from.
    pub address: String,
    /// From which device.
    pub device: String,
}

impl Store {
    /// Exchanges the current refresh token; `false` if it is no longer the current one, or the session is over.
    /// No event tells of it: nothing changed but that the session is in use.
    pub async fn rotate_session(&self, id: SessionId, rotation: &Rotation) -> Result<bool, StoreError> {
        let now = self.world.now();
        let updated = self
            .collection::<Session>()
            .update_one(
                doc! { "_id": id, "refresh_hash": &rotation.from_hash, "revoked_at": null },
                doc! { "$set": {
                    "refresh_hash": &rotation.to_hash,
                    "previous_refresh_hash": &rotation.from_hash,
                    "rotation_salt": &rotation.salt,
                    "rotated_at": now,
                    "last_seen_at": now,
                    "expires_at": rotation.expires_at,
                    "address": &rotation.address,
                    "device": &rotation.device,
                } },
            )
            .await?;
        Ok(updated.matched_count == 1)
    }
}

impl Commit {
    /// Ends one session that is not ended yet.
    pub fn revoke_session(self, id: SessionId, at: Timestamp) -> Self {
        self.update_one::<Session>(
            doc! { "_id": id, "revoked_at": null },
            doc! { "$set": { "revoked_at": at } },
        )
    }

    /// Ends all sessions of a user, but perhaps the one that asks.
    pub fn revoke_sessions_of(self, user_id: UserId, except: Option<SessionId>, at: Timestamp) -> Self {
        let mut filter = doc! { "user_id": user_id, "revoked_at": null };
        if let Some(except) = except {
            filter.insert("_id", doc! { "$ne": except });
        }
        self.update_many::<Session>(filter, doc! { "$set": { "revoked_at": at } })
    }
}
