//! Typed identifiers.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use bson::Bson;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The identifier of a `T`: a UUID, written as a hyphenated lower-case string in JSON and in MongoDB.
///
/// Ids of things that people make are `UUIDv7` (ordered by time); ids of work that may be repeated are
/// `UUIDv5`, or `UUIDv8` for imported tasks, derived from what they stand for, so that doing it twice makes one thing.
pub struct Id<T> {
    uuid: Uuid,
    kind: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// Wraps a UUID that was made or read elsewhere.
    pub const fn new(uuid: Uuid) -> Self {
        Self {
            uuid,
            kind: PhantomData,
        }
    }

    /// The id that follows from a parent and a name within it: same input, same id.
    pub fn derived<P>(parent: Id<P>, name: &str) -> Self {
        Self::new(Uuid::new_v5(&parent.uuid, name.as_bytes()))
    }

    /// The same id of what has two types: as it is stored, and as it is thought with.
    pub const fn cast<U>(self) -> Id<U> {
        Id::new(self.uuid)
    }

    /// The bare UUID.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

// Written out because derives would ask the same of `T`, which is never stored.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<T> Eq for Id<T> {}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self::new)
    }
}
impl<T> From<Id<T>> for Bson {
    fn from(id: Id<T>) -> Self {
        Bson::String(id.to_string())
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut buffer = Uuid::encode_buffer();
        serializer.serialize_str(self.uuid.hyphenated().encode_lower(&mut buffer))
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| serde::de::Error::custom(format!("\"{text}\" is not an id (a UUID)")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_is_the_same_every_time_and_differs_by_name() {
        let parent: Id<()> = Id::new(Uuid::from_u128(7));
        assert_eq!(Id::<u8>::derived(parent, "1"), Id::<u8>::derived(parent, "1"));
        assert_ne!(Id::<u8>::derived(parent, "1"), Id::<u8>::derived(parent, "2"));
    }

    #[test]
    fn an_id_is_the_same_string_in_json_and_in_bson() {
        let id: Id<()> = Id::new(Uuid::from_u128(7));
        assert_eq!(
            serde_json::to_value(id).unwrap(),
            serde_json::json!(id.to_string())
        );
        assert_eq!(bson::serialize_to_bson(&id).unwrap(), Bson::from(id));
    }
}
