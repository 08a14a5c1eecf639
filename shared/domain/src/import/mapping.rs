//! The mapping language: which column of a source goes into which field of a task.
//!
//! A mapping is data. Files use it, and so will database connectors, whose columns are those of a query. It is a
//! list of rules, one per field:
//!
//! ```json
//! {"rules": [
//!   {"target": "title", "column": "Name"},
//!   {"target": "priority", "column": "Urgency", "default": "medium",
//!    "values": [{"from": "Urgent", "to": "critical"}]},
//!   {"target": "tags", "column": "Labels", "split": "|"},
//!   {"target": "custom.region", "constant": "EMEA"}
//! ]}
//! ```
//!
//! For each row a rule takes the text of its column (or its constant), replaces it by `values` where it is equal
//! to a `from`, uses `default` where it is empty, cuts it at the characters of `split` for fields that hold
//! several, and reads the result as the field's type. Columns that no rule names are ignored.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::synonyms::normal;
use crate::custom_field::check_definitions;
use crate::project::{CustomField, FieldKind};

/// The most rules of a mapping.
pub const RULES_MAX: usize = 300;
/// The most values that a rule translates.
pub const VALUES_MAX: usize = 1_000;
const TEXT_MAX: usize = 500;

/// Which column goes where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// One rule per field of a task.
    pub rules: Vec<Rule>,
}

/// How one field of a task comes about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The field: `title`, `description`, `status`, `priority`, `assignees`, `tags`, `start_at`, `due_at`,
    /// `external_id`, or `custom.` and the key of a custom field; `task_key` names the task that a row changes.
    #[schema(value_type = String, example = "priority")]
    pub target: Target,
    /// The source's column, by its name. Either this or `constant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Urgency")]
    pub column: Option<String>,
    /// The same text for every row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// What an empty cell is taken for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "medium")]
    pub default: Option<String>,
    /// What to read instead of certain texts; case and surrounding spaces do not matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Translation>,
    /// For `assignees` and `tags`: the characters between two of them. Comma, semicolon and line break, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = ",;")]
    pub split: Option<String>,
    /// The custom field that `target` names, if the project does not have it yet: it is made when the import is carried
    /// out. For those who may change projects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create: Option<NewField>,
}

/// A custom field that a project is to get; its key is the rule's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewField {
    /// What people call it, 1–80 characters.
    #[schema(example = "Customer")]
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// For `select`: what may be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// One text that stands for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// What the cell says.
    #[schema(example = "Urgent")]
    pub from: String,
    /// What is read instead.
    #[schema(example = "critical")]
    pub to: String,
}

/// A field of a task.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Target {
    /// The title, which every task needs.
    Title,
    /// The description.
    Description,
    /// The status.
    Status,
    /// The priority.
    Priority,
    /// The people on it.
    Assignees,
    /// The tags.
    Tags,
    /// When it should begin.
    StartAt,
    /// When it should be done.
    DueAt,
    /// What another system calls it.
    ExternalId,
    /// The key of the task that a row changes. New tasks get theirs by themselves.
    TaskKey,
    /// A custom field, by its key.
    Custom(String),
}

impl Target {
    /// The word on the wire.
    pub fn word(&self) -> String {
        match self {
            Self::Title => "title".to_owned(),
            Self::Description => "description".to_owned(),
            Self::Status => "status".to_owned(),
            Self::Priority => "priority".to_owned(),
            Self::Assignees => "assignees".to_owned(),
            Self::Tags => "tags".to_owned(),
            Self::StartAt => "start_at".to_owned(),
            Self::DueAt => "due_at".to_owned(),
            Self::ExternalId => "external_id".to_owned(),
            Self::TaskKey => "task_key".to_owned(),
            Self::Custom(key) => format!("custom.{key}"),
        }
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        target.word()
    }
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Ok(match word.as_str() {
            "title" => Self::Title,
            "description" => Self::Description,
            "status" => Self::Status,
            "priority" => Self::Priority,
            "assignees" => Self::Assignees,
            "tags" => Self::Tags,
            "start_at" => Self::StartAt,
            "due_at" => Self::DueAt,
            "external_id" => Self::ExternalId,
            "task_key" => Self::TaskKey,
            other => match other.strip_prefix("custom.") {
                Some(key) if !key.is_empty() => Self::Custom(key.to_owned()),
                _ => {
                    return Err(format!(
                        "\"{}\" is not a field of a task: title, description, status, priority, assignees, tags, start_at, due_at, external_id, task_key or custom.<key>",
                        other.chars().take(60).collect::<String>()
                    ));
                }
            },
        })
    }
}

/// What is wrong with a mapping, and where: a JSON Pointer into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// E.g. `/rules/0/target`.
    pub pointer: String,
    /// What is wrong, and what would be right.
    pub detail: String,
}

impl Mapping {
    /// Maps columns to the fields that their names mean, and nothing else.
    #[cfg(test)]
    pub(super) fn by_name(columns: &[String], custom_fields: &[CustomField]) -> Self {
        use super::proposal::{Known, Sample};

        let known = Known {
            custom_fields: custom_fields.to_vec(),
            ..Known::default()
        };
        known.propose(columns, &Sample::default()).mapping
    }

