//! The product with every area.

use std::time::Duration;

use axum::Router;
use futures::stream;
use katalusis_imports::{Work, intake, rows};
use katalusis_runtime::container;
use katalusis_runtime::settings::{Attachments, Auth, Core, Files, Imports, Mail, Outbound, read_from};
use katalusis_testing::Product;
use katalusis_workflows::Engine;
use tokio_util::sync::CancellationToken;

/// Starts the product with every area.
pub async fn product() -> Product {
    product_with(&[]).await
}

/// The same with some settings replaced.
pub async fn product_with(settings: &[(&str, &str)]) -> Product {
    Product::start_with(settings, async |platform, edge, variables| {
        let (auth, files, imports) = read_from(variables.clone(), |reader| {
            let (auth, files, imports) = (Auth::read(reader), Files::read(reader), Imports::read(reader));
            Some((auth?, files?, imports?))
        })
        .unwrap();
        let work = Work::new(platform, &files, &imports);
        Router::new()
            .merge(katalusis_auth::router(katalusis_auth::State::new(
                platform, edge, &auth,
            )))
            .merge(katalusis_tasks::router(katalusis_tasks::State::new(
                platform,
                edge,
                &files,
                read_from(variables.clone(), Attachments::read).unwrap(),
            )))
            .merge(katalusis_audit::router(katalusis_audit::State::new(
                platform, edge, &files,
            )))
            .merge(katalusis_notifications::inbox::router(
                katalusis_notifications::inbox::State::new(platform, edge),
            ))
            .merge(katalusis_workflows::router(katalusis_workflows::State::new(
                platform,
                edge,
                &variables["AUTOMATION_QUEUE_URL"],
            )))
            .merge(katalusis_meta::router(katalusis_meta::State::new(platform)))
            .merge(katalusis_imports::router(katalusis_imports::State::new(
                edge, work,
            )))
    })
    .await
}

/// Works like `server worker` until no queue has anything left: events, uploads, rows.
pub async fn drain(product: &Product) {
    let (files, imports) = read_from(product.variables.clone(), |reader| {
        let (files, imports) = (Files::read(reader), Imports::read(reader));
        Some((files?, imports?))
    })
    .unwrap();
    let work = Work::new(&product.platform, &files, &imports);
    let uploads = product.platform.queue(&product.variables["UPLOADS_QUEUE_URL"]);
    let rows_queue = product.platform.queue(&product.variables["ROWS_QUEUE_URL"]);
    let going_on = CancellationToken::new();
    let mut idle = 0;
    while idle < 2 {
        product.platform.relay.flush().await;
        let arrived = uploads
            .receive(Duration::from_secs(u64::from(idle > 0)))
            .await
            .unwrap();
        let chunks = rows_queue.receive(Duration::ZERO).await.unwrap();
        idle = if arrived.is_empty() && chunks.is_empty() {
            idle + 1
        } else {
            0
        };
        container::handle(&uploads, stream::iter(arrived), 4, &going_on, &async |delivery| {
            intake::handle(&work, delivery).await
        })
        .await;
        container::handle(
            &rows_queue,
            stream::iter(chunks),
            4,
            &going_on,
            &async |delivery| rows::handle(&work, delivery).await,
        )
        .await;
    }
}

/// Works like the consumer of the events queue until it is empty: mails leave.
pub async fn notify(product: &Product) {
    let mail = read_from(product.variables.clone(), Mail::read).unwrap();
    let state = katalusis_notifications::State::new(
        &product.platform,
        &mail,
        &product.variables["UPLOADS_QUEUE_URL"],
    )
    .unwrap();
    let events = product.platform.queue(&product.variables["EVENTS_QUEUE_URL"]);
    product.platform.relay.flush().await;
    loop {
        let received = events.receive(Duration::ZERO).await.unwrap();
        if received.is_empty() {
            return;
        }
        container::handle(
            &events,
            stream::iter(received),
            4,
            &CancellationToken::new(),
            &async |delivery| katalusis_notifications::handle(&state, delivery).await,
        )
        .await;
    }
}

/// The engine that carries runs on.
pub fn engine(product: &Product) -> Engine {
    let (core, outbound) = read_from(product.variables.clone(), |reader| {
        let (core, outbound) = (Core::read(reader), Outbound::read(reader));
        Some((core?, outbound?))
    })
    .unwrap();
    Engine::new(&product.platform, &core, &outbound).unwrap()
}

/// Works like the consumer of the automation queue until it is empty: runs go on as far as they can. What has come due is
/// sent first.
pub async fn automate(product: &Product) {
    let engine = engine(product);
    let queue = product.platform.queue(&product.variables["AUTOMATION_QUEUE_URL"]);
    katalusis_events::send_due(&product.platform.store, &queue, chrono::TimeDelta::zero())
        .await
        .unwrap();
    loop {
        product.platform.relay.flush().await;
        let received = queue.receive(Duration::ZERO).await.unwrap();
        if received.is_empty() {
            return;
        }
        container::handle(
            &queue,
            stream::iter(received),
            4,
            &CancellationToken::new(),
            &async |delivery| engine.handle(delivery).await,
        )
        .await;
    }
}
