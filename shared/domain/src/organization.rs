//! Organizations, their people and how those prove who they are.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::notification::NotificationReason;
use crate::permission::{Area, Role};
use crate::{Id, Timestamp};

/// Identifies an [`Organization`].
pub type OrganizationId = Id<Organization>;
/// Identifies a [`User`].
pub type UserId = Id<User>;
/// Identifies a [`Session`].
pub type SessionId = Id<Session>;
/// Identifies an [`ApiToken`].
pub type ApiTokenId = Id<ApiToken>;

/// One team: everything else belongs to exactly one organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Organization {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: OrganizationId,
    /// What people call it, 1–120 characters.
    pub name: String,
    /// When it signed up.
    pub created_at: Timestamp,
    /// Counts changes; the `ETag`.
    pub revision: i64,
}

/// A person in an organization. An e-mail address belongs to one user only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: UserId,
    /// The organization it works in.
    pub organization_id: OrganizationId,
    /// Lower-cased address, unique over all organizations.
    pub email: String,
    /// Full name, 1–120 characters.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Argon2id in PHC form; `None` until an invitation is accepted.
    pub password_hash: Option<String>,
    /// Whether it is refused everywhere.
    pub disabled: bool,
    /// The invitation or reset link that is open, if any: only the newest is good, and only once.
    pub open_link: Option<OpenLink>,
    /// What it does not want in its inbox.
    #[serde(default)]
    pub muted: BTreeSet<NotificationReason>,
    /// When it was created or invited.
    pub created_at: Timestamp,
    /// Counts changes; the `ETag`.
    pub revision: i64,
}

/// A link that lets its holder set a password once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenLink {
    /// Names the link; the link's secret is derived from it and never stored.
    pub id: Id<OpenLink>,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What an [`OpenLink`] is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// Joining the organization.
    Invitation,
    /// Setting a new password.
    PasswordReset,
}

/// A log-in on one device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// Its id, in the access token as `sid`.
    #[serde(rename = "_id")]
    pub id: SessionId,
    /// The user's organization.
    pub organization_id: OrganizationId,
    /// Who logged in.
    pub user_id: UserId,
    /// SHA-256 of the part that all refresh tokens of this session share: tells an old one from an invented one.
    pub family_hash: String,
    /// SHA-256 of the refresh token that is current.
    pub refresh_hash: String,
    /// SHA-256 of the one before, still good for a moment so that two tabs may refresh at once.
    pub previous_refresh_hash: Option<String>,
    /// What the current refresh token was derived with from the one before, which alone gives nothing away.
    pub rotation_salt: Option<String>,
    /// When the refresh token last rotated.
    pub rotated_at: Timestamp,
    /// When the session began.
    pub created_at: Timestamp,
    /// When it was last used to refresh.
    pub last_seen_at: Timestamp,
    /// When it ends by itself; extended by each refresh.
    pub expires_at: Timestamp,
    /// When it was ended by someone, and never before.
    pub revoked_at: Option<Timestamp>,
    /// The device in words, as its user agent tells.
    pub device: String,
    /// The address it came from last.
    pub address: String,
    /// The network that it was begun from: log-ins from there are never blocked on account of others.
    pub network: String,
}

/// A program's credential.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ApiToken {
    /// Its id, part of the token.
    #[serde(rename = "_id")]
    pub id: ApiTokenId,
    /// The organization it works in.
    pub organization_id: OrganizationId,
    /// Who made it; a token never outranks its maker.
    pub user_id: UserId,
    /// What people call it, 1–120 characters.
    pub name: String,
    /// SHA-256 of the secret part.
    pub secret_hash: String,
    /// The most it may do.
    pub role: Role,
    /// Where it may do it.
    pub areas: Vec<Area>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was ended by someone.
    pub revoked_at: Option<Timestamp>,
}
