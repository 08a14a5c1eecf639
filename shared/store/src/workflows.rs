//! Workflows and their versions.

use bson::{Document, doc};
use futures::TryStreamExt;
use katalusis_domain::Timestamp;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::workflow::{Version, Workflow, WorkflowId};

use crate::page::Keyset;
use crate::schema::{Collection, index, partial, unique};
use crate::{OrganizationStore, Page, PageRequest, Store, StoreError, Stored};

pub(crate) fn workflows() -> Collection {
    Collection {
        name: Workflow::COLLECTION,
        indexes: vec![
            index("by_age", doc! { "organization_id": 1, "_id": 1 }),
            index("by_occasion", doc! { "organization_id": 1, "listens": 1 }),
            // Across organizations on purpose: the sweeper looks for what is due.
            partial("due", doc! { "due_at": 1 }, is_scheduled()),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "name", "draft", "enabled", "updated_at", "revision"],
            "properties": { "updated_at": { "bsonType": "date" } },
        }),
    }
}

pub(crate) fn workflow_versions() -> Collection {
    Collection {
        name: Version::COLLECTION,
        indexes: vec![unique(
            "unique_number",
            doc! { "organization_id": 1, "workflow_id": 1, "number": 1 },
        )],
        schema: Some(
            doc! { "required": ["organization_id", "workflow_id", "number", "definition", "published_at"] },
        ),
    }
}

/// Workflows with a schedule, as the partial index knows them.
fn is_scheduled() -> Document {
    doc! { "due_at": { "$gt": Timestamp::from_millis(0) } }
}

/// Those whose runs may begin.
fn is_live() -> Document {
    doc! { "deleted_at": null, "enabled": true, "published": { "$ne": null } }
}

impl Stored for Workflow {
    const COLLECTION: &'static str = "workflows";

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

impl Stored for Version {
    const COLLECTION: &'static str = "workflow_versions";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
}

impl OrganizationStore {
    /// Workflows without their drafts, the oldest first.
    pub async fn workflows(&self, request: &PageRequest) -> Result<Page<Workflow>, StoreError> {
        let by_age = Keyset::ascending("_id");
        let filter = by_age.after(doc! { "deleted_at": null }, request.cursor.as_ref())?;
        let collection = self.store().collection::<Workflow>();
        let found = collection.find(self.scoped::<Workflow>(filter));
        by_age
            .read(found.projection(doc! { "draft": 0 }), request.limit)
            .await
    }

    /// The workflow with this id, if it was not deleted.
    pub async fn workflow(&self, id: WorkflowId) -> Result<Option<Workflow>, StoreError> {
        let found: Option<Workflow> = self.get(id).await?;
        Ok(found.filter(|workflow| workflow.deleted_at.is_none()))
    }

    /// How many workflows there are.
    pub async fn count_workflows(&self) -> Result<u64, StoreError> {
        let there = self.scoped::<Workflow>(doc! { "deleted_at": null });
        Ok(self
            .store()
            .collection::<Workflow>()
            .count_documents(there)
            .await?)
    }

    /// The versions of a workflow without what was drawn, the newest first.
    pub async fn workflow_versions(
        &self,
        workflow_id: WorkflowId,
        request: &PageRequest,
    ) -> Result<Page<Version>, StoreError> {
        let newest_first = Keyset::descending("number");
        let filter = newest_first.after(doc! { "workflow_id": workflow_id }, request.cursor.as_ref())?;
        let collection = self.store().collection::<Version>();
        let found = collection.find(self.scoped::<Version>(filter));
        newest_first
            .read(found.projection(doc! { "definition": 0 }), request.limit)
            .await
    }

    /// The version of a workflow with this number.
    pub async fn workflow_version(
        &self,
        workflow_id: WorkflowId,
        number: i64,
    ) -> Result<Option<Version>, StoreError> {
        self.find_one(doc! { "workflow_id": workflow_id, "number": number })
            .await
    }
}

impl OrganizationStore {
    /// The workflows, without their drafts, that may begin runs when one of these things happens.
    pub async fn workflows_listening(&self, words: &[&str]) -> Result<Vec<Workflow>, StoreError> {
        let mut filter = doc! { "listens": { "$in": words.to_vec() } };
        filter.extend(is_live());
        let found = self
            .store()
            .collection::<Workflow>()
            .find(self.scoped::<Workflow>(filter))
            .projection(doc! { "draft": 0 })
            .sort(doc! { "_id": 1 })
            .await?;
        Ok(found.try_collect().await?)
    }
}

impl Store {
    /// Up to `limit` workflows, without their drafts, whose schedule has come due by then; whoever asks next gets others
    /// until `again_at`, when those are given out anew that nobody saw to meanwhile.
    pub async fn claim_due_workflows(
        &self,
        by: Timestamp,
        again_at: Timestamp,
        limit: i64,
    ) -> Result<Vec<Workflow>, StoreError> {
        let now = self.world().now();
        let is_free = doc! { "claimed_until": { "$not": { "$gt": now } } };
        let mut filter = doc! { "$and": [is_scheduled(), { "due_at": { "$lte": by } }, is_free] };
        filter.extend(is_live());
        let found = self
            .collection::<Workflow>()
            .find(filter)
            .projection(doc! { "draft": 0 })
            .sort(doc! { "due_at": 1 })
            .limit(limit)
            .await?;
        let found: Vec<Workflow> = found.try_collect().await?;
        let ids: Vec<_> = found.iter().map(|workflow| workflow.id).collect();
        if !ids.is_empty() {
            self.collection::<Workflow>()
                .update_many(
                    doc! { "_id": { "$in": ids } },
                    doc! { "$set": { "claimed_until": again_at } },
                )
                .await?;
        }
        Ok(found)
    }

    /// Notes when a workflow's schedule begins the next run, if it still was to begin at `before`.
    pub async fn move_schedule(
        &self,
        workflow: &Workflow,
        before: Timestamp,
        next: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        self.collection::<Workflow>()
            .update_one(
                doc! { "_id": workflow.id, "organization_id": workflow.organization_id, "due_at": before },
                doc! { "$set": { "due_at": next }, "$unset": { "claimed_until": "" } },
            )
            .await?;
        Ok(())
    }
}
