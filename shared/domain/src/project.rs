//! Projects: groups of tasks with a key and fields of their own.

use serde::{Deserialize, Serialize};

pub use crate::custom_field::{CustomField, CustomValue, FieldKind};
use crate::organization::{OrganizationId, UserId};
use crate::{Id, Timestamp};

/// The longest name, in characters.
pub const NAME_MAX: usize = 120;
/// The longest description, in characters.
pub const DESCRIPTION_MAX: usize = 10_000;

/// Identifies a [`Project`].
pub type ProjectId = Id<Project>;

/// A group of tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: ProjectId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// What its tasks' keys begin with: 2 to 10 upper-case letters and digits, a letter first. Never changes.
    pub key: String,
    /// What people call it, 1–120 characters.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// Whether guests see it and its tasks.
    pub shared_with_guests: bool,
    /// Fields that its tasks have besides the common ones.
    pub custom_fields: Vec<CustomField>,
    /// Whether it is closed: its tasks can be read and not changed.
    pub archived: bool,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// Counts changes; the `ETag`.
    pub revision: i64,
}

/// Whether `key` can be a project's key.
pub fn is_project_key(key: &str) -> bool {
    (2..=10).contains(&key.len())
        && key.starts_with(|first: char| first.is_ascii_uppercase())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
