//! Ready workflows to begin with.
//!
//! Each is a JSON file in `templates/`: what it is for, how it is drawn, what an organization has to fill in before it
//! can be published, and scenarios to try it out with.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::definition::Definition;
use super::simulate::Scenario;

/// A ready workflow.
///
/// Its definition is a draft: [`validate`](super::validate::validate) names what is left to be filled in, and nothing
/// else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowTemplate)]
pub struct Template {
    /// Its name in addresses; never changes.
    #[schema(examples("purchase_approval"))]
    pub id: String,
    /// Its name for people.
    #[schema(examples("Purchase approval"))]
    pub title: String,
    /// What it is for, in one sentence.
    #[serde(rename = "use")]
    pub purpose: String,
    /// What it does, in a few.
    pub description: String,
    /// Where it belongs.
    pub category: Category,
    /// What has to be filled in.
    pub blanks: Vec<Blank>,
    /// How it is drawn.
    pub definition: Definition,
    /// What it can be tried out with: the usual way first, and together every edge.
    pub scenarios: Vec<Example>,
}

/// What a [`Template`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowTemplateCategory)]
pub enum Category {
    /// Colleagues, from their first day on.
    People,
    /// Money.
    Finance,
    /// Texts and what else is published.
    Content,
    /// Software and systems.
    Engineering,
    /// Customers.
    Support,
    /// Everything that has to run.
    Operations,
}

/// Something that an organization has to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowTemplateBlank)]
pub struct Blank {
    /// Where in the definition: a JSON Pointer. The object that it lies in is there, it itself may not be.
    #[schema(examples("/nodes/2/does/approvers"))]
    pub pointer: String,
    /// What belongs there.
    pub takes: Takes,
    /// What it is, for the label of a field.
    #[schema(examples("The leads of whom one has to agree"))]
    pub label: String,
}

/// What belongs into a [`Blank`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowTemplateBlankKind)]
pub enum Takes {
    /// People and roles: `[{"person": {"user": id}}, {"role": "admin"}]`.
    Approvers,
    /// People: `[{"user": id}]`.
    People,
    /// A project's id.
    Project,
    /// The address of an incoming webhook of Slack.
    Slack,
    /// A web address, with gaps if need be.
    Address,
}

/// A scenario with what it shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowTemplateScenario)]
pub struct Example {
    /// What it shows.
    #[schema(examples("The leads do not want it"))]
    pub title: String,
    /// The scenario.
    pub scenario: Scenario,
}

/// Why a blank could not be filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    /// The template has no such blank.
    #[error("the template has nothing to be filled in at \"{0}\"; use one of its blanks' pointers")]
    NoBlank(String),
    /// The value does not belong there.
    #[error("what was given for \"{pointer}\" does not fit: {why}")]
    Unfit {
        /// The blank's pointer.
        pointer: String,
        /// Why not.
        why: String,
    },
}

impl Template {
    /// Its definition with these blanks filled in, each by its pointer; the others stay empty.
    pub fn filled<'v>(
        &self,
        values: impl IntoIterator<Item = (&'v str, Value)>,
    ) -> Result<Definition, FillError> {
        let unfit = |pointer: &str, why: &dyn ToString| FillError::Unfit {
            pointer: pointer.to_owned(),
            why: why.to_string(),
        };
        let mut filled = self.definition.clone();
        for (pointer, value) in values {
            let no_blank = || FillError::NoBlank(pointer.to_owned());
            if !self.blanks.iter().any(|blank| blank.pointer == pointer) {
                return Err(no_blank());
            }
            let mut definition = serde_json::to_value(&filled).map_err(|error| unfit(pointer, &error))?;
            let (object, name) = pointer.rsplit_once('/').ok_or_else(no_blank)?;
            let object = definition.pointer_mut(object).and_then(Value::as_object_mut);
            object.ok_or_else(no_blank)?.insert(name.to_owned(), value);
            filled = serde_json::from_value(definition).map_err(|error| unfit(pointer, &error))?;
        }
        Ok(filled)
    }
}

/// The files, in the order in which they are shown.
const FILES: [&str; 11] = [
    include_str!("templates/critical_task.json"),
    include_str!("templates/purchase_approval.json"),
    include_str!("templates/employee_onboarding.json"),
    include_str!("templates/leave_request.json"),
    include_str!("templates/incident_response.json"),
    include_str!("templates/bug_triage.json"),
    include_str!("templates/change_request.json"),
    include_str!("templates/customer_escalation.json"),
    include_str!("templates/sla_escalation.json"),
    include_str!("templates/content_review.json"),
    include_str!("templates/invoice_check.json"),
];

/// All ready workflows, in the order in which they are shown.
pub fn templates() -> &'static [Template] {
    static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
        // The tests read each of them.
        FILES
            .iter()
            .filter_map(|file| serde_json::from_str(file).ok())
            .collect()
    });
    &TEMPLATES
}

#[cfg(test)]
pub(super) mod tests;
