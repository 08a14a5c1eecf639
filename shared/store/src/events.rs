//! Reading the event log.

use std::collections::{BTreeMap, BTreeSet};

use bson::{Bson, Document, doc};
use chrono::TimeDelta;
use futures::TryStreamExt;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{ActorType, Event, EventId};
use katalusis_domain::task::{Source, Task, TaskId};
use mongodb::error::Error;
use uuid::Uuid;

use crate::page::Keyset;
use crate::task_query::{EXPORT_TIME_LIMIT, LIST_TIME_LIMIT, bare};
use crate::{CommittedEvent, OrganizationStore, Page, PageRequest, Store, StoreError, Stored};

/// The most events that are read to say what changed.
const EVENTS_AT_ONCE: i64 = 1_000;
/// How far the clocks of two machines may be apart.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(1);

/// Which events are wanted; everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct EventQuery {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Any of these kinds, e.g. `task.created`.
    pub kinds: Vec<String>,
    /// Any of these users, tokens or imports; a user acts itself or through a token or an import.
    pub actors: Vec<Uuid>,
    /// Any of these sorts of actors, e.g. `token`.
    pub actor_types: Vec<ActorType>,
    /// The id of a thing that it happened to.
    pub subject: Option<String>,
    /// The request that caused it.
    pub request_id: Option<String>,
}

impl EventQuery {
    /// `source` is the row that the subject was made from, if it is a task that an import made.
    fn filter(&self, source: Option<&Source>) -> Document {
        let mut filter = Document::new();
        let mut at = Document::new();
        // An id begins with the time at which it was made, just before `at`. So the index on it, which gives the
        // order too, skips what lies outside.
        let mut id = Document::new();
        if let Some(from) = self.from {
            at.insert("$gte", from);
            id.insert("$gte", ids_from(from - CLOCK_SKEW));
        }
        if let Some(until) = self.until {
            at.insert("$lt", until);
            id.insert("$lt", ids_from(until + CLOCK_SKEW));
        }
        if !at.is_empty() {
            filter.insert("at", at);
            filter.insert("_id", id);
        }
        if !self.kinds.is_empty() {
            filter.insert("kind", doc! { "$in": &self.kinds });
        }
        if !self.actors.is_empty() {
            let ids: Vec<Bson> = self
                .actors
                .iter()
                .flat_map(|id| [Bson::from(id.to_string()), bare(*id)])
                .collect();
            let on_behalf = doc! { "actor.user_id": { "$in": &ids } };
            filter.insert("$or", [doc! { "actor.id": { "$in": ids } }, on_behalf]);
        }
        if !self.actor_types.is_empty() {
            let words: Vec<&str> = self.actor_types.iter().map(|kind| kind.word()).collect();
            filter.insert("actor.type", doc! { "$in": words });
        }
        if let Some(subject) = &self.subject {
            let mut named = vec![doc! { "subjects.id": subject }];
            // An import names the tasks that it made by their rows.
            named.extend(source.map(|source| {
                doc! {
                    "subjects.id": source.import_id.to_string(), "kind": "import.chunk_committed",
                    "payload.first_row": { "$lte": source.row }, "payload.last_row": { "$gte": source.row },
                }
            }));
            filter.insert("$and", [doc! { "$or": named }]);
        }
        if let Some(request_id) = &self.request_id {
            filter.insert("context.request_id", request_id);
        }
        filter
    }
}

/// The smallest text that an id made at `time` can be.
fn ids_from(time: Timestamp) -> String {
    let millis = u64::try_from(time.millis()).unwrap_or(0);
    let hex = format!("{millis:012x}");
    format!("{}-{}", &hex[..8], &hex[8..])
}

/// The newest first.
fn newest_first() -> Keyset {
    Keyset::descending("_id")
}

impl OrganizationStore {
    /// Events, the newest first.
    pub async fn events(&self, query: &EventQuery, request: &PageRequest) -> Result<Page<Event>, StoreError> {
        let keyset = newest_first();
        let source = self.source_of(query).await?;
        let filter = keyset.after(query.filter(source.as_ref()), request.cursor.as_ref())?;
        let events = self.store().collection::<Event>();
        let find = events
            .find(self.scoped::<Event>(filter))
            .max_time(LIST_TIME_LIMIT);
        keyset.read(find, request.limit).await
    }

