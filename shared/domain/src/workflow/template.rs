//! Texts with gaps that a run fills: `{{ trigger.task.title }}`.
//!
//! The language is Jinja's, by `minijinja`: conditions, loops and filters, no includes, no macros.

use std::collections::BTreeSet;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::scope::Scope;

/// The longest template and the longest text that comes out of one, in bytes.
const LENGTH_MAX: usize = 10_000;

/// How many instructions a template may take.
const FUEL: u64 = 50_000;

/// A text with gaps, e.g. `Please look at {{ trigger.task.title }}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 10_000, examples("Please look at {{ trigger.task.title }}"))]
pub struct Template(pub String);

/// Why a template could not be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It cannot be read, or what it names is not there.
    #[error("the text \"{text}\" cannot be filled: {why}")]
    Unfilled {
        /// The beginning of the template.
        text: String,
        /// Why not.
        why: String,
    },
    /// It, or what comes out of it, is too long.
    #[error("a text may have {LENGTH_MAX} characters, this one has {0}")]
    TooLong(usize),
}

impl Template {
    /// The text with its gaps filled from what the run knows.
    pub fn fill(&self, scope: &Scope<'_>) -> Result<String, TemplateError> {
        let environment = environment();
        let template = self.read(&environment)?;
        let known: serde_json::Map<_, _> = scope
            .variables()
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        let text = template
            .render(Serde(known))
            .map_err(|error| self.unfilled(&error))?;
        if text.len() > LENGTH_MAX {
            return Err(TemplateError::TooLong(text.len()));
        }
        Ok(text)
    }

    /// The paths that it names, e.g. `trigger.task.title`.
    pub fn paths(&self) -> Result<BTreeSet<String>, TemplateError> {
        let environment = environment();
        let template = self.read(&environment)?;
        Ok(template.undeclared_variables(true).into_iter().collect())
    }

    fn read<'a>(
        &'a self,
        environment: &'a Environment<'a>,
    ) -> Result<minijinja::Template<'a, 'a>, TemplateError> {
        if self.0.len() > LENGTH_MAX {
            return Err(TemplateError::TooLong(self.0.len()));
        }
        environment
            .template_from_str(&self.0)
            .map_err(|error| self.unfilled(&error))
    }

    fn unfilled(&self, error: &minijinja::Error) -> TemplateError {
        TemplateError::Unfilled {
            text: self.0.chars().take(60).collect(),
            why: error
                .detail()
                .map_or_else(|| error.kind().to_string(), ToOwned::to_owned),
        }
    }
}

/// What is not there is an error: an empty gap in a letter is seen by nobody until it is sent.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment
}

impl From<&str> for Template {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fill(text: &str) -> Result<String, TemplateError> {
        let trigger = json!({"task": {"title": "<Fire>", "tags": ["a", "b"]}});
        let empty = serde_json::Map::new();
        Template::from(text).fill(&Scope::new(&trigger, &empty, &empty, json!({})))
    }

    #[test]
    fn gaps_are_filled_and_nothing_is_escaped() {
        assert_eq!(
            fill("Look at {{ trigger.task.title }}!").unwrap(),
            "Look at <Fire>!"
        );
        assert_eq!(fill("{{ trigger.task.tags | join(', ') }}").unwrap(), "a, b");
        assert_eq!(
            fill("{% if trigger.task.owner %}x{% else %}nobody{% endif %}").unwrap(),
            "nobody"
        );
    }

    #[test]
    fn what_is_not_there_and_what_does_not_end_is_an_error() {
        assert!(fill("{{ trigger.task.owner }}").is_err());
        assert!(fill("{{ trigger.task").is_err());
        assert!(
            fill("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}").is_err()
        );
        assert!(fill("{{ 'x' * 20000 }}").is_err());
    }

    #[test]
    fn the_paths_of_a_template_are_known() {
        let paths = Template::from("{{ trigger.task.title }} {{ steps.ask.reason }}")
            .paths()
            .unwrap();
        assert_eq!(
            paths.into_iter().collect::<Vec<_>>(),
            ["steps.ask.reason", "trigger.task.title"]
        );
    }
}
