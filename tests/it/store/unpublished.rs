//! What the sweeper asks every minute is answered from an index, however long the log is.

use bson::{Document, doc};
use chrono::TimeDelta;
use katalusis_domain::event::{Actor, Fact, Reason};
use katalusis_domain::{Id, RequestContext};

use crate::product::product;

#[tokio::test]
async fn unpublished_events_are_found_by_their_index() {
    let product = product().await;
    let store = &product.platform.store;
    let organization = store.in_name_of(
        product.platform.world.id(),
        Actor::System,
        RequestContext::default(),
    );
    let mut ids: Vec<Id<_>> = Vec::new();
    for _ in 0..3 {
        let fact = Fact::SessionRefused(Reason::new("wrong_password"));
        ids.push(organization.record(fact, vec![]).await.unwrap().id);
    }
    store.mark_published(&ids[..2]).await.unwrap();

    let client = mongodb::Client::with_uri_str(&product.variables["MONGODB_URI"])
        .await
        .unwrap();
    let database = client.database(&product.variables["MONGODB_DATABASE"]);
    database.run_command(doc! { "profile": 2 }).await.unwrap();
    let before = store.world().now() + TimeDelta::seconds(1);
    let found = store.unpublished_events(before, 10).await.unwrap();
    database.run_command(doc! { "profile": 0 }).await.unwrap();

    assert_eq!(found.iter().map(|event| event.id).collect::<Vec<_>>(), ids[2..]);
    let profile = database.collection::<Document>("system.profile");
    let query = profile
        .find_one(doc! { "command.find": "events" })
        .await
        .unwrap()
        .unwrap();
    assert!(
        query.get_str("planSummary").unwrap().starts_with("IXSCAN"),
        "{query}"
    );
    assert_eq!(query.get_i32("docsExamined").unwrap(), 1);
}
