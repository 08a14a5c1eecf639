//! Points in time.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use bson::Bson;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time in UTC, to the millisecond (the resolution of MongoDB), RFC 3339 in JSON and a BSON date
/// in the database.
///
/// Do not put one behind `#[serde(flatten)]` or into an untagged enum: serde buffers those and forgets that it
/// reads BSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// The time that is `millis` milliseconds after 1970-01-01T00:00:00Z. Out of range becomes the epoch.
    pub fn from_millis(millis: i64) -> Self {
        Self(DateTime::from_timestamp_millis(millis).unwrap_or_default())
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, as JWT wants them.
    pub fn seconds(self) -> i64 {
        self.0.timestamp()
    }

    /// The time as chrono knows it.
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Self::from_millis(time.timestamp_millis())
    }
}
impl From<Timestamp> for Bson {
    fn from(time: Timestamp) -> Self {
        Bson::DateTime(bson::DateTime::from_millis(time.millis()))
    }
}
impl Add<TimeDelta> for Timestamp {
    type Output = Self;

    fn add(self, delta: TimeDelta) -> Self {
        self.0.checked_add_signed(delta).map_or(self, Self::from)
    }
}
impl Sub<TimeDelta> for Timestamp {
    type Output = Self;

    fn sub(self, delta: TimeDelta) -> Self {
        self.0.checked_sub_signed(delta).map_or(self, Self::from)
    }
}
impl Sub for Timestamp {
    type Output = TimeDelta;

    fn sub(self, other: Self) -> TimeDelta {
        self.0 - other.0
    }
}
impl FromStr for Timestamp {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DateTime::parse_from_rfc3339(text).map(|time| time.to_utc().into())
    }
}
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            bson::DateTime::from_millis(self.millis()).serialize(serializer)
        }
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            text.parse().map_err(|_| {
                serde::de::Error::custom(format!("\"{text}\" is not a time like 2026-03-31T09:00:00Z"))
            })
        } else {
            bson::DateTime::deserialize(deserializer).map(|time| Self::from_millis(time.timestamp_millis()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Holder {
        at: Timestamp,
    }

    #[test]
    fn a_time_survives_json_and_bson() {
        let holder = Holder {
            at: "2026-03-31T09:00:00.123Z".parse().unwrap(),
        };
        let json = serde_json::to_string(&holder).unwrap();
        assert_eq!(json, r#"{"at":"2026-03-31T09:00:00.123Z"}"#);
        assert_eq!(serde_json::from_str::<Holder>(&json).unwrap(), holder);

        let raw = bson::serialize_to_vec(&holder).unwrap();
        assert_eq!(bson::deserialize_from_slice::<Holder>(&raw).unwrap(), holder);
        let document = bson::serialize_to_raw_document_buf(&holder).unwrap();
        assert!(document.get_datetime("at").is_ok());
    }
}
