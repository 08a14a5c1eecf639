//! The database's own promises: indexes, validators, migrations.

mod lookups;
mod together;
mod unchanged;
mod unpublished;

use std::collections::BTreeMap;

use bson::{Bson, Document, doc};
use futures::TryStreamExt;
use katalusis_runtime::settings::Environment;
use katalusis_store::{migrate, verify_indexes, verify_migrated};
use katalusis_testing::Product;
use mongodb::options::IndexOptions;
use mongodb::{Database, IndexModel};

use crate::product::product;

#[tokio::test]
async fn migrating_again_changes_nothing_and_nothing_is_missing() {
    let product = product().await;
    let built = indexes_with_their_age(&product).await;
    migrate(&product.platform.store).await.unwrap();
    assert_eq!(indexes_with_their_age(&product).await, built);
    assert_eq!(
        verify_indexes(&product.platform.store).await.unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(
        verify_migrated(&product.platform.store).await.unwrap(),
        Vec::<String>::new()
    );
    product
        .platform
        .verify_database(Environment::Production)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_index_that_was_declared_otherwise_is_built_anew() {
    let product = product().await;
    let tasks = database(&product).await.collection::<Document>("tasks");
    let by_number = async || -> IndexModel {
        let all: Vec<IndexModel> = tasks.list_indexes().await.unwrap().try_collect().await.unwrap();
        let named = |index: &IndexModel| index.options.as_ref().unwrap().name.as_deref() == Some("by_number");
        all.into_iter().find(named).unwrap()
    };
    let now = by_number().await;
    let once = IndexOptions::builder()
        .name("by_number".to_owned())
        .unique(true)
        .build();
    let once = IndexModel::builder()
        .keys(doc! { "organization_id": 1, "number": 1 })
        .options(once)
        .build();
    tasks.drop_index("by_number").await.unwrap();
    tasks.create_index(once).await.unwrap();
    migrate(&product.platform.store).await.unwrap();
    assert_eq!(by_number().await.keys, now.keys);
    assert_eq!(by_number().await.options.unwrap().unique, None);
}

async fn database(product: &Product) -> Database {
    let client = mongodb::Client::with_uri_str(&product.variables["MONGODB_URI"])
        .await
        .unwrap();
    client.database(&product.variables["MONGODB_DATABASE"])
}

/// Every index with the time since when it has been there.
async fn indexes_with_their_age(product: &Product) -> BTreeMap<String, Bson> {
    let database = database(product).await;
    let mut found = BTreeMap::new();
    for name in database.list_collection_names().await.unwrap() {
        let statistics = database
            .collection::<Document>(&name)
            .aggregate([doc! { "$indexStats": {} }])
            .await
            .unwrap();
        let statistics: Vec<Document> = statistics.try_collect().await.unwrap();
        for index in statistics {
            let since = index.get_document("accesses").unwrap().get("since").unwrap();
            found.insert(
                format!("{name}.{}", index.get_str("name").unwrap()),
                since.clone(),
            );
        }
    }
    found
}
