//! The chunks of imports' plans.

use bson::{Document, doc};
use futures::TryStreamExt;
use katalusis_domain::Timestamp;
use katalusis_domain::import::{Import, ImportChunk, ImportId, Kept, State, Verdict};
use katalusis_domain::organization::OrganizationId;

use crate::schema::{Collection, index};
use crate::{OrganizationStore, StoreError, Stored};

pub(crate) fn import_chunks() -> Collection {
    Collection {
        name: ImportChunk::COLLECTION,
        indexes: vec![
            // Rows in order; which chunk has wanted ones is seen without reading any.
            index(
                "by_row_and_verdict",
                doc! {
                    "organization_id": 1, "import_id": 1, "generation": 1, "last_row": 1, "create": 1, "update": 1,
                    "skip": 1, "error": 1, "kept": 1,
                },
            ),
            // Holds all that progress is counted from, so that no rows are read for it.
            index(
                "by_state_and_counts",
                doc! {
                    "organization_id": 1, "import_id": 1, "generation": 1, "state": 1, "committed_at": 1, "index": 1,
                    "undone_at": 1, "create": 1, "update": 1, "skip": 1, "error": 1, "created": 1, "updated": 1,
                    "missed": 1, "deleted": 1, "restored": 1, "kept": 1,
                },
            ),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "import_id", "generation", "index", "rows", "state"],
            "properties": { "state": { "enum": ["planned", "committed", "failed", "undone"] } },
        }),
    }
}

impl Stored for ImportChunk {
    const COLLECTION: &'static str = "import_chunks";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
}

impl OrganizationStore {
    /// Writes a chunk of a plan that is being made. Nobody sees it before the plan is complete.
    pub async fn add_import_chunk(&self, chunk: &ImportChunk) -> Result<(), StoreError> {
        if chunk.organization_id != self.organization_id() {
            return Err(StoreError::OutOfScope);
        }
        self.store().collection::<ImportChunk>().insert_one(chunk).await?;
        Ok(())
    }

    /// Removes the chunks of plans that are no longer, or never became, the import's plan.
    pub async fn drop_plan(&self, import_id: ImportId, generations: DroppedPlans) -> Result<(), StoreError> {
        let generation = match generations {
            DroppedPlans::Before(generation) => doc! { "$lt": generation },
            DroppedPlans::Only(generation) => doc! { "$eq": generation },
        };
        self.store()
            .collection::<ImportChunk>()
            .delete_many(
                self.scoped::<ImportChunk>(doc! { "import_id": import_id, "generation": generation }),
            )
            .await?;
        Ok(())
    }

    /// A chunk of an import's present plan.
    pub async fn import_chunk(&self, import: &Import, index: i64) -> Result<Option<ImportChunk>, StoreError> {
        self.get(ImportChunk::id_of(import.id, import.generation, index))
            .await
    }

    /// The first chunk of an import's present plan that has rows after `row`, wanted ones among them.
    pub async fn import_chunk_after(
        &self,
        import: &Import,
        row: i64,
        wanted: &WantedRows,
    ) -> Result<Option<ImportChunk>, StoreError> {
        let mut filter = of_plan(import);
        filter.insert("last_row", doc! { "$gt": row });
        filter.extend(wanted.filter());
        let found = self.find(filter, doc! { "last_row": 1 }, Some(1)).await?;
        Ok(found.into_iter().next())
    }

    /// The numbers of the chunks that are still to be carried out, or to be taken back when the import is undone.
    pub async fn open_chunks(&self, import: &Import) -> Result<Vec<i64>, StoreError> {
        let filter = open(import);
        let found = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .find(self.scoped::<ImportChunk>(filter))
            .projection(doc! { "_id": 0, "index": 1 })
            .await?;
        let found: Vec<Document> = found.try_collect().await?;
        let mut indexes: Vec<i64> = found
            .iter()
            .filter_map(|chunk| chunk.get_i64("index").ok())
            .collect();
        indexes.sort_unstable();
        Ok(indexes)
    }

