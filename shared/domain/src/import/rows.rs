//! The rows of a chunk, and how they are stored: packed into one binary value.
//!
//! As a list of documents every field of every row would be checked, copied and compressed by the database, whenever
//! the chunk is written; and nobody asks the database for a row. `MessagePack` with names keeps fields optional, and
//! numbers exact.

use std::fmt;
use std::ops::Deref;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::PlannedRow;

/// Planned rows with their packed form.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    rows: Vec<PlannedRow>,
    packed: Vec<u8>,
}

/// Rows could not be packed.
#[derive(Debug, thiserror::Error)]
#[error("the rows cannot be packed: {0}")]
pub struct PackError(#[from] rmp_serde::encode::Error);

impl Rows {
    /// Packs rows; the same rows always give the same bytes.
    pub fn pack(rows: Vec<PlannedRow>) -> Result<Self, PackError> {
        let mut packed = Vec::with_capacity(rows.len() * 256);
        let mut serializer = rmp_serde::Serializer::new(&mut packed)
            .with_struct_map()
            .with_human_readable();
        rows.serialize(&mut serializer)?;
        Ok(Self { rows, packed })
    }

    /// What is stored.
    pub fn packed(&self) -> &[u8] {
        &self.packed
    }

    fn unpack(packed: Vec<u8>) -> Result<Self, rmp_serde::decode::Error> {
        let mut deserializer =
            rmp_serde::Deserializer::from_read_ref(packed.as_slice()).with_human_readable();
        let rows = Vec::deserialize(&mut deserializer)?;
        Ok(Self { rows, packed })
    }
}

impl Deref for Rows {
    type Target = [PlannedRow];

    fn deref(&self) -> &[PlannedRow] {
        &self.rows
    }
}

impl IntoIterator for Rows {
    type Item = PlannedRow;
    type IntoIter = std::vec::IntoIter<PlannedRow>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a PlannedRow;
    type IntoIter = std::slice::Iter<'a, PlannedRow>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.packed)
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RowsVisitor)
    }
}

struct RowsVisitor;

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Rows;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("packed rows")
    }

    fn visit_bytes<E: Error>(self, packed: &[u8]) -> Result<Rows, E> {
        self.visit_byte_buf(packed.to_vec())
    }

    fn visit_byte_buf<E: Error>(self, packed: Vec<u8>) -> Result<Rows, E> {
        Rows::unpack(packed).map_err(E::custom)
    }

    /// As chunks had them before they were packed.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Rows, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = list.next_element()? {
            rows.push(row);
        }
        Rows::pack(rows).map_err(A::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::option;
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::event::Change;
    use crate::import::{CellError, Outcome, Skip, SkipReason, TaskFields, Update};
    use crate::project::CustomValue;
    use crate::task::{Priority, Status};
    use crate::{Id, Timestamp};

    fn custom_value() -> impl Strategy<Value = CustomValue> {
        prop_oneof![
            any::<bool>().prop_map(CustomValue::Checkbox),
            any::<f64>()
                .prop_filter("fields hold numbers", |number| number.is_finite())
                .prop_map(CustomValue::Number),
            any::<String>().prop_map(CustomValue::Text),
        ]
    }

    /// Any time that can be written as RFC 3339.
    fn time() -> impl Strategy<Value = Timestamp> {
        (-30_610_224_000_000_i64..253_402_300_800_000).prop_map(Timestamp::from_millis)
    }

    fn fields() -> impl Strategy<Value = TaskFields> {
        let texts = (any::<String>(), any::<String>(), option::of(any::<String>()));
        let words = (
            prop::sample::select(Status::ALL.to_vec()),
            prop::sample::select(Priority::ALL.to_vec()),
        );
        let lists = (vec(any::<u128>(), 0..3), vec(any::<String>(), 0..3));
        let times = (option::of(time()), option::of(time()));
        let custom = btree_map(any::<String>(), custom_value(), 0..4);
        (texts, words, lists, times, custom).prop_map(|(texts, words, lists, times, custom)| TaskFields {
            title: texts.0,
            description: texts.1,
            external_id: texts.2,
            status: words.0,
            priority: words.1,
            assignees: lists
                .0
                .into_iter()
                .map(|id| Id::new(Uuid::from_u128(id)))
                .collect(),
            tags: lists.1,
            start_at: times.0,
            due_at: times.1,
            custom,
        })
    }

    fn outcome() -> impl Strategy<Value = Outcome> {
        let skip = option::of(any::<String>()).prop_map(|task_key| {
            Outcome::Skip(Skip {
                reason: SkipReason::DoneBefore,
                task_key,
            })
        });
        let error = any::<[String; 3]>().prop_map(|[column, value, reason]| {
            Outcome::Error(vec![CellError {
                column,
                value,
                reason,
            }])
        });
        let update = (any::<u128>(), any::<String>(), any::<i64>(), any::<f64>()).prop_map(
            |(id, text, revision, number)| {
                Outcome::Update(Update {
                    task_id: Id::new(Uuid::from_u128(id)),
                    task_key: text.clone(),
                    revision,
                    changes: vec![
                        Change::new("title", text.as_str(), serde_json::Value::Null),
                        Change::new("custom.a", json!(number), json!({"b": [revision, text]})),
                    ],
                })
            },
        );
        prop_oneof![fields().prop_map(Outcome::Create), skip, error, update]
    }

    proptest! {
        #[test]
        fn what_is_stored_is_what_was_planned(
            outcomes in vec(outcome(), 0..5), first in any::<i32>(),
        ) {
            let planned: Vec<PlannedRow> = (i64::from(first)..)
                .zip(outcomes)
                .map(|(row, outcome)| PlannedRow { row, outcome })
                .collect();
            let rows = Rows::pack(planned.clone()).unwrap();
            let stored = bson::serialize_to_raw_document_buf(&Holder { rows: rows.clone() }).unwrap();
            let read: Holder = bson::deserialize_from_slice(stored.as_bytes()).unwrap();
            prop_assert_eq!(&*read.rows, &planned[..]);
            prop_assert_eq!(read.rows, rows);
        }
    }

    #[derive(Serialize, Deserialize)]
    struct Holder {
        rows: Rows,
    }

    #[test]
    fn rows_that_were_stored_one_by_one_are_read_as_well() {
        let planned = vec![PlannedRow {
            row: 2,
            outcome: Outcome::Create(TaskFields {
                title: "Call".to_owned(),
                ..TaskFields::default()
            }),
        }];
        let old = bson::serialize_to_raw_document_buf(&bson::doc! {
            "rows": bson::serialize_to_bson(&planned).unwrap(),
        });
        let read: Holder = bson::deserialize_from_slice(old.unwrap().as_bytes()).unwrap();
        assert_eq!(&*read.rows, &planned[..]);
    }
}
