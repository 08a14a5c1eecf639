//! Reading a cell as a value.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::Timestamp;

/// A time: RFC 3339, the same without zone (then it is UTC), or a day (then its first moment in UTC).
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let time = DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .ok()
        .or_else(|| local_time(text).map(|time| time.and_utc()))
        .or_else(|| day(text)?.and_hms_opt(0, 0, 0).map(|time| time.and_utc()))?;
    plausible(time).then(|| Timestamp::from(time))
}

fn local_time(text: &str) -> Option<NaiveDateTime> {
    const FORMS: [&str; 6] = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
        "%d.%m.%Y %H:%M:%S",
        "%d.%m.%Y %H:%M",
    ];
    FORMS
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

/// A day: `2026-03-31`, or `31.3.2026` as it is written with dots. Slashes are refused: nobody can tell whose
/// order they follow.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y"))
        .ok()?;
    plausible(day.and_hms_opt(0, 0, 0)?.and_utc()).then_some(day)
}

/// Years with four digits: everything else is a slip, and cannot be written as RFC 3339.
fn plausible(time: DateTime<Utc>) -> bool {
    use chrono::Datelike;

    (1000..=9999).contains(&time.year())
}

/// A number with a decimal point.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    // Rust also reads "inf" and "NaN", which no field can hold.
    text.parse::<f64>()
        .ok()
        .filter(|number| plain && number.is_finite())
}

/// Yes or no, in the usual words.
pub(super) fn checkbox(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "x" | "ja" | "wahr" | "sí" | "si" | "verdadero" => Some(true),
        "false" | "no" | "n" | "0" | "-" | "nein" | "falsch" | "falso" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_the_forms_that_are_certain() {
        let at = |text| time(text).map(|time| time.to_string());
        let noon = Some("2026-03-31T12:00:00.000Z".to_owned());
        assert_eq!(at("2026-03-31T12:00:00Z"), noon);
        assert_eq!(at("2026-03-31T14:00:00+02:00"), noon);
        assert_eq!(at("2026-03-31 12:00"), noon);
        assert_eq!(at("31.03.2026 12:00"), noon);
        assert_eq!(at("2026-03-31"), Some("2026-03-31T00:00:00.000Z".to_owned()));
        for wrong in [
            "31/31/2026",
            "3/4/2026",
            "2026-02-30",
            "soon",
            "0026-03-31",
            "99999-01-01",
            "+12026-01-01",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_finite_and_plain() {
        assert_eq!(number("-12.50"), Some(-12.5));
        for wrong in ["inf", "NaN", "1,50", "1e999", "", "0x10", "ten"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }
}