    /// The row that the events' subject was made from, if it is a task that an import made.
    async fn source_of(&self, query: &EventQuery) -> Result<Option<Source>, StoreError> {
        let id = query.subject.as_ref().and_then(|id| id.parse::<TaskId>().ok());
        let Some(id) = id else { return Ok(None) };
        let task: Option<Task> = self.get(id).await?;
        Ok(task.and_then(|task| task.source))
    }

    /// One event.
    pub async fn event(&self, id: EventId) -> Result<Option<Event>, StoreError> {
        self.get(id).await
    }

    /// Which fields of these things were changed since then, as the log tells.
    pub async fn fields_changed(
        &self,
        subjects: &[String],
        since: Timestamp,
    ) -> Result<BTreeMap<String, BTreeSet<String>>, StoreError> {
        let filter = doc! {
            "subjects.id": { "$in": subjects },
            "_id": { "$gte": ids_from(since - CLOCK_SKEW) },
            "at": { "$gte": since },
        };
        let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for event in self
            .find::<Event>(filter, doc! { "_id": 1 }, Some(EVENTS_AT_ONCE))
            .await?
        {
            let only = event.subjects.first().map(|subject| subject.id.clone());
            for change in event.changes {
                let subject = change.subject.or_else(|| only.clone()).unwrap_or_default();
                if change.field != "revision" && subjects.contains(&subject) {
                    fields.entry(subject).or_default().insert(change.field);
                }
            }
        }
        Ok(fields)
    }

    /// The same events one by one, for an export: the database is read as the caller takes them.
    pub async fn stream_events(
        &self,
        query: &EventQuery,
    ) -> Result<impl futures::Stream<Item = Result<Event, StoreError>> + Send + use<>, StoreError> {
        let source = self.source_of(query).await?;
        let filter = self.scoped::<Event>(query.filter(source.as_ref()));
        let cursor = self
            .store()
            .collection::<Event>()
            .find(filter)
            .sort(newest_first().sort())
            .max_time(EXPORT_TIME_LIMIT)
            .await?;
        Ok(cursor.map_err(StoreError::from))
    }

    /// Those of these events that are of one of these kinds, in the order in which they happened.
    pub async fn events_among(&self, ids: &[EventId], kinds: &[&str]) -> Result<Vec<Event>, StoreError> {
        let filter = doc! { "_id": { "$in": ids.to_vec() }, "kind": { "$in": kinds.to_vec() } };
        self.find(filter, doc! { "_id": 1 }, None).await
    }

    /// Writes an event that changes nothing else: a refusal, an export.
    pub async fn record(
        &self,
        fact: katalusis_domain::event::Fact,
        subjects: Vec<katalusis_domain::event::Subject>,
    ) -> Result<Event, StoreError> {
        self.change(fact, subjects).run().await
    }
}

impl Store {
    /// Notes that these events were handed to the queue.
    pub async fn mark_published(&self, ids: &[EventId]) -> Result<(), StoreError> {
        let ids: Vec<Bson> = ids.iter().map(|id| Bson::from(*id)).collect();
        self.collection::<Event>()
            .update_many(
                doc! { "_id": { "$in": ids } },
                doc! { "$set": { "published_at": self.world.now() } },
            )
            .await?;
        Ok(())
    }

    /// Up to `limit` events that were committed before `before` and not handed on since, the oldest first.
    pub async fn unpublished_events(
        &self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<CommittedEvent>, StoreError> {
        // In the partial index's own words, or MongoDB would read the whole log instead.
        let filter = doc! { "published_at": { "$type": "null" }, "at": { "$lt": before } };
        let events = self
            .database
            .collection::<Document>(Event::COLLECTION)
            .find(filter)
            .sort(doc! { "at": 1 })
            .limit(limit)
            .projection(doc! { "_id": 1, "organization_id": 1, "context.request_id": 1 })
            .await?;
        let events = events
            .try_collect::<Vec<Document>>()
            .await
            .map_err(|error: Error| StoreError::from(error))?;
        Ok(events.iter().filter_map(committed_event).collect())
    }
}

fn committed_event(document: &Document) -> Option<CommittedEvent> {
    Some(CommittedEvent {
        id: document.get_str("_id").ok()?.parse().ok()?,
        organization_id: document.get_str("organization_id").ok()?.parse().ok()?,
        request_id: document
            .get_document("context")
            .and_then(|context| context.get_str("request_id"))
            .unwrap_or_default()
            .to_owned(),
    })
}
