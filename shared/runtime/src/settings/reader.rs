//! Reads settings out of the environment, and gathers everything that is wrong with them.

use std::collections::BTreeMap;
use std::str::FromStr;

use secrecy::SecretString;

/// What is wrong with the settings: every name at once, so that it is mended once.
#[derive(Debug, thiserror::Error)]
#[error("the settings are not complete:\n{}", .0.iter().map(|fault| format!("  - {fault}")).collect::<Vec<_>>().join("\n"))]
pub struct SettingsError(Vec<String>);

/// Reads settings and gathers what is wrong.
pub struct Reader {
    variables: BTreeMap<String, String>,
    faults: Vec<String>,
}

/// Reads what `read` asks for out of the environment.
pub fn settings<T>(read: impl FnOnce(&mut Reader) -> Option<T>) -> Result<T, SettingsError> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    read_from(std::env::vars().collect(), read)
}

/// Reads what `read` asks for out of `variables`.
pub fn read_from<T>(
    variables: BTreeMap<String, String>,
    read: impl FnOnce(&mut Reader) -> Option<T>,
) -> Result<T, SettingsError> {
    let mut reader = Reader {
        variables,
        faults: Vec::new(),
    };
    match read(&mut reader) {
        Some(settings) if reader.faults.is_empty() => Ok(settings),
        _ => Err(SettingsError(reader.faults)),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "logs start before settings are read, to tell what is wrong with them"
)]
pub(crate) fn log_as_text() -> bool {
    std::env::var("LOG_FORMAT").is_ok_and(|format| format == "text")
}

impl Reader {
    /// A setting that must be there; `what` says what it is for.
    pub fn required(&mut self, name: &str, what: &str) -> Option<String> {
        let value = self.optional(name);
        if value.is_none() {
            self.faults.push(format!("{name} is missing: {what}"));
        }
        value
    }

    /// A setting that may be there. An empty one is not.
    pub fn optional(&mut self, name: &str) -> Option<String> {
        self.variables
            .get(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// A secret that must be there.
    pub fn secret(&mut self, name: &str, what: &str) -> Option<SecretString> {
        self.required(name, what).map(SecretString::from)
    }

    /// A setting with a default, of a type that can be read from text.
    pub fn parsed<T: FromStr>(&mut self, name: &str, default: T, form: &str) -> Option<T> {
        match self.optional(name) {
            None => Some(default),
            Some(text) => self.checked(
                name,
                text.parse().map_err(|_| format!("\"{text}\" is not {form}")),
            ),
        }
    }

    /// Takes the value, or notes what is wrong with it. The message must not repeat a secret.
    pub fn checked<T, E: std::fmt::Display>(&mut self, name: &str, result: Result<T, E>) -> Option<T> {
        result
            .map_err(|error| self.faults.push(format!("{name}: {error}")))
            .ok()
    }
}
