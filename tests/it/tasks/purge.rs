//! What the sweeper does with the bin.

use bson::{Document, doc};
use katalusis_domain::task::KEPT_IN_BIN;
use katalusis_testing::{Actor, Product};
use mongodb::Collection;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{each, path, project, task};
use crate::people::organization;
use crate::processes::Process;
use crate::product::product;

async fn in_bin(admin: &Actor, project: &Value, fields: Value) -> Value {
    let made = task(admin, project, fields).await;
    admin
        .delete(&path(&made, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
    made
}

async fn deleted(admin: &Actor) -> usize {
    let page = admin.get("/api/tasks?deleted=true&limit=200").await;
    page.expect(StatusCode::OK)["items"].as_array().unwrap().len()
}

/// Empties the bin as the sweeper does, up to `limit` tasks of each organization; `refuse` is a part of the keys whose
/// files cannot be removed.
async fn purge(product: &Product, limit: i64, refuse: Option<&str>) -> Result<usize, String> {
    let store = &product.platform.store;
    let remove = async |keys: Vec<String>| match refuse {
        Some(part) if keys.iter().any(|key| key.contains(part)) => Err(std::io::Error::other("away")),
        _ => Ok(()),
    };
    store
        .purge_bin(store.world().now() - KEPT_IN_BIN, limit, remove)
        .await
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_bin_is_emptied_some_tasks_at_a_time_and_each_time_is_told() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let parent = task(&admin, &ops, json!({})).await;
    let part = task(&admin, &ops, json!({"parent_id": parent["id"]})).await;
    let ids: Vec<Value> = futures::future::join_all((0..29).map(|_| task(&admin, &ops, json!({}))))
        .await
        .iter()
        .chain([&parent])
        .map(|task| task["id"].clone())
        .collect();
    let bulk = json!({"ids": ids, "change": {"delete": true}});
    admin.post("/api/tasks/bulk", bulk).await.expect(StatusCode::OK);
    assert_eq!(purge(&product, 100, None).await, Ok(0));
    product.clock.advance(KEPT_IN_BIN + chrono::TimeDelta::hours(1));
    assert_eq!(purge(&product, 28, None).await, Ok(28));
    assert_eq!(purge(&product, 100, None).await, Ok(2));

    let (admin, _) = crate::auth::logged_in(&product, "acme@example.com", "correct horse").await;
    assert_eq!(deleted(&admin).await, 0);
    let told = admin
        .get("/api/audit?kind=task.purged")
        .await
        .expect(StatusCode::OK);
    assert_eq!(told["items"].as_array().unwrap().len(), 3, "25 at a time");
    // What was a part of a task that is gone says so.
    let left = admin.get(&path(&part, "")).await.expect(StatusCode::OK);
    assert_eq!(left["parent_id"], Value::Null);
    let history = admin.get(&path(&part, "/activity")).await.expect(StatusCode::OK);
    assert_eq!(each(&history, "kind"), ["task.changed", "task.created"]);
    assert_eq!(
        history["items"][0]["changes"],
        json!([{"field": "parent_id", "old": parent["id"], "new": null}])
    );
}

#[tokio::test]
async fn one_organization_whose_files_stay_holds_up_no_other() {
    let product = product().await;
    let mut bins = Vec::new();
    for name in ["Acme", "Bolt", "Cobalt"] {
        let admin = organization(&product, name).await;
        let ops = project(&admin, "OPS").await;
        let made = task(&admin, &ops, json!({})).await;
        let file = json!({"file_name": "a.txt", "size": 1, "content_type": "text/plain"});
        admin
            .post(&path(&made, "/attachments"), file)
            .await
            .expect(StatusCode::CREATED);
        admin
            .delete(&path(&made, ""))
            .await
            .expect(StatusCode::NO_CONTENT);
        bins.push(admin);
    }
    let stuck = bins[0].organization_id.clone();
    product.clock.advance(KEPT_IN_BIN + chrono::TimeDelta::hours(1));
    // The smallest possible limit: what is stuck does not use it up for the others.
    let failed = purge(&product, 1, Some(&stuck)).await;
    assert_eq!(
        failed,
        Err("the files of deleted tasks could not be removed".to_owned())
    );
    for (name, left) in [("acme", 1), ("bolt", 0), ("cobalt", 0)] {
        let email = format!("{name}@example.com");
        let (admin, _) = crate::auth::logged_in(&product, &email, "correct horse").await;
        assert_eq!(deleted(&admin).await, left, "{name}");
    }
}

#[tokio::test]
async fn a_part_of_a_sweep_that_fails_keeps_no_other_from_its_work_and_all_are_named() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    in_bin(&admin, &project(&admin, "OPS").await, json!({})).await;
    let client = mongodb::Client::with_uri_str(&product.variables["MONGODB_URI"])
        .await
        .unwrap();
    let database = client.database(&product.variables["MONGODB_DATABASE"]);
    let long_ago = bson::DateTime::from_millis(1_600_000_000_000);
    let tasks: Collection<Document> = database.collection("tasks");
    let old = doc! { "$set": { "deleted_at": long_ago } };
    tasks.update_many(doc! {}, old).await.unwrap();
    let events: Collection<Document> = database.collection("events");
    let unsent = doc! { "$set": { "published_at": null, "at": long_ago } };
    events.update_many(doc! {}, unsent).await.unwrap();

    let nowhere = format!("{}-gone", product.variables["EVENTS_QUEUE_URL"]);
    let mut sweeper = Process::start(&product, &["sweep"], &[("EVENTS_QUEUE_URL", &nowhere)]);
    sweeper.ended().await;
    let log = sweeper.log();
    assert!(log.contains("events were not published"), "{log}");
    assert!(log.contains("tasks left the bin for good"), "{log}");
    assert_eq!(deleted(&admin).await, 0);
}
