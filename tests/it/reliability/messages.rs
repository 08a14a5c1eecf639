//! Messages one by one: a bad one harms no other, and none is lost.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::stream;
use katalusis_events::{Delivery, Handled, Queue};
use katalusis_runtime::container::handle;
use tokio_util::sync::CancellationToken;

use crate::product::product;

async fn put(product: &katalusis_testing::Product, bodies: &[&str]) -> Queue {
    let url = &product.variables["ROWS_QUEUE_URL"];
    let sqs = aws_sdk_sqs::Client::new(&product.aws);
    for body in bodies {
        sqs.send_message()
            .queue_url(url)
            .message_body(*body)
            .send()
            .await
            .unwrap();
    }
    product.platform.queue(url)
}

async fn take(queue: &Queue, count: usize) -> Vec<Delivery> {
    let mut taken = Vec::new();
    while taken.len() < count {
        let more = queue.receive(Duration::from_secs(5)).await.unwrap();
        assert!(
            !more.is_empty(),
            "{count} messages were to come, not {}",
            taken.len()
        );
        taken.extend(more);
    }
    taken
}

#[tokio::test]
async fn a_handler_that_panics_harms_one_message_which_comes_again() {
    let product = product().await;
    let queue = put(&product, &["good", "bad"]).await;
    let (handled, stop) = (AtomicUsize::new(0), CancellationToken::new());
    let deliveries = take(&queue, 2).await;
    handle(
        &queue,
        stream::iter(deliveries),
        1,
        &stop,
        &async |delivery: Delivery| {
            assert_ne!(delivery.body, "bad", "this is the panic");
            handled.fetch_add(1, Ordering::Relaxed);
            Handled::Done
        },
    )
    .await;
    assert_eq!(handled.load(Ordering::Relaxed), 1);
    let again = take(&queue, 1).await;
    assert_eq!((again[0].body.as_str(), again[0].receive_count), ("bad", 2));
}

#[tokio::test]
async fn a_worker_that_stops_gives_back_what_it_did_not_begin() {
    let product = product().await;
    let queue = put(&product, &["one", "two", "three"]).await;
    let (handled, stop) = (AtomicUsize::new(0), CancellationToken::new());
    let deliveries = take(&queue, 3).await;
    handle(&queue, stream::iter(deliveries), 1, &stop, &async |_| {
        stop.cancel();
        handled.fetch_add(1, Ordering::Relaxed);
        Handled::Done
    })
    .await;
    assert_eq!(handled.load(Ordering::Relaxed), 1);
    assert_eq!(take(&queue, 2).await.len(), 2);
}
