//! Answers to requests that carry an `Idempotency-Key`, kept for 24 hours.

use bson::spec::BinarySubtype;
use bson::{Binary, Document, doc};
use chrono::TimeDelta;
use katalusis_domain::event::Event;
use serde::{Deserialize, Serialize};

use crate::transaction::Write;
use crate::{Store, StoreError};

const COLLECTION: &str = "idempotency";
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);
/// A request that holds a reservation for longer than this was killed before it changed anything.
const ABANDONED_AFTER: TimeDelta = TimeDelta::seconds(60);

/// What became of the attempt to reserve a key.
#[derive(Debug)]
pub enum Reservation {
    /// The key is the caller's: do the work, then [`Store::save_answer`] or [`Store::release`].
    Granted,
    /// The same request is being worked on.
    InProgress,
    /// The same request took effect, but its answer was lost with the process that worked on it.
    DoneWithoutAnswer,
    /// The key was used for a different request.
    Mismatch,
    /// The answer that was given.
    Answered(SavedAnswer),
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Headers and body, sealed by the caller of the store.
    pub sealed: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Record {
    #[serde(rename = "_id")]
    id: String,
    request_hash: String,
    state: State,
    reserved_at: bson::DateTime,
    expires_at: bson::DateTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Binary>,
}

#[derive(Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum State {
    Reserved,
    Done,
    Answered,
}

impl Store {
    /// Tries to reserve `key` for the request whose content hashes to `request_hash`.
    pub async fn reserve(&self, key: &str, request_hash: &str) -> Result<Reservation, StoreError> {
        let records = self.database.collection::<Record>(COLLECTION);
        let now = self.world.now();
        let record = Record {
            id: key.to_owned(),
            request_hash: request_hash.to_owned(),
            state: State::Reserved,
            reserved_at: bson::DateTime::from_millis(now.millis()),
            expires_at: bson::DateTime::from_millis((now + KEPT_FOR).millis()),
            status: None,
            answer: None,
        };
        match records.insert_one(&record).await.map_err(StoreError::from) {
            Ok(_) => return Ok(Reservation::Granted),
            Err(StoreError::Duplicate(_)) => {}
            Err(error) => return Err(error),
        }
        let Some(found) = records.find_one(doc! { "_id": key }).await? else {
            return Ok(Reservation::InProgress);
        };
        if found.request_hash != request_hash {
            return Ok(Reservation::Mismatch);
        }
        match (found.state, found.status, found.answer) {
            (State::Answered, Some(status), Some(answer)) => Ok(Reservation::Answered(SavedAnswer {
                status: u16::try_from(status).unwrap_or(500),
                sealed: answer.bytes,
            })),
            (State::Done | State::Answered, ..) => Ok(Reservation::DoneWithoutAnswer),
            (State::Reserved, ..) => self.take_over(key, found.reserved_at).await,
        }
    }

    async fn take_over(&self, key: &str, reserved_at: bson::DateTime) -> Result<Reservation, StoreError> {
        let now = self.world.now();
        if reserved_at.timestamp_millis() > (now - ABANDONED_AFTER).millis() {
            return Ok(Reservation::InProgress);
        }
        let taken = self
            .database
            .collection::<Document>(COLLECTION)
            .update_one(
                doc! { "_id": key, "state": "reserved", "reserved_at": reserved_at },
                doc! { "$set": { "reserved_at": now } },
            )
            .await?;
        Ok(if taken.matched_count == 1 {
            Reservation::Granted
        } else {
            Reservation::InProgress
        })
    }

    /// Keeps the answer for the next request with this key.
    pub async fn save_answer(&self, key: &str, answer: SavedAnswer) -> Result<(), StoreError> {
        let sealed = Binary {
            subtype: BinarySubtype::Generic,
            bytes: answer.sealed,
        };
        self.database
            .collection::<Document>(COLLECTION)
            .update_one(
                doc! { "_id": key },
                doc! { "$set": { "state": "answered", "status": i32::from(answer.status), "answer": sealed } },
            )
            .await?;
        Ok(())
    }

    /// Gives the key back: the request changed nothing and may be tried again.
    pub async fn release(&self, key: &str) -> Result<(), StoreError> {
        self.database
            .collection::<Document>(COLLECTION)
            .delete_one(doc! { "_id": key, "state": "reserved" })
            .await?;
        Ok(())
    }
}

/// Notes, in the transaction of the change itself, that the request took effect.
pub(crate) fn done(key: &str, event: &Event) -> Write {
    Write::UpdateMany {
        collection: COLLECTION,
        filter: doc! { "_id": key, "state": "reserved" },
        update: doc! { "$set": { "state": "done", "event_id": event.id } },
    }
}
