//! Workflows and their versions.

use bson::doc;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::workflow::{Version, Workflow, WorkflowId};

use crate::page::Keyset;
use crate::schema::{Collection, index, unique};
use crate::{OrganizationStore, Page, PageRequest, StoreError, Stored};

pub(crate) fn workflows() -> Collection {
    Collection {
        name: Workflow::COLLECTION,
        indexes: vec![index("by_age", doc! { "organization_id": 1, "_id": 1 })],
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
