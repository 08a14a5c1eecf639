//! Projects: groups of tasks with a key and fields of their own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::organization::{OrganizationId, UserId};
use crate::{Id, Timestamp};

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

/// A field that a project's tasks have besides the common ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomField {
    /// Its name in the API, unique in the project: 1–40 lower-case letters, digits and `_`, a letter first.
    #[schema(example = "customer")]
    pub key: String,
    /// What people call it, 1–80 characters.
    #[schema(example = "Customer")]
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// For `select`: what may be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// What a custom field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text of up to 5,000 characters.
    Text,
    /// A number.
    Number,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// One of the field's options.
    Select,
    /// A user of the organization, by id.
    Person,
    /// Yes or no.
    Checkbox,
    /// An http or https address.
    Url,
}

/// The value of a custom field: text (also dates, people, addresses), a number, or yes and no.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum CustomValue {
    /// Yes or no.
    Checkbox(bool),
    /// A number.
    Number(f64),
    /// Everything else.
    Text(String),
}

/// Whether `key` can be a project's key.
pub fn is_project_key(key: &str) -> bool {
    (2..=10).contains(&key.len())
        && key.starts_with(|first: char| first.is_ascii_uppercase())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

impl CustomField {
    /// Checks a value against the field; a person still has to be looked up.
    pub fn check(&self, value: &CustomValue) -> Result<(), String> {
        match (self.kind, value) {
            (FieldKind::Text, CustomValue::Text(text)) if text.chars().count() <= 5_000 => Ok(()),
            (FieldKind::Text, _) => Err("must be text of at most 5,000 characters".to_owned()),
            (FieldKind::Number, CustomValue::Number(number)) if number.is_finite() => Ok(()),
            (FieldKind::Number, _) => Err("must be a number".to_owned()),
            (FieldKind::Date, CustomValue::Text(text)) if text.parse::<chrono::NaiveDate>().is_ok() => Ok(()),
            (FieldKind::Date, _) => Err("must be a day like 2026-03-31".to_owned()),
            (FieldKind::Select, CustomValue::Text(text)) if self.options.contains(text) => Ok(()),
            (FieldKind::Select, _) => Err(format!("must be one of {}", self.options.join(", "))),
            (FieldKind::Person, CustomValue::Text(text)) if text.parse::<UserId>().is_ok() => Ok(()),
            (FieldKind::Person, _) => Err("must be the id of a user".to_owned()),
            (FieldKind::Checkbox, CustomValue::Checkbox(_)) => Ok(()),
            (FieldKind::Checkbox, _) => Err("must be true or false".to_owned()),
            (FieldKind::Url, CustomValue::Text(text)) if is_web_address(text) => Ok(()),
            (FieldKind::Url, _) => Err("must be an address that begins with http:// or https://".to_owned()),
        }
    }
}

fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    text.len() <= 2_000
        && rest.is_some_and(|rest| {
            !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
        })
}