    /// What is wrong with it for a project with these custom fields and, where it is known, a source with these
    /// columns.
    pub fn faults(&self, custom_fields: &[CustomField], columns: Option<&[String]>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: String, detail: &str| {
            faults.push(Fault {
                pointer,
                detail: detail.to_owned(),
            });
        };
        if self.rules.len() > RULES_MAX {
            fault("/rules".to_owned(), "must have at most 300 rules");
            return faults;
        }
        for (index, rule) in self.rules.iter().enumerate() {
            let at = |field: &str| format!("/rules/{index}/{field}");
            match &rule.target {
                Target::Custom(key)
                    if rule.create.is_none() && custom_fields.iter().all(|field| field.key != *key) =>
                {
                    fault(
                        at("target"),
                        "names a custom field that the project does not have",
                    );
                }
                target if self.rules[..index].iter().any(|before| before.target == *target) => {
                    fault(at("target"), "is the target of another rule already");
                }
                _ => {}
            }
            match (&rule.column, &rule.constant) {
                (Some(column), None) => {
                    if let Some(columns) = columns
                        && position(columns, column).is_none()
                    {
                        fault(at("column"), "is not a column of the file");
                    }
                }
                (None, Some(_)) => {}
                _ => fault(
                    at("column"),
                    "either a column or a constant must be given, and not both",
                ),
            }
            for (field, text) in [
                ("column", &rule.column),
                ("constant", &rule.constant),
                ("default", &rule.default),
                ("split", &rule.split),
            ] {
                if text.as_deref().is_some_and(is_unfit) {
                    fault(at(field), "must have at most 500 characters, none of them NUL");
                }
            }
            if rule.split.as_deref().is_some_and(str::is_empty) {
                fault(at("split"), "must have at least one character");
            }
            let unfit = rule
                .values
                .iter()
                .any(|value| is_unfit(&value.from) || is_unfit(&value.to));
            if rule.values.len() > VALUES_MAX || unfit {
                fault(
                    at("values"),
                    "must be at most 1,000 pairs of at most 500 characters, none of them NUL",
                );
            }
        }
        faults.extend(self.field_faults(custom_fields));
        faults
    }

    /// The custom fields that its rules ask for and the project does not have.
    pub fn new_fields(&self, custom_fields: &[CustomField]) -> Vec<CustomField> {
        let asked = self.rules.iter().filter_map(Rule::field);
        asked
            .filter(|asked| custom_fields.iter().all(|field| field.key != asked.key))
            .collect()
    }

    /// What is wrong with the fields that its rules ask for.
    fn field_faults(&self, custom_fields: &[CustomField]) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut all = custom_fields.to_vec();
        for (index, rule) in self.rules.iter().enumerate() {
            let Some(create) = &rule.create else { continue };
            let mut fault = |detail: String| {
                faults.push(Fault {
                    pointer: format!("/rules/{index}/create"),
                    detail,
                });
            };
            let Some(asked) = rule.field() else {
                fault("is only for custom fields".to_owned());
                continue;
            };
            match custom_fields.iter().find(|field| field.key == asked.key) {
                Some(there) if there.kind != create.kind => {
                    fault("is of another kind than the field that the project has under this key".to_owned());
                }
                Some(_) => {}
                None => {
                    all.push(asked);
                    // Those of the project are sound, and those before this one were looked at.
                    if let Some((_, detail)) = check_definitions(&all).into_iter().next() {
                        fault(detail);
                        all.pop();
                    }
                }
            }
        }
        faults
    }

    /// The columns that no rule names.
    pub fn unmapped<'a>(&self, columns: &'a [String]) -> Vec<&'a str> {
        let named: Vec<_> = self
            .rules
            .iter()
            .filter_map(|rule| position(columns, rule.column.as_deref()?))
            .collect();
        let rest = columns
            .iter()
            .enumerate()
            .filter(|(index, _)| !named.contains(index));
        rest.map(|(_, column)| column.as_str()).collect()
    }
}

impl Rule {
    /// The custom field that it asks for.
    fn field(&self) -> Option<CustomField> {
        match (&self.target, &self.create) {
            (Target::Custom(key), Some(create)) => Some(CustomField {
                key: key.clone(),
                name: create.name.clone(),
                kind: create.kind,
                options: create.options.clone(),
            }),
            _ => None,
        }
    }

    /// A column that goes into a field as it is.
    pub fn column(target: Target, column: &str) -> Self {
        Self {
            target,
            column: Some(column.to_owned()),
            constant: None,
            default: None,
            values: Vec::new(),
            split: None,
            create: None,
        }
    }
}

/// Where the column called `name` is: exactly so, or else without regard to case and punctuation.
pub(super) fn position(columns: &[String], name: &str) -> Option<usize> {
    columns.iter().position(|column| column == name).or_else(|| {
        let name = normal(name);
        columns.iter().position(|column| normal(column) == name)
    })
}

fn is_unfit(text: &str) -> bool {
    text.chars().count() > TEXT_MAX || text.contains('\0')
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
