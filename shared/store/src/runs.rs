//! Runs of workflows and rules.

use bson::{Document, doc};
use futures::TryStreamExt;
use katalusis_domain::Timestamp;
use katalusis_domain::organization::{OrganizationId, UserId};
use katalusis_domain::task::TaskId;
use katalusis_domain::workflow::{RunId, RunRecord, Status};
use uuid::Uuid;

use crate::page::Keyset;
use crate::schema::{Collection, index, partial};
use crate::{OrganizationStore, Page, PageRequest, Store, StoreError, Stored};

pub(crate) fn runs() -> Collection {
    Collection {
        name: RunRecord::COLLECTION,
        indexes: vec![
            index(
                "by_start",
                doc! { "organization_id": 1, "started_at": -1, "_id": -1 },
            ),
            index(
                "by_origin",
                doc! { "organization_id": 1, "origin.id": 1, "started_at": -1, "_id": -1 },
            ),
            partial(
                "by_task",
                doc! { "organization_id": 1, "task_id": 1, "started_at": -1 },
                doc! { "task_id": { "$gt": "" } },
            ),
            partial(
                "stuck",
                doc! { "organization_id": 1, "started_at": -1 },
                is_stuck(),
            ),
            // Only runs that wait for something, or someone, are in these two.
            partial(
                "by_awaited",
                doc! { "organization_id": 1, "waits_for": 1 },
                doc! { "waits_for": { "$gt": "" } },
            ),
            partial(
                "by_asked",
                doc! { "organization_id": 1, "asked": 1 },
                doc! { "asked": { "$gt": "" } },
            ),
            // Across organizations on purpose: the sweeper looks for what is due.
            partial("due", doc! { "due_at": 1 }, has_due_time()),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "origin", "acts_for", "started_at", "status", "state", "revision"],
            "properties": {
                "started_at": { "bsonType": "date" },
                "status": { "enum": ["running", "completed", "cancelled"] },
                "state": { "bsonType": "string" },
            },
        }),
    }
}

/// Runs that time alone brings on, as the partial index knows them.
fn has_due_time() -> Document {
    doc! { "due_at": { "$gt": Timestamp::from_millis(0) } }
}

/// The same of runs that need a person.
fn is_stuck() -> Document {
    doc! { "incidents": { "$gt": 0 } }
}

impl Stored for RunRecord {
    const COLLECTION: &'static str = "runs";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// Which runs are wanted; everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct RunQuery {
    /// Of this workflow or rule.
    pub origin: Option<Uuid>,
    /// In one of these states.
    pub statuses: Vec<Status>,
    /// Only those that need a person.
    pub stuck: bool,
    /// About this task.
    pub task_id: Option<TaskId>,
}

impl RunQuery {
    fn filter(&self) -> Document {
        let mut filter = if self.stuck { is_stuck() } else { Document::new() };
        if let Some(origin) = self.origin {
            filter.insert("origin.id", origin.to_string());
        }
        if !self.statuses.is_empty() {
            let words: Vec<&str> = self.statuses.iter().map(|status| status.word()).collect();
            filter.insert("status", doc! { "$in": words });
        }
        if let Some(task_id) = self.task_id {
            filter.insert("task_id", task_id);
        }
        filter
    }
}

impl OrganizationStore {
    /// The run with this id.
    pub async fn run(&self, id: RunId) -> Result<Option<RunRecord>, StoreError> {
        self.get(id.cast()).await
    }

    /// Runs, the newest first.
    pub async fn runs(&self, query: &RunQuery, request: &PageRequest) -> Result<Page<RunRecord>, StoreError> {
        self.page(query.filter(), &Keyset::descending("started_at"), request)
            .await
    }

    /// The runs that wait for one of these things, see [`RunRecord::waits_for`].
    pub async fn runs_waiting_for(&self, words: &[String]) -> Result<Vec<RunRecord>, StoreError> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let filter = doc! { "$and": [{ "waits_for": { "$gt": "" } }, { "waits_for": { "$in": words } }] };
        self.find(filter, doc! {}, None).await
    }

    /// The runs in which this person is asked to approve something, the oldest first.
    pub async fn runs_asking(
        &self,
        person: UserId,
        request: &PageRequest,
    ) -> Result<Page<RunRecord>, StoreError> {
        let filter = doc! { "$and": [{ "asked": { "$gt": "" } }, { "asked": person }] };
        self.page(filter, &Keyset::ascending("started_at"), request).await
    }
}

impl Store {
    /// Up to `limit` runs that come due by then; whoever asks next gets others until `again_at`, when those are given
    /// out anew that nobody brought on meanwhile.
    pub async fn claim_due_runs(
        &self,
        by: Timestamp,
        again_at: Timestamp,
        limit: i64,
    ) -> Result<Vec<DueRun>, StoreError> {
        let filter = doc! { "$and": [has_due_time(), { "due_at": { "$lte": by } }] };
        let runs = self.database.collection::<Document>(RunRecord::COLLECTION);
        let found: Vec<Document> = runs
            .find(filter)
            .sort(doc! { "due_at": 1 })
            .limit(limit)
            .projection(doc! { "organization_id": 1, "due_at": 1 })
            .await?
            .try_collect()
            .await?;
        let due: Vec<DueRun> = found.iter().filter_map(due_run).collect();
        let ids: Vec<String> = due.iter().map(|due| due.run_id.to_string()).collect();
        if !ids.is_empty() {
            // No new revision: the run is where it was.
            runs.update_many(
                doc! { "_id": { "$in": ids }, "due_at": { "$lte": by } },
                doc! { "$set": { "due_at": again_at } },
            )
            .await?;
        }
        Ok(due)
    }
}

/// A run that time brings on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueRun {
    /// Which.
    pub run_id: RunId,
    /// Whose.
    pub organization_id: OrganizationId,
    /// When.
    pub due_at: Timestamp,
}

fn due_run(document: &Document) -> Option<DueRun> {
    Some(DueRun {
        run_id: document.get_str("_id").ok()?.parse().ok()?,
        organization_id: document.get_str("organization_id").ok()?.parse().ok()?,
        due_at: Timestamp::from_millis(document.get_datetime("due_at").ok()?.timestamp_millis()),
    })
}
