//! The database's own promises: indexes, validators, migrations.

mod lookups;
mod together;
mod unchanged;
mod unpublished;

use katalusis_runtime::settings::Environment;
use katalusis_store::{migrate, verify_indexes, verify_migrated};

use crate::product::product;

#[tokio::test]
async fn migrating_again_changes_nothing_and_nothing_is_missing() {
    let product = product().await;
    migrate(&product.platform.store).await.unwrap();
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
