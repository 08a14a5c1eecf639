//! Numbers that are given out once.

use bson::{Document, doc};
use katalusis_domain::project::ProjectId;
use mongodb::options::ReturnDocument;

use crate::{OrganizationStore, StoreError};

impl OrganizationStore {
    /// Takes the next `count` task numbers of a project and returns the first of them, from 1 on.
    pub async fn take_task_numbers(&self, project_id: ProjectId, count: i64) -> Result<i64, StoreError> {
        self.take_numbers(&format!("tasks/{project_id}"), count).await
    }

    /// Takes the next `count` numbers of the counter called `name` and returns the first of them, from 1 on.
    ///
    /// Numbers are never given out again, so one that ends up unused leaves a gap. It waits for no majority:
    /// the transaction that uses the number does, and it comes later in the same oplog.
    pub async fn take_numbers(&self, name: &str, count: i64) -> Result<i64, StoreError> {
        let counters = self.store().database.collection::<Document>("counters");
        let counter = counters
            .find_one_and_update(
                doc! { "_id": format!("{}/{name}", self.organization_id()) },
                doc! {
                    "$inc": { "last": count },
                    "$setOnInsert": { "organization_id": self.organization_id() },
                },
            )
            .upsert(true)
            .return_document(ReturnDocument::After)
            .write_concern(
                mongodb::options::WriteConcern::builder()
                    .w(mongodb::options::Acknowledgment::Nodes(1))
                    .build(),
            )
            .await?;
        let last = counter
            .and_then(|counter| counter.get_i64("last").ok())
            .unwrap_or(count);
        Ok(last - count + 1)
    }
}
