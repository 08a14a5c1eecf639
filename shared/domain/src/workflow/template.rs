//! Texts with gaps that a run fills: `{{ trigger.task.title }}`.
//!
//! The language is Jinja's, by `minijinja`: conditions, loops and filters, no includes, no macros.

use std::collections::BTreeSet;
use std::io;

use minijinja::value::{Kwargs, Serde};
use minijinja::{AutoEscape, Environment, ErrorKind, State, UndefinedBehavior, Value, escape_formatter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::scope::Scope;

/// The longest template and the longest text that comes out of one, in bytes.
const LENGTH_MAX: usize = 10_000;

/// How many instructions a template may take, and 64 bytes of what it makes on the way count as one: 3 MiB at most.
const FUEL: u64 = 50_000;

/// How many sums a template may have: lists double with each.
const SUMS_MAX: usize = 16;

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
    /// It is too long.
    #[error("a text may have {LENGTH_MAX} characters, this one has {0}")]
    TooLong(usize),
    /// It could make lists grow without end.
    #[error("a text may not {0}")]
    Grows(&'static str),
    /// What comes out of it is too long.
    #[error("the text \"{0}\" has more than {LENGTH_MAX} characters once its gaps are filled")]
    Overflows(String),
}

impl TemplateError {
    /// Why, without the text: that may hold a secret.
    pub fn reason(&self) -> String {
        match self {
            Self::Unfilled { why, .. } => why.clone(),
            Self::Overflows(_) => {
                format!("it has more than {LENGTH_MAX} characters once its gaps are filled")
            }
            Self::TooLong(_) | Self::Grows(_) => self.to_string(),
        }
    }
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
        let mut text = Bounded::default();
        match template.render_captured_to(Serde(known), &mut text) {
            _ if text.is_full => Err(TemplateError::Overflows(self.beginning())),
            Ok(_) => Ok(String::from_utf8_lossy(&text.bytes).into_owned()),
            Err(error) => Err(self.unfilled(&error)),
        }
    }

    /// The paths that it names, e.g. `trigger.task.title`; or an error if no run can fill it, because it cannot be read or
    /// names a filter, a test or a function that there is not.
    pub fn paths(&self) -> Result<BTreeSet<String>, TemplateError> {
        let mut environment = environment();
        environment.set_undefined_behavior(UndefinedBehavior::Chainable);
        let template = self.read(&environment)?;
        // Names are looked up on the way. Nothing is known yet, and what is wrong because of that does not count.
        match template.render_captured_to((), Bounded::default()) {
            Err(error) if is_unknown(error.kind()) => Err(self.unfilled(&error)),
            _ => Ok(template.undeclared_variables(true).into_iter().collect()),
        }
    }

    fn read<'a>(
        &'a self,
        environment: &'a Environment<'a>,
    ) -> Result<minijinja::Template<'a, 'a>, TemplateError> {
        if self.0.len() > LENGTH_MAX {
            return Err(TemplateError::TooLong(self.0.len()));
        }
        self.check_growth()?;
        environment
            .template_from_str(&self.0)
            .map_err(|error| self.unfilled(&error))
    }

    /// Fuel bounds everything that a template makes but lists that are added to each other again and again: forty doublings
    /// of one are paid for as forty instructions. So nothing may add more often than is written down.
    fn check_growth(&self) -> Result<(), TemplateError> {
        let mut after = self.0.split("recursive").skip(1);
        let ends = ["%}", "-%}", "+%}"];
        if after.any(|rest| ends.iter().any(|end| rest.trim_start().starts_with(end))) {
            return Err(TemplateError::Grows("have loops that call themselves"));
        }
        if self.0.contains('{') && self.0.matches('+').count() > SUMS_MAX {
            return Err(TemplateError::Grows("have more than 16 plus signs"));
        }
        Ok(())
    }

    fn beginning(&self) -> String {
        self.0.chars().take(60).collect()
    }

    fn unfilled(&self, error: &minijinja::Error) -> TemplateError {
        TemplateError::Unfilled {
            text: self.beginning(),
            why: error
                .detail()
                .map_or_else(|| error.kind().to_string(), ToOwned::to_owned),
        }
    }
}

fn is_unknown(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction
    )
}

/// What comes out of a template, as long as it is not too long.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > LENGTH_MAX {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is not there is an error: an empty gap in a letter is seen by nobody until it is sent. What is there and is nothing,
/// like the due date of a task that has none, is written as nothing.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_formatter(|out, state, value| {
        if value.is_none() {
            Ok(())
        } else {
            escape_formatter(out, state, value)
        }
    });
    environment.set_fuel(Some(FUEL));
    // What adds lists to each other more often than it is written down; see `check_growth`.
    environment.remove_global("namespace");
    environment.remove_filter("chain");
    environment.add_filter("sum", sum);
    environment
}

