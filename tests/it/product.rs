//! The product with every area.

use axum::Router;
use katalusis_runtime::settings::{Auth, read_from};
use katalusis_testing::Product;

/// Starts the product with every area.
pub async fn product() -> Product {
    Product::start(async |platform, edge, variables| {
        let auth = read_from(variables.clone(), Auth::read).unwrap();
        Router::new().merge(katalusis_auth::router(katalusis_auth::State::new(platform, edge, &auth).unwrap()))
    })
    .await
}
