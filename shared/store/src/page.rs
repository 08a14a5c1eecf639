//! Keyset pagination: a page continues after the last item that was seen, so inserts never shift it.

use bson::{Bson, Document, doc};
use mongodb::action::Find;
use serde::{Deserialize, Serialize};

use crate::{StoreError, Stored};

/// A page ends early when its documents have more bytes than this, however few they are: a Lambda answers with at most
/// 6 MB, and JSON makes some texts twice as long.
const BYTES_MAX: usize = 2 * 1024 * 1024;

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Where the next part begins; `None` at the end.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// The same page of something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            next: self.next,
        }
    }
}

/// Which part of a list is wanted.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// At most this many items.
    pub limit: i64,
    /// After this position; `None` for the first part.
    pub cursor: Option<Cursor>,
}

/// A position in a list: the last item's sort value and id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// The order that it belongs to; a cursor is no good for another.
    pub order: String,
    /// The sort value, as relaxed extended JSON.
    pub value: serde_json::Value,
    /// The id, which makes the position unique.
    pub id: String,
}

/// Whether a list can be sorted by such a value. Whoever writes a cursor by hand could say anything: a pattern,
/// a document with operators.
fn is_sortable(value: &Bson) -> bool {
    matches!(
        value,
        Bson::Null
            | Bson::Boolean(_)
            | Bson::Int32(_)
            | Bson::Int64(_)
            | Bson::Double(_)
            | Bson::String(_)
            | Bson::DateTime(_)
    )
}

/// An order of documents: one field, then the id in the same direction.
#[derive(Debug, Clone)]
pub(crate) struct Keyset {
    field: String,
    descending: bool,
}

impl Keyset {
    pub(crate) fn ascending(field: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            descending: false,
        }
    }

    pub(crate) fn descending(field: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            descending: true,
        }
    }

    pub(crate) fn sort(&self) -> Document {
        let direction = if self.descending { -1 } else { 1 };
        if self.field == "_id" {
            doc! { "_id": direction }
        } else {
            doc! { &self.field: direction, "_id": direction }
        }
    }

    pub(crate) fn name(&self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.field)
    }

    /// Narrows `filter` to what comes after `cursor`.
    pub(crate) fn after(
        &self,
        mut filter: Document,
        cursor: Option<&Cursor>,
    ) -> Result<Document, StoreError> {
        let Some(cursor) = cursor else { return Ok(filter) };
        if cursor.order != self.name() {
            return Err(StoreError::InvalidCursor);
        }
        let beyond = if self.descending { "$lt" } else { "$gt" };
        let position = if self.field == "_id" {
            doc! { "_id": { beyond: &cursor.id } }
        } else {
            let value = Bson::try_from(cursor.value.clone()).map_err(|_| StoreError::InvalidCursor)?;
            if !is_sortable(&value) {
                return Err(StoreError::InvalidCursor);
            }
            let same = doc! { &self.field: value.clone(), "_id": { beyond: &cursor.id } };
            // `$gt` and `$lt` compare within one type only, so missing values need a word of their own:
            // MongoDB sorts null first.
            match (value, self.descending) {
                (Bson::Null, false) => doc! { "$or": [{ &self.field: { "$ne": null } }, same] },
                (Bson::Null, true) => same,
                (value, false) => doc! { "$or": [{ &self.field: { "$gt": value } }, same] },
                (value, true) => {
                    doc! { "$or": [{ &self.field: { "$lt": value } }, { &self.field: null }, same] }
                }
            }
        };
        match filter.get_array_mut("$and") {
            Ok(and) => and.push(position.into()),
            Err(_) => {
                filter.insert("$and", [position]);
            }
        }
        Ok(filter)
    }

    /// Reads what `find` finds, in this order: at most `limit` documents, fewer if they are very long, and at least one
    /// if there is any.
    pub(crate) async fn read<T: Stored>(&self, find: Find<'_, T>, limit: i64) -> Result<Page<T>, StoreError> {
        // One more than wanted, to know whether it goes on; in one round trip.
        let wanted = limit + 1;
        let mut found = find
            .sort(self.sort())
            .limit(wanted)
            .batch_size(u32::try_from(wanted).unwrap_or(u32::MAX))
            .await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut items = Vec::new();
        let mut bytes = 0;
        while found.advance().await? {
            bytes += found.current().as_bytes().len();
            if items.len() == limit || (bytes > BYTES_MAX && !items.is_empty()) {
                let next = items.last().map(|last| self.cursor(last)).transpose()?;
                return Ok(Page { items, next });
            }
            items.push(found.deserialize_current()?);
        }
        Ok(Page { items, next: None })
    }

    fn cursor<T: Stored>(&self, last: &T) -> Result<Cursor, StoreError> {
        // As it is stored: `serialize_to_document` is human-readable, and would write times as text.
        let document = bson::serialize_to_raw_document_buf(last)?;
        let value = document
            .get(&self.field)
            .ok()
            .flatten()
            .and_then(|value| Bson::try_from(value).ok())
            .unwrap_or(Bson::Null)
            .into_relaxed_extjson();
        Ok(Cursor {
            order: self.name(),
            value,
            id: last.id(),
        })
    }
}