/// The sum of numbers: from another start than 0 it would add lists.
fn sum(
    state: &State<'_, '_>,
    values: Value,
    attribute: Option<&str>,
    named: Kwargs,
) -> Result<Value, minijinja::Error> {
    if named.has("start") {
        let message = "sums begin at 0";
        return Err(minijinja::Error::new(ErrorKind::InvalidOperation, message));
    }
    minijinja::filters::sum(state, values, attribute, None, named)
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
        let trigger = json!({"task": {"title": "<Fire>", "tags": ["a", "b"], "due_at": null}});
        let empty = serde_json::Map::new();
        Template::from(text).fill(&Scope::new(&trigger, &empty, &empty, json!({})))
    }

    #[test]
    fn nothing_is_written_as_nothing_but_in_json() {
        assert_eq!(fill("Due: {{ trigger.task.due_at }}.").unwrap(), "Due: .");
        assert_eq!(
            fill("{{ trigger.task.due_at | default('never', true) }}").unwrap(),
            "never"
        );
        assert_eq!(fill("{{ trigger.task.due_at | tojson }}").unwrap(), "null");
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
    }

    #[test]
    fn what_becomes_too_long_is_stopped_on_the_way() {
        let overflows = |text| matches!(fill(text), Err(TemplateError::Overflows(_)));
        assert_eq!(fill("{{ 'x' * 10000 }}").unwrap().len(), 10_000);
        assert!(overflows("{{ 'x' * 10001 }}"));
        assert!(overflows("{% for a in range(9999) %}{{ a }}{% endfor %}"));
        // These would take gigabytes, and are never printed.
        let doubled = format!("{{% set a = 'x' %}}{}", "{% set a = a ~ a %}".repeat(40));
        let doublings = [
            "{% set a = 'x' * 99999999 %}",
            "{% set a = ('x' * 3000000) | replace('x', 'y' * 1000) %}",
            "{% set a = '' | center(2000000000) %}",
            "{% set a = 'x' | indent(2000000000, true) %}",
            "{% set a %}{% for a in range(9999) %}{{ 'x' * 9999 }}{% endfor %}{% endset %}",
            "{% set a = range(9999) | map('string') | join('x' * 99999) %}",
            &doubled,
        ];
        for text in doublings {
            assert!(
                matches!(fill(text), Err(TemplateError::Unfilled { .. })),
                "{text} {:?}",
                fill(text).map(|text| text.len())
            );
        }
    }

    #[test]
    fn lists_do_not_grow_without_end() {
        assert_eq!(
            fill("{{ [1, 2.5] | sum }} {{ 1 + 2 }} {{ ([1] + [2]) | length }}").unwrap(),
            "3.5 3 2"
        );
        let set = "{% set a = [1] %}";
        let again =
            "{% for i in range(12) %}{% set a = a + a %}{{ a | length }} {% endfor %}{{ a | length }}";
        assert_eq!(
            fill(&format!("{set}{again}")).unwrap(),
            "2 2 2 2 2 2 2 2 2 2 2 2 1"
        );
        let grow = [
            format!("{set}{}", "{% set a = a + a %}".repeat(40)),
            format!("{set}{}", "{% set a = [a, a] | sum(start=[]) %}".repeat(40)),
            format!("{set}{}", "{% set a = a | chain(a) %}".repeat(40)),
            format!("{set}{}", "{% set a = [a, a] | sum(none, []) %}".repeat(40)),
            "{% set n = namespace(a=[1]) %}{% for i in range(40) %}{% set n.a = n.a + n.a %}{% endfor %}"
                .into(),
            "{% for a in [[1]] recursive %}{{ loop([a + a]) }}{% endfor %}".into(),
            "{% for a in [[1]] recursive-%}{{ loop([a + a]) }}{% endfor %}".into(),
        ];
        for text in grow {
            assert!(fill(&text).is_err(), "{text}");
        }
        assert!(
            fill(&format!(
                "{set}{}{{{{ a | length }}}}",
                "{% set a = a + a %}".repeat(16)
            ))
            .is_ok()
        );
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

    #[test]
    fn a_name_that_there_is_not_is_known_before_a_run_comes_to_it() {
        let error = |text| Template::from(text).paths().unwrap_err().to_string();
        assert!(error("{{ trigger.task.title | shout }}").contains("shout"));
        assert!(error("{% if vars.a is loud %}{% endif %}").contains("loud"));
        assert!(error("{{ now() }}").contains("now"));
        let fine =
            "{% for vote in steps.ask.votes %}{{ vote.reason | upper }}{% endfor %}{{ vars.a.b.c + 1 }}";
        assert!(Template::from(fine).paths().is_ok());
    }
}
