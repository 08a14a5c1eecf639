//! Which domain types are documents, and where they lie.

use katalusis_domain::event::Event;
use katalusis_domain::organization::{ApiToken, Organization, OrganizationId, Session, User};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A type that is stored as one document per value.
pub trait Stored: Serialize + DeserializeOwned + Unpin + Send + Sync {
    /// The collection's name.
    const COLLECTION: &'static str;

    /// The document's `_id`.
    fn id(&self) -> String;

    /// The organization it belongs to.
    fn organization_id(&self) -> OrganizationId;

    /// How often it was changed; `None` for documents that are guarded otherwise.
    fn revision(&self) -> Option<i64> {
        None
    }
}

impl Stored for Organization {
    const COLLECTION: &'static str = "organizations";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.id
    }
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

impl Stored for User {
    const COLLECTION: &'static str = "users";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

impl Stored for Session {
    const COLLECTION: &'static str = "sessions";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
}

impl Stored for ApiToken {
    const COLLECTION: &'static str = "api_tokens";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
}

impl Stored for Event {
    const COLLECTION: &'static str = "events";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
}
