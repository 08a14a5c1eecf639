//! Reading single documents by their ids. Under load, those that wait are read with one query for each
//! collection and organization.

use std::collections::HashMap;
use std::sync::Arc;

use bson::{RawDocumentBuf, doc};
use futures::TryStreamExt;
use futures::future::join_all;
use katalusis_domain::organization::OrganizationId;

use crate::gather::Gather;
use crate::organization_store::scoped;
use crate::{Store, StoreError};

/// The most documents that are read together.
const AT_ONCE: usize = 100;

/// Which document: its id alone is not enough, it has to be the organization's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Wanted {
    pub(crate) collection: &'static str,
    pub(crate) organization_id: OrganizationId,
    pub(crate) id: String,
}

pub(crate) type PointReads = Gather<Wanted, Option<RawDocumentBuf>>;

pub(crate) fn point_reads() -> Arc<PointReads> {
    Arc::new(Gather::new(AT_ONCE))
}

impl Store {
    /// The document as it is stored.
    pub(crate) async fn read(&self, wanted: Wanted) -> Result<Option<RawDocumentBuf>, StoreError> {
        let database = self.database.clone();
        self.point_reads
            .ask(wanted, move |wanted| read_all(database.clone(), wanted))
            .await
    }
}

async fn read_all(
    database: mongodb::Database,
    wanted: Vec<Wanted>,
) -> Vec<Result<Option<RawDocumentBuf>, StoreError>> {
    let mut places: HashMap<(&'static str, OrganizationId), Vec<&str>> = HashMap::new();
    for one in &wanted {
        let ids = places.entry((one.collection, one.organization_id)).or_default();
        if !ids.contains(&one.id.as_str()) {
            ids.push(&one.id);
        }
    }
    let queries = places
        .into_iter()
        .map(async |(place, ids)| (place, read_from(&database, place, &ids).await));
    let found: HashMap<_, _> = join_all(queries).await.into_iter().collect();
    let answer = |one: &Wanted| match &found[&(one.collection, one.organization_id)] {
        Ok(documents) => Ok(documents.get(&one.id).cloned()),
        Err(error) => Err(error.clone()),
    };
    wanted.iter().map(answer).collect()
}

async fn read_from(
    database: &mongodb::Database,
    (collection, organization_id): (&'static str, OrganizationId),
    ids: &[&str],
) -> Result<HashMap<String, RawDocumentBuf>, StoreError> {
    let filter = if let [id] = ids {
        doc! { "_id": *id }
    } else {
        doc! { "_id": { "$in": ids } }
    };
    let mut found = database
        .collection::<RawDocumentBuf>(collection)
        .find(scoped(collection, organization_id, filter))
        // One more than there can be: the first answer is then the last, and leaves no cursor behind.
        .batch_size(u32::try_from(ids.len() + 1).unwrap_or(u32::MAX))
        .await?;
    let mut documents = HashMap::with_capacity(ids.len());
    while let Some(document) = found.try_next().await? {
        documents.insert(document.get_str("_id").unwrap_or_default().to_owned(), document);
    }
    Ok(documents)
}
