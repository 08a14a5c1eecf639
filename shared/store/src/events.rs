//! Reading the event log.

use bson::{Bson, Document, doc};
use futures::TryStreamExt;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Event, EventId};
use mongodb::error::Error;

use crate::page::Keyset;
use crate::{CommittedEvent, OrganizationStore, Page, PageRequest, Store, StoreError, Stored};

/// Which events are wanted; everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct EventQuery {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Any of these kinds, e.g. `task.created`.
    pub kinds: Vec<String>,
    /// Any of these users, acting themselves or through a token or an import.
    pub users: Vec<String>,
    /// The id of a thing that it happened to.
    pub subject: Option<String>,
    /// The request that caused it.
    pub request_id: Option<String>,
}

impl EventQuery {
    fn filter(&self) -> Document {
        let mut filter = Document::new();
        let mut at = Document::new();
        if let Some(from) = self.from {
            at.insert("$gte", from);
        }
        if let Some(until) = self.until {
            at.insert("$lt", until);
        }
        if !at.is_empty() {
            filter.insert("at", at);
        }
        if !self.kinds.is_empty() {
            filter.insert("kind", doc! { "$in": &self.kinds });
        }
        if !self.users.is_empty() {
            let by_token = doc! { "actor.user_id": { "$in": &self.users } };
            let by_user = doc! { "actor.type": "user", "actor.id": { "$in": &self.users } };
            filter.insert("$or", [by_user, by_token]);
        }
        if let Some(subject) = &self.subject {
            filter.insert("subjects.id", subject);
        }
        if let Some(request_id) = &self.request_id {
            filter.insert("context.request_id", request_id);
        }
        filter
    }
}

impl OrganizationStore {
    /// Events, the newest first.
    pub async fn events(&self, query: &EventQuery, request: &PageRequest) -> Result<Page<Event>, StoreError> {
        self.page(query.filter(), &Keyset::descending("_id"), request)
            .await
    }

    /// One event.
    pub async fn event(&self, id: EventId) -> Result<Option<Event>, StoreError> {
        self.get(id).await
    }

    /// The event by which an import made the task with this number.
    pub async fn event_of_imported(
        &self,
        import_id: uuid::Uuid,
        number: i64,
    ) -> Result<Option<Event>, StoreError> {
        let filter = doc! {
            "subjects.id": import_id.to_string(),
            "kind": "import.chunk_committed",
            "payload.first_number": { "$lte": number },
        };
        let found = self
            .find::<Event>(filter, doc! { "payload.first_number": -1 }, Some(1))
            .await?;
        Ok(found.into_iter().next())
    }

    /// The same events one by one, for an export: the database is read as the caller takes them.
    pub async fn stream_events(
        &self,
        query: &EventQuery,
    ) -> Result<impl futures::Stream<Item = Result<Event, StoreError>> + Send + use<>, StoreError> {
        let filter = self.scoped::<Event>(query.filter());
        let cursor = self
            .store()
            .collection::<Event>()
            .find(filter)
            .sort(doc! { "_id": -1 })
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
