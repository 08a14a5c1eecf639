//! A change that relies on what was read.

use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor, Fact, Reason};
use katalusis_domain::organization::UserId;
use katalusis_store::StoreError;

use crate::people::organization;
use crate::product::product;

#[tokio::test]
async fn what_relies_on_a_document_takes_place_only_while_it_is_as_it_was() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let store = &product.platform.store;
    let id: UserId = admin.user_id.parse().unwrap();
    let read = store.user_by_id(id).await.unwrap().unwrap();
    let scope = store.in_name_of(read.organization_id, Actor::System, RequestContext::default());
    let relying = || {
        scope
            .change(Fact::SessionRefused(Reason::new("test")), vec![])
            .provided_unchanged(&read)
            .run()
    };
    relying().await.unwrap();
    // Relying is no change: others that read before go on.
    let mut renamed = read.clone();
    renamed.name = "Ada Lovelace".to_owned();
    renamed.revision += 1;
    scope
        .change(Fact::UserChanged, vec![])
        .replace(&renamed)
        .unwrap()
        .run()
        .await
        .unwrap();
    assert!(matches!(relying().await, Err(StoreError::LostRace)));
}
