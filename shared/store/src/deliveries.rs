//! What left the product because of an event, so that it leaves once.

use bson::{Document, doc};
use chrono::TimeDelta;
use katalusis_domain::event::EventId;

use crate::{OrganizationStore, StoreError};

pub(crate) const COLLECTION: &str = "deliveries";
/// Longer than a queue keeps a message: an event is never delivered anew because this was forgotten.
const KEPT_FOR: TimeDelta = TimeDelta::days(30);
/// Whoever claimed a delivery for longer than this has died over it.
const ABANDONED_AFTER: TimeDelta = TimeDelta::seconds(90);

/// Whether a delivery may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryClaim {
    /// It is the caller's: make it, then [`OrganizationStore::finish_delivery`] or
    /// [`OrganizationStore::release_delivery`].
    Granted,
    /// Someone else is at it.
    InProgress,
    /// It was made, or found to be impossible.
    Finished,
}

impl OrganizationStore {
    /// Tries to become the one who delivers what this event asks for.
    pub async fn claim_delivery(&self, event_id: EventId) -> Result<DeliveryClaim, StoreError> {
        let deliveries = self.deliveries();
        let now = self.store().world().now();
        let claimed = deliveries
            .insert_one(doc! {
                "_id": event_id,
                "organization_id": self.organization_id(),
                "state": "claimed",
                "claimed_at": now,
                "expires_at": now + KEPT_FOR,
            })
            .await
            .map_err(StoreError::from);
        match claimed {
            Ok(_) => return Ok(DeliveryClaim::Granted),
            Err(StoreError::Duplicate(_)) => {}
            Err(error) => return Err(error),
        }
        let mut abandoned = self.claimed(event_id);
        abandoned.insert("claimed_at", doc! { "$lt": now - ABANDONED_AFTER });
        let taken_over = deliveries
            .update_one(abandoned, doc! { "$set": { "claimed_at": now } })
            .await?;
        if taken_over.matched_count == 1 {
            return Ok(DeliveryClaim::Granted);
        }
        let held = deliveries.find_one(self.claimed(event_id)).await?;
        Ok(if held.is_some() {
            DeliveryClaim::InProgress
        } else {
            DeliveryClaim::Finished
        })
    }

    /// Notes what became of a delivery, in a word; it is never made again.
    pub async fn finish_delivery(&self, event_id: EventId, outcome: &str) -> Result<(), StoreError> {
        let finished = doc! { "$set": { "state": outcome, "finished_at": self.store().world().now() } };
        self.deliveries()
            .update_one(self.claimed(event_id), finished)
            .await?;
        Ok(())
    }

    /// Gives a delivery back that did not work, so that it is tried again at once.
    pub async fn release_delivery(&self, event_id: EventId) -> Result<(), StoreError> {
        self.deliveries().delete_one(self.claimed(event_id)).await?;
        Ok(())
    }

    fn claimed(&self, event_id: EventId) -> Document {
        doc! { "_id": event_id, "organization_id": self.organization_id(), "state": "claimed" }
    }

    fn deliveries(&self) -> mongodb::Collection<Document> {
        self.store().database.collection(COLLECTION)
    }
}
