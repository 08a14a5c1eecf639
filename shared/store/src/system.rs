//! What spans organizations, each query by name: finding out who is asking comes before knowing the
//! organization.

use bson::doc;
use chrono::TimeDelta;
use katalusis_domain::Timestamp;
use katalusis_domain::organization::{ApiToken, ApiTokenId, Organization, Session, SessionId, User, UserId};
use katalusis_domain::workflow::{Workflow, WorkflowId};

use crate::{Page, PageRequest, Store, StoreError, Stored, page::Keyset};

/// How exactly a token's last use is kept: writing it for every request would double the work.
const LAST_USE_RESOLUTION: TimeDelta = TimeDelta::minutes(1);
/// The same for sessions.
const LAST_SEEN_RESOLUTION: TimeDelta = TimeDelta::minutes(5);

impl Store {
    /// The user who joined with this address, whatever the organization. Who is only invited cannot log in.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let mut filter = crate::users::has_joined();
        filter.insert("email", email);
        Ok(self.collection::<User>().find_one(filter).await?)
    }

    /// The user with this id, whatever its organization.
    pub async fn user_by_id(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.collection::<User>().find_one(doc! { "_id": id }).await?)
    }

    /// The user for whom this link is open.
    pub async fn user_by_link(&self, link_id: &str) -> Result<Option<User>, StoreError> {
        Ok(self
            .collection::<User>()
            .find_one(doc! { "open_link.id": link_id })
            .await?)
    }

    /// The workflow with this id that was not deleted, without its draft: who calls its address has no organization.
    pub async fn workflow_by_id(&self, id: WorkflowId) -> Result<Option<Workflow>, StoreError> {
        Ok(self
            .collection::<Workflow>()
            .find_one(doc! { "_id": id, "deleted_at": null })
            .projection(doc! { "draft": 0 })
            .await?)
    }

    /// The session with this id, revoked or not.
    pub async fn session_by_id(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.collection::<Session>().find_one(doc! { "_id": id }).await?)
    }

    /// The API token with this id, revoked or not.
    pub async fn api_token_by_id(&self, id: ApiTokenId) -> Result<Option<ApiToken>, StoreError> {
        Ok(self.collection::<ApiToken>().find_one(doc! { "_id": id }).await?)
    }

    /// Whether there is an organization with this id: a super admin may name any.
    pub async fn organization_exists(
        &self,
        id: katalusis_domain::organization::OrganizationId,
    ) -> Result<bool, StoreError> {
        Ok(self
            .collection::<Organization>()
            .find_one(doc! { "_id": id })
            .await?
            .is_some())
    }

    /// All organizations, for super admins.
    pub async fn all_organizations(&self, request: &PageRequest) -> Result<Page<Organization>, StoreError> {
        let keyset = Keyset::ascending("_id");
        let filter = keyset.after(doc! {}, request.cursor.as_ref())?;
        keyset.read(self.collection().find(filter), request.limit).await
    }

    /// Notes that a token was used, at most once a minute.
    pub async fn touch_api_token(&self, token: &ApiToken, now: Timestamp) -> Result<(), StoreError> {
        if token
            .last_used_at
            .is_some_and(|last| now - last < LAST_USE_RESOLUTION)
        {
            return Ok(());
        }
        self.database
            .collection::<bson::Document>(ApiToken::COLLECTION)
            .update_one(doc! { "_id": token.id }, doc! { "$set": { "last_used_at": now } })
            .await?;
        Ok(())
    }

    /// Notes that a session was used, at most once in five minutes.
    pub async fn touch_session(&self, session: &Session, now: Timestamp) -> Result<(), StoreError> {
        if now - session.last_seen_at < LAST_SEEN_RESOLUTION {
            return Ok(());
        }
        self.database
            .collection::<bson::Document>(Session::COLLECTION)
            .update_one(
                doc! { "_id": session.id },
                doc! { "$max": { "last_seen_at": now } },
            )
            .await?;
        Ok(())
    }
}
