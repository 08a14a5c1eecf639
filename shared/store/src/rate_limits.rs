//! Counting attempts, the same for every instance.

use bson::{Document, doc};
use chrono::TimeDelta;
use katalusis_domain::Timestamp;
use mongodb::options::ReturnDocument;

use crate::{Store, StoreError};

/// How often something was tried in the present window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// This attempt included.
    pub count: i64,
    /// When the window ends and counting begins anew.
    pub resets_at: Timestamp,
    /// Which window it is.
    window: i64,
}

impl Store {
    /// Whether this is the first time in this minute that someone says so.
    pub async fn is_first_in_a_minute(&self, what: &str) -> Result<bool, StoreError> {
        let attempts = self.count_attempt(what, TimeDelta::minutes(1)).await?;
        Ok(attempts.count == 1)
    }

    /// Counts an attempt under `key` in fixed windows of `window`, and says how many there are now.
    pub async fn count_attempt(&self, key: &str, window: TimeDelta) -> Result<Attempts, StoreError> {
        let now = self.world.now();
        let length = window.num_milliseconds().max(1);
        let index = now.millis().div_euclid(length);
        let resets_at = Timestamp::from_millis((index + 1) * length);
        let counted = self
            .database
            .collection::<Document>("rate_limits")
            .find_one_and_update(
                doc! { "_id": format!("{key}/{index}") },
                doc! { "$inc": { "count": 1_i64 }, "$setOnInsert": { "expires_at": resets_at } },
            )
            .upsert(true)
            .return_document(ReturnDocument::After)
            .await?;
        let count = counted
            .and_then(|counted| counted.get_i64("count").ok())
            .unwrap_or(1);
        Ok(Attempts {
            count,
            resets_at,
            window: index,
        })
    }

    /// Takes back an attempt that turned out to be a good one, in the window in which it was counted.
    pub async fn forget_attempt(&self, key: &str, attempts: &Attempts) -> Result<(), StoreError> {
        self.database
            .collection::<Document>("rate_limits")
            .update_one(
                doc! { "_id": format!("{key}/{}", attempts.window) },
                doc! { "$inc": { "count": -1_i64 } },
            )
            .await?;
        Ok(())
    }
}
