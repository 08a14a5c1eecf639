//! Fields that a project's tasks have besides the common ones.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::organization::UserId;
use crate::text::{check_line, check_prose};

/// The most custom fields of a project.
pub const FIELDS_MAX: usize = 50;
/// The most options of a `select` field.
pub const OPTIONS_MAX: usize = 200;
/// The longest text value, in characters.
pub const TEXT_MAX: usize = 5_000;
/// The largest number, and with a minus the smallest: beyond 2^53 - 1 (`Number.MAX_SAFE_INTEGER` of browsers) a double
/// does not tell a whole number from its neighbour.
pub const NUMBER_MAX: f64 = 9_007_199_254_740_991.0;

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
    /// For `select`: what may be chosen, 1–200 options of 1–100 characters.
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

impl CustomValue {
    /// As JSON; a whole number is written as one.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "only whole numbers that a double holds exactly are cast"
    )]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Checkbox(yes) => (*yes).into(),
            Self::Number(number) if number.fract() == 0.0 && number.abs() <= NUMBER_MAX => {
                (*number as i64).into()
            }
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}

/// Whether `key` can be a custom field's key.
pub fn is_field_key(key: &str) -> bool {
    (1..=40).contains(&key.len())
        && key.starts_with(|first: char| first.is_ascii_lowercase())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Checks the definitions of a project's fields. Errors are JSON Pointers below the list, and what is wrong.
pub fn check_definitions(fields: &[CustomField]) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    if fields.len() > FIELDS_MAX {
        errors.push((String::new(), format!("must have at most {FIELDS_MAX} fields")));
        return errors;
    }
    let mut keys = BTreeSet::new();
    for (index, field) in fields.iter().enumerate() {
        let mut refuse = |part: &str, detail: String| errors.push((format!("/{index}/{part}"), detail));
        if !is_field_key(&field.key) {
            refuse(
                "key",
                "must have 1 to 40 lower-case letters, digits and _, a letter first".to_owned(),
            );
        } else if !keys.insert(field.key.as_str()) {
            refuse("key", format!("appears twice: {}", field.key));
        }
        if let Err(detail) = check_line(field.name.trim(), 1, 80) {
            refuse("name", detail);
        }
        if let Err(detail) = field.check_options() {
            refuse("options", detail);
        }
    }
    errors
}

impl CustomField {
    fn check_options(&self) -> Result<(), String> {
        if self.kind != FieldKind::Select {
            return if self.options.is_empty() {
                Ok(())
            } else {
                Err("are only for fields of kind select".to_owned())
            };
        }
        if !(1..=OPTIONS_MAX).contains(&self.options.len()) {
            return Err(format!("must be 1 to {OPTIONS_MAX} words to choose from"));
        }
        let mut seen = BTreeSet::new();
        for option in &self.options {
            check_line(option, 1, 100).map_err(|detail| format!("each {detail}"))?;
            if !seen.insert(option) {
                return Err(format!("must differ; \"{option}\" appears twice"));
            }
        }
        Ok(())
    }

    /// Checks a value against the field; a person still has to be looked up.
    pub fn check(&self, value: &CustomValue) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("must be {what}"));
        match (self.kind, value) {
            (FieldKind::Text, CustomValue::Text(text)) => check_prose(text, TEXT_MAX),
            (FieldKind::Text, _) => wrong("text of at most 5,000 characters"),
            (FieldKind::Number, CustomValue::Number(number)) if number.abs() <= NUMBER_MAX => Ok(()),
            (FieldKind::Number, _) => wrong(
                "a number of at most 9,007,199,254,740,991; longer ones, such as account numbers, belong in a text field",
            ),
            (FieldKind::Date, CustomValue::Text(text)) if is_day(text) => Ok(()),
            (FieldKind::Date, _) => wrong("a day like 2026-03-31"),
            (FieldKind::Select, CustomValue::Text(text)) if self.options.contains(text) => Ok(()),
            (FieldKind::Select, _) => wrong(&format!("one of {}", self.options.join(", "))),
            (FieldKind::Person, CustomValue::Text(text)) if text.parse::<UserId>().is_ok() => Ok(()),
            (FieldKind::Person, _) => wrong("the id of a user"),
            (FieldKind::Checkbox, CustomValue::Checkbox(_)) => Ok(()),
            (FieldKind::Checkbox, _) => wrong("true or false"),
            (FieldKind::Url, CustomValue::Text(text)) if is_web_address(text) => Ok(()),
            (FieldKind::Url, _) => wrong("an address that begins with http:// or https://"),
        }
    }
}

