//! What runs are runs of.

use std::sync::Arc;

use katalusis_domain::Id;
use katalusis_domain::workflow::{Definition, Origin, Version, VersionId, WorkflowId};
use katalusis_store::OrganizationStore;
use moka::future::Cache;

use super::EngineError;

/// How many definitions a process keeps.
const KEPT: u64 = 500;

/// Published definitions. They never change, so what was read once is good for ever.
#[derive(Clone)]
pub(crate) struct Definitions(Cache<VersionId, Arc<Definition>>);

impl Default for Definitions {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl Definitions {
    /// The definition that a run is on.
    pub async fn get(
        &self,
        organization: &OrganizationStore,
        origin: Origin,
    ) -> Result<Arc<Definition>, EngineError> {
        let id = Id::derived(WorkflowId::new(origin.id), &origin.version.to_string());
        if let Some(known) = self.0.get(&id).await {
            return Ok(known);
        }
        // Origins come from records of this organization; the first who asks has to find it there.
        let found: Option<Version> = organization.get(id).await?;
        let version = found.ok_or(EngineError::NoDefinition(origin.id, origin.version))?;
        let definition = Arc::new(version.definition);
        self.0.insert(id, Arc::clone(&definition)).await;
        Ok(definition)
    }
}
