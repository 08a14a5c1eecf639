//! Which tags there are.

use std::time::Duration;

use bson::{Document, doc};
use futures::TryStreamExt;
use katalusis_domain::task::Task;

use crate::{OrganizationStore, StoreError, Stored, TaskQuery};

const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A tag, and how many tasks have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub tag: String,
    /// How many tasks.
    pub count: i64,
}

impl OrganizationStore {
    /// The tags of the tasks that a query finds, the most used first, equally used ones by code point.
    pub async fn tags(&self, query: &TaskQuery, limit: i64) -> Result<Vec<TagCount>, StoreError> {
        let pipeline = [
            doc! { "$match": self.scoped::<Task>(query.filter()) },
            doc! { "$project": { "_id": 0, "tags": 1 } },
            doc! { "$unwind": "$tags" },
            doc! { "$group": { "_id": "$tags", "count": { "$sum": 1_i64 } } },
            doc! { "$sort": { "count": -1, "_id": 1 } },
            doc! { "$limit": limit },
        ];
        let found: Vec<Document> = self
            .store()
            .database
            .collection::<Document>(Task::COLLECTION)
            .aggregate(pipeline)
            .max_time(TIME_LIMIT)
            .await?
            .try_collect()
            .await?;
        let count = |tag: &Document| {
            Some(TagCount {
                tag: tag.get_str("_id").ok()?.to_owned(),
                count: tag.get_i64("count").ok()?,
            })
        };
        Ok(found.iter().filter_map(count).collect())
    }
}