    /// The number of the first open chunk after this one in its lane: those whose numbers leave the same remainder.
    pub async fn next_open_chunk(
        &self,
        import: &Import,
        after: i64,
        lanes: i64,
    ) -> Result<Option<i64>, StoreError> {
        let mut filter = open(import);
        filter.insert("index", doc! { "$gt": after, "$mod": [lanes, after % lanes] });
        let found = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .find_one(self.scoped::<ImportChunk>(filter))
            .sort(doc! { "index": 1 })
            .projection(doc! { "_id": 0, "index": 1 })
            .await?;
        Ok(found.and_then(|found| found.get_i64("index").ok()))
    }

    /// Whether the plan has a chunk like this.
    pub(crate) async fn has_chunk(&self, import: &Import, like: Document) -> Result<bool, StoreError> {
        let mut filter = of_plan(import);
        filter.extend(like);
        let found = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .find_one(self.scoped::<ImportChunk>(filter))
            // All in the index: no rows are read.
            .projection(doc! { "_id": 0, "index": 1 })
            .await?;
        Ok(found.is_some())
    }

    /// Gives a chunk up that could not be carried out, so that the others are not held up. Carrying it out
    /// later is still possible, as long as the import is not over.
    ///
    /// Not told as an event: the import's end tells it.
    pub async fn give_up_chunk(&self, import: &Import, index: i64) -> Result<(), StoreError> {
        let id = ImportChunk::id_of(import.id, import.generation, index);
        self.store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .update_one(
                self.scoped::<ImportChunk>(doc! { "_id": id, "state": "planned" }),
                doc! { "$set": { "state": "failed" } },
            )
            .await?;
        Ok(())
    }

    /// When the last chunk of an import was carried out, or taken back when the import is undone.
    pub(crate) async fn last_chunk_at(&self, import: &Import) -> Result<Option<Timestamp>, StoreError> {
        let (state, time) = if import.state == State::Undoing {
            ("undone", "undone_at")
        } else {
            ("committed", "committed_at")
        };
        let mut filter = of_plan(import);
        filter.insert("state", state);
        let last = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .find_one(self.scoped::<ImportChunk>(filter))
            .sort(doc! { time: -1 })
            .projection(doc! { "_id": 0, time: 1 })
            .await?;
        let at = last.and_then(|last| last.get_datetime(time).ok().copied());
        Ok(at.map(|at| Timestamp::from_millis(at.timestamp_millis())))
    }
}

/// Which plans' chunks are to go.
#[derive(Debug, Clone, Copy)]
pub enum DroppedPlans {
    /// Those of all plans before this one.
    Before(i64),
    /// Those of this plan alone.
    Only(i64),
}

/// Which rows of a plan are wanted; everything given must hold. By default all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WantedRows {
    /// Those with one of these verdicts; all, if there are none.
    pub verdicts: Vec<Verdict>,
    /// Only those whose tasks were kept when the import was undone.
    pub kept: bool,
}

impl WantedRows {
    /// Whether a row with this verdict, whose task was kept for this reason, is wanted.
    pub fn includes(&self, verdict: Verdict, kept: Option<Kept>) -> bool {
        (self.verdicts.is_empty() || self.verdicts.contains(&verdict)) && (!self.kept || kept.is_some())
    }

    /// Chunks that may have such rows.
    fn filter(&self) -> Document {
        let some = |field: &str| doc! { field: { "$gt": 0_i64 } };
        let mut filter = if self.kept {
            some("kept")
        } else {
            doc! {}
        };
        if !self.verdicts.is_empty() {
            let any: Vec<Document> = self.verdicts.iter().map(|verdict| some(verdict.word())).collect();
            filter.insert("$or", any);
        }
        filter
    }
}

pub(crate) fn of_plan(import: &Import) -> Document {
    doc! { "import_id": import.id, "generation": import.generation }
}

/// Chunks that are still to be carried out, or to be taken back.
fn open(import: &Import) -> Document {
    let mut filter = of_plan(import);
    filter.extend(if import.state == State::Undoing {
        carried_out()
    } else {
        doc! { "state": "planned" }
    });
    filter
}

/// Chunks that did something, which is not taken back.
pub(crate) fn carried_out() -> Document {
    doc! { "state": "committed", "committed_at": { "$gt": Timestamp::from_millis(0) } }
}
