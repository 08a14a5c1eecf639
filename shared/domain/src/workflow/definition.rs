//! What people draw: nodes, edges between them, and variables.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::node::{Kind, NEXT, Start};
use super::retries::Retries;
use crate::Timestamp;

/// A workflow as it is drawn.
///
/// Anything that has this shape can be saved as a draft; [`validate`](super::validate::validate) says what is missing
/// before it can run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowDefinition)]
pub struct Definition {
    /// Values that a run is begun with, and that its nodes read and set.
    #[serde(default)]
    pub variables: Vec<Variable>,
    /// The steps.
    pub nodes: Vec<Node>,
    /// What follows on what.
    #[serde(default)]
    pub edges: Vec<Edge>,
}

impl Definition {
    /// The variables of a run that nobody gave any.
    pub fn initial_vars(&self) -> Map<String, Value> {
        let initial = |variable: &Variable| (variable.name.clone(), variable.initial.clone());
        self.variables.iter().map(initial).collect()
    }

    /// The variables of a run that is begun with these; if they do not fit, the name of each that does not, and why.
    pub fn vars(&self, given: &Map<String, Value>) -> Result<Map<String, Value>, Vec<(String, String)>> {
        let mut vars = self.initial_vars();
        let mut wrong = Vec::new();
        for (name, value) in given {
            match self.variables.iter().find(|variable| variable.name == *name) {
                None => wrong.push((name.clone(), "is not a variable of this workflow".to_owned())),
                Some(_) if value.is_null() => {}
                Some(variable) if variable.kind.takes(value) => {
                    vars.insert(name.clone(), value.clone());
                }
                Some(variable) => wrong.push((name.clone(), format!("must be {}", variable.kind.label()))),
            }
        }
        let missing = |variable: &&Variable| variable.required && vars[&variable.name].is_null();
        for variable in self.variables.iter().filter(missing) {
            if !wrong.iter().any(|(name, _)| *name == variable.name) {
                wrong.push((variable.name.clone(), "is needed".to_owned()));
            }
        }
        if wrong.is_empty() { Ok(vars) } else { Err(wrong) }
    }

    /// What its starts listen to, each word once; see [`Start::listens_to`](super::node::Start::listens_to).
    pub fn listens(&self) -> Vec<String> {
        let words: std::collections::BTreeSet<&str> = self.starts().map(Start::listens_to).collect();
        words.into_iter().map(ToOwned::to_owned).collect()
    }

    /// When one of its schedules begins the next run after this time.
    pub fn next_scheduled(&self, after: Timestamp) -> Option<Timestamp> {
        self.starts().filter_map(|start| start.next_after(after)).min()
    }

    fn starts(&self) -> impl Iterator<Item = &Start> {
        self.nodes.iter().filter_map(|node| match &node.does {
            Kind::Start(start) => Some(start),
            _ => None,
        })
    }
}

/// How many nodes a run may begin at.
pub const START_NODES_MAX: usize = 10;

/// Names a [`Node`] within its definition: a word that expressions can name, e.g. `ask_leads`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, pattern = "^[a-z][a-z0-9_]{0,39}$", examples("ask_leads"))]
pub struct NodeId(pub String);

impl NodeId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether expressions can name it: a small letter, then small letters, digits and `_`, at most 40.
    pub fn is_well_formed(&self) -> bool {
        is_name(&self.0)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for NodeId {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

/// Whether `text` is a name that expressions can use: a small letter, then small letters, digits and `_`, at most 40.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// One step of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowNode)]
pub struct Node {
    /// Its name for expressions and edges.
    pub id: NodeId,
    /// Its name for people.
    #[schema(max_length = 100, examples("Ask the leads"))]
    pub name: String,
    /// What it does.
    pub does: Kind,
    /// How many seconds it may take before it is overdue; as long as it likes, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 31_622_400, examples(14_400))]
    pub limit_seconds: Option<u32>,
    /// How often what fails is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<Retries>,
    /// Where it lies on the canvas.
    #[serde(default)]
    pub position: Position,
}

/// A place on the canvas, in its own units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowPosition)]
pub struct Position {
    /// From left to right.
    pub x: f64,
    /// From top to bottom.
    pub y: f64,
}

/// That one node follows on another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowEdge)]
pub struct Edge {
    /// The node that is left.
    pub from: NodeId,
    /// By which of its exits.
    #[serde(default = "next")]
    #[schema(examples("next"))]
    pub exit: String,
    /// The node that is come to.
    pub to: NodeId,
}

fn next() -> String {
    NEXT.to_owned()
}

/// A value that a run is begun with, or that its nodes set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowVariable)]
pub struct Variable {
    /// Its name in expressions: `vars.amount`.
    #[schema(pattern = "^[a-z][a-z0-9_]{0,39}$", examples("amount"))]
    pub name: String,
    /// What the form says beside it.
    #[schema(max_length = 100, examples("Amount in euros"))]
    pub label: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: VariableType,
    /// Whether a run cannot be begun without it.
    #[serde(default)]
    pub required: bool,
    /// What it is until it is set.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    #[schema(value_type = Value)]
    pub initial: Value,
}

/// What a [`Variable`] holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowVariableType)]
pub enum VariableType {
    /// Text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    YesNo,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A user's id.
    Person,
    /// One of these words.
    Choice(Vec<String>),
}

impl VariableType {
    /// Whether `value` is of this type.
    pub fn takes(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text, Value::String(_)) | (Self::YesNo, Value::Bool(_)) => true,
            // Whole numbers above 2^63 cannot be stored.
            (Self::Number, Value::Number(number)) => number.is_i64() || number.is_f64(),
            (Self::Date, Value::String(text)) => chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
            (Self::Person, Value::String(text)) => uuid::Uuid::try_parse(text).is_ok(),
            (Self::Choice(options), Value::String(text)) => options.contains(text),
            _ => false,
        }
    }

    /// What it is, for a sentence.
    pub fn label(&self) -> String {
        match self {
            Self::Text => "a text".into(),
            Self::Number => "a number".into(),
            Self::YesNo => "true or false".into(),
            Self::Date => "a day like 2026-03-31".into(),
            Self::Person => "a user's id".into(),
            Self::Choice(options) => format!("one of: {}", options.join(", ")),
        }
    }
}
