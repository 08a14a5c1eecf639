//! Import profiles.

use bson::doc;
use katalusis_domain::import::ImportProfile;
use katalusis_domain::import::profile::PROFILES_MAX;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::project::ProjectId;

use crate::page::Keyset;
use crate::schema::{Collection, index};
use crate::{Commit, OrganizationStore, Page, PageRequest, StoreError, Stored};

pub(crate) fn import_profiles() -> Collection {
    Collection {
        name: ImportProfile::COLLECTION,
        indexes: vec![index(
            "by_project",
            doc! { "organization_id": 1, "project_id": 1, "updated_at": -1 },
        )],
        schema: Some(doc! {
            "required": ["organization_id", "project_id", "name", "owner", "mapping", "updated_at", "revision"],
            "properties": { "updated_at": { "bsonType": "date" } },
        }),
    }
}

impl Stored for ImportProfile {
    const COLLECTION: &'static str = "import_profiles";

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
    /// Import profiles, of one project if it is given, the oldest first.
    pub async fn import_profiles(
        &self,
        project_id: Option<ProjectId>,
        request: &PageRequest,
    ) -> Result<Page<ImportProfile>, StoreError> {
        let filter = project_id.map_or_else(|| doc! {}, |id| doc! { "project_id": id });
        self.page(filter, &Keyset::ascending("_id"), request).await
    }

    /// All import profiles of a project, the one that was changed last first.
    pub async fn import_profiles_of(&self, project_id: ProjectId) -> Result<Vec<ImportProfile>, StoreError> {
        let most = i64::try_from(PROFILES_MAX).unwrap_or(i64::MAX);
        let latest_first = doc! { "updated_at": -1, "_id": -1 };
        self.find(doc! { "project_id": project_id }, latest_first, Some(most))
            .await
    }
}

impl Commit {
    /// Deletes an import profile as it was read.
    pub fn delete_import_profile(self, profile: &ImportProfile) -> Self {
        self.delete_one::<ImportProfile>(doc! { "_id": profile.id, "revision": profile.revision })
    }
}
