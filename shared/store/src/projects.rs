//! Projects.

use bson::doc;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::project::{Project, ProjectId};
use katalusis_domain::task::Task;

use crate::page::Keyset;
use crate::schema::{Collection, unique};
use crate::{OrganizationStore, Page, PageRequest, StoreError, Stored};

/// The unique index that keeps a key to one project of an organization.
pub const UNIQUE_PROJECT_KEY: &str = "unique_project_key";

pub(crate) fn projects() -> Collection {
    Collection {
        name: Project::COLLECTION,
        indexes: vec![unique(
            UNIQUE_PROJECT_KEY,
            doc! { "organization_id": 1, "key": 1 },
        )],
        schema: Some(doc! { "required": ["organization_id", "key", "name", "custom_fields", "revision"] }),
    }
}

impl Stored for Project {
    const COLLECTION: &'static str = "projects";

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

impl OrganizationStore {
    /// Projects by key; for guests only those that are shared.
    pub async fn projects(
        &self,
        only_shared: bool,
        request: &PageRequest,
    ) -> Result<Page<Project>, StoreError> {
        let filter = if only_shared {
            doc! { "shared_with_guests": true }
        } else {
            doc! {}
        };
        self.page(filter, &Keyset::ascending("key"), request).await
    }

    /// Whether any task of the project, also in the bin, has a value in this custom field.
    pub async fn is_field_used(&self, project_id: ProjectId, key: &str) -> Result<bool, StoreError> {
        let filter = doc! { "project_id": project_id, format!("custom.{key}"): { "$exists": true } };
        Ok(self.find_one::<Task>(filter).await?.is_some())
    }

    /// The project with this key.
    pub async fn project_by_key(&self, key: &str) -> Result<Option<Project>, StoreError> {
        self.find_one(doc! { "key": key }).await
    }

    /// The ids of the projects that guests see.
    pub async fn shared_project_ids(&self) -> Result<Vec<ProjectId>, StoreError> {
        let shared = self
            .find::<Project>(doc! { "shared_with_guests": true }, doc! {}, None)
            .await?;
        Ok(shared.iter().map(|project| project.id).collect())
    }
}