/// Checks the values of a task against its project's fields. Errors are the field's key, and what is wrong.
pub fn check_values(fields: &[CustomField], values: &BTreeMap<String, CustomValue>) -> Vec<(String, String)> {
    values
        .iter()
        .filter_map(
            |(key, value)| match fields.iter().find(|field| field.key == *key) {
                None => Some((key.clone(), "is not a field of this project".to_owned())),
                Some(field) => field.check(value).err().map(|detail| (key.clone(), detail)),
            },
        )
        .collect()
}

/// The people that a task's custom values name.
pub fn people_in<'a>(
    fields: &'a [CustomField],
    values: &'a BTreeMap<String, CustomValue>,
) -> impl Iterator<Item = (&'a str, UserId)> {
    fields
        .iter()
        .filter(|field| field.kind == FieldKind::Person)
        .filter_map(|field| match values.get(&field.key) {
            Some(CustomValue::Text(text)) => Some((field.key.as_str(), text.parse().ok()?)),
            _ => None,
        })
}

/// Ten characters and a real day: chrono by itself would also take `2026-3-1` and the year +12026.
fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.parse::<chrono::NaiveDate>().is_ok()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn field(kind: FieldKind) -> CustomField {
        CustomField {
            key: "it".to_owned(),
            name: "It".to_owned(),
            kind,
            options: if kind == FieldKind::Select {
                vec!["red".to_owned(), "green".to_owned()]
            } else {
                Vec::new()
            },
        }
    }

    const KINDS: [FieldKind; 7] = [
        FieldKind::Text,
        FieldKind::Number,
        FieldKind::Date,
        FieldKind::Select,
        FieldKind::Person,
        FieldKind::Checkbox,
        FieldKind::Url,
    ];

    fn value() -> impl Strategy<Value = CustomValue> {
        prop_oneof![
            any::<bool>().prop_map(CustomValue::Checkbox),
            any::<f64>().prop_map(CustomValue::Number),
            (-NUMBER_MAX..=NUMBER_MAX).prop_map(CustomValue::Number),
            any::<String>().prop_map(CustomValue::Text),
            "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(CustomValue::Text),
            "https?://[a-z]{1,9}".prop_map(CustomValue::Text),
            prop_oneof![Just("red"), Just("blue")].prop_map(|word| CustomValue::Text(word.to_owned())),
        ]
    }

    proptest! {
        #[test]
        fn an_accepted_value_is_of_the_fields_type_and_survives_json(kind in prop::sample::select(&KINDS), value in value()) {
            if field(kind).check(&value).is_ok() {
                let fits = match (kind, &value) {
                    (FieldKind::Number, CustomValue::Number(number)) => number.abs() <= NUMBER_MAX,
                    (FieldKind::Checkbox, CustomValue::Checkbox(_)) => true,
                    (FieldKind::Number | FieldKind::Checkbox, _) | (_, CustomValue::Number(_) | CustomValue::Checkbox(_)) => false,
                    (FieldKind::Select, CustomValue::Text(text)) => text == "red",
                    (_, CustomValue::Text(text)) => !text.contains('\0'),
                };
                prop_assert!(fits, "{kind:?} took {value:?}");
                let again: CustomValue = serde_json::from_value(value.to_json()).unwrap();
                prop_assert_eq!(again, value);
            }
        }

        #[test]
        fn every_real_day_is_a_date(days in 0_i64..1_000_000) {
            let day = chrono::NaiveDate::from_ymd_opt(1600, 1, 1).unwrap() + chrono::TimeDelta::days(days);
            prop_assert!(field(FieldKind::Date).check(&CustomValue::Text(day.to_string())).is_ok());
        }
    }

    #[test]
    fn definitions_are_checked_each_and_together() {
        let good = KINDS.map(|kind| CustomField {
            key: format!("f{}", kind as u8),
            ..field(kind)
        });
        assert_eq!(check_definitions(&good), []);
        let bad = [
            CustomField {
                key: "Nope".to_owned(),
                ..field(FieldKind::Text)
            },
            field(FieldKind::Text),
            field(FieldKind::Text),
            CustomField {
                key: "s".to_owned(),
                options: Vec::new(),
                ..field(FieldKind::Select)
            },
            CustomField {
                key: "t".to_owned(),
                options: vec!["x".to_owned()],
                ..field(FieldKind::Text)
            },
            CustomField {
                key: "u".to_owned(),
                name: " ".to_owned(),
                ..field(FieldKind::Text)
            },
        ];
        let pointers: Vec<String> = check_definitions(&bad)
            .into_iter()
            .map(|(pointer, _)| pointer)
            .collect();
        assert_eq!(
            pointers,
            ["/0/key", "/2/key", "/3/options", "/4/options", "/5/name"]
        );
    }

    #[test]
    fn odd_days_are_no_dates() {
        for text in ["2026-3-1", "2026-02-30", "+12026-01-01", "", "0000000000"] {
            assert!(!is_day(text), "{text}");
        }
    }
}
