//! How far imports are: counted from their chunks, never kept apart from them.

use bson::{Document, doc};
use futures::TryStreamExt;
use katalusis_domain::import::{Import, ImportChunk, State};

use crate::import_chunks::of_plan;
use crate::{OrganizationStore, StoreError, Stored};

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows that were read and planned.
    pub read: i64,
    /// Tasks that were made.
    pub created: i64,
    /// Tasks that were changed.
    pub updated: i64,
    /// Rows that came too late.
    pub missed: i64,
    /// Tasks that went to the bin when the import was undone.
    pub deleted: i64,
    /// Tasks that got their old values back then.
    pub restored: i64,
    /// Tasks that were kept then.
    pub kept: i64,
    /// Tasks that are not taken back yet.
    pub to_undo: i64,
}

impl OrganizationStore {
    /// How far imports are, in their order.
    pub async fn import_progress(&self, imports: &[Import]) -> Result<Vec<Progress>, StoreError> {
        let plans: Vec<Document> = imports
            .iter()
            .filter(|import| import.state == State::Reading || import.committed_at.is_some())
            .map(of_plan)
            .collect();
        if plans.is_empty() {
            return Ok(vec![Progress::default(); imports.len()]);
        }
        // Every field is in the index, so that no rows are read for it.
        let counted = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .aggregate([
                doc! { "$match": self.scoped::<ImportChunk>(doc! { "$or": plans }) },
                doc! { "$group": {
                    "_id": "$import_id",
                    "read": { "$sum": { "$add": ["$create", "$update", "$skip", "$error"] } },
                    "created": { "$sum": "$created" },
                    "updated": { "$sum": "$updated" },
                    "missed": { "$sum": "$missed" },
                    "deleted": { "$sum": "$deleted" },
                    "restored": { "$sum": "$restored" },
                    "kept": { "$sum": "$kept" },
                    "to_undo": { "$sum": { "$cond": [{ "$eq": ["$state", "committed"] }, { "$add": ["$created", "$updated"] }, 0_i64] } },
                } },
            ])
            .await?;
        let counted: Vec<Document> = counted.try_collect().await?;
        let progress = imports.iter().map(|import| {
            let id = import.id.to_string();
            let found = counted
                .iter()
                .find(|counted| counted.get_str("_id").is_ok_and(|found| found == id));
            found.map(progress).unwrap_or_default()
        });
        Ok(progress.collect())
    }
}

fn progress(counted: &Document) -> Progress {
    let count = |name: &str| counted.get_i64(name).unwrap_or(0);
    Progress {
        read: count("read"),
        created: count("created"),
        updated: count("updated"),
        missed: count("missed"),
        deleted: count("deleted"),
        restored: count("restored"),
        kept: count("kept"),
        to_undo: count("to_undo"),
    }
}
