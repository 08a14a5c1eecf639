//! Numbers that are given out once.

use std::collections::BTreeMap;
use std::sync::Arc;

use bson::{Document, doc};
use futures::future::join_all;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::project::ProjectId;
use mongodb::options::{Acknowledgment, ReturnDocument, WriteConcern};

use crate::gather::Gather;
use crate::{OrganizationStore, StoreError};

/// The most who take numbers together.
const AT_ONCE: usize = 100;

/// Who takes how many numbers of a counter.
#[derive(Debug, Clone)]
pub(crate) struct Take {
    organization_id: OrganizationId,
    name: String,
    count: i64,
}

/// Answered with the first of the numbers.
pub(crate) type Numbers = Gather<Take, i64>;

pub(crate) fn numbers() -> Arc<Numbers> {
    Arc::new(Gather::new(AT_ONCE))
}

impl OrganizationStore {
    /// Takes the next `count` task numbers of a project and returns the first of them, from 1 on.
    pub async fn take_task_numbers(&self, project_id: ProjectId, count: i64) -> Result<i64, StoreError> {
        self.take_numbers(&format!("tasks/{project_id}"), count).await
    }

    /// Takes the next `count` numbers of the counter called `name` and returns the first of them, from 1 on.
    ///
    /// Numbers are never given out again, so one that ends up unused leaves a gap.
    pub async fn take_numbers(&self, name: &str, count: i64) -> Result<i64, StoreError> {
        let take = Take {
            organization_id: self.organization_id(),
            name: name.to_owned(),
            count,
        };
        let database = self.store().database.clone();
        self.store()
            .numbers
            .ask(take, move |takes| take_all(database.clone(), takes))
            .await
    }
}

/// Takes for each counter the sum of what is wanted of it, and divides that up in the order of the takes.
async fn take_all(database: mongodb::Database, takes: Vec<Take>) -> Vec<Result<i64, StoreError>> {
    let mut sums: BTreeMap<String, (OrganizationId, i64)> = BTreeMap::new();
    for take in &takes {
        sums.entry(id_of(take)).or_insert((take.organization_id, 0)).1 += take.count;
    }
    let advances = sums
        .into_iter()
        .map(async |(id, (owner, sum))| (id.clone(), advance(&database, &id, owner, sum).await));
    let mut next: BTreeMap<_, _> = join_all(advances).await.into_iter().collect();
    let give = |take: &Take| match next.get_mut(&id_of(take)) {
        Some(Ok(next)) => {
            let first = *next;
            *next += take.count;
            Ok(first)
        }
        Some(Err(error)) => Err(error.clone()),
        None => Err(StoreError::Interrupted),
    };
    takes.iter().map(give).collect()
}

fn id_of(take: &Take) -> String {
    format!("{}/{}", take.organization_id, take.name)
}

/// Advances a counter and returns the first number of those that it passed.
///
/// It waits for no majority: the transaction that uses the number does, and it comes later in the same oplog.
async fn advance(
    database: &mongodb::Database,
    id: &str,
    organization_id: OrganizationId,
    count: i64,
) -> Result<i64, StoreError> {
    let counter = database
        .collection::<Document>("counters")
        .find_one_and_update(
            doc! { "_id": id },
            doc! {
                "$inc": { "last": count },
                "$setOnInsert": { "organization_id": organization_id },
            },
        )
        .upsert(true)
        .return_document(ReturnDocument::After)
        .write_concern(WriteConcern::builder().w(Acknowledgment::Nodes(1)).build())
        .await?;
    let last = counter
        .and_then(|counter| counter.get_i64("last").ok())
        .unwrap_or(count);
    Ok(last - count + 1)
}
