//! The consumer of the events queue that sends mail.

use std::time::Duration;

use chrono::TimeDelta;
use katalusis_events::{Delivery, Envelope, Handled, PublishedEvents};
use katalusis_notifications::{State, handle};
use katalusis_runtime::settings::{Mail, read_from};
use katalusis_testing::Product;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::PASSWORD;
use crate::processes::Process;
use crate::product::{notify, product};

fn notifications(product: &Product) -> State {
    let mail = read_from(product.variables.clone(), Mail::read).unwrap();
    State::new(&product.platform, &mail, &product.variables["UPLOADS_QUEUE_URL"]).unwrap()
}

async fn ask_for_reset(product: &Product, email: &str) {
    product
        .anonymous()
        .post("/api/auth/password-reset", json!({"email": email}))
        .await
        .expect(StatusCode::ACCEPTED);
}

/// The messages in the events queue, taken out.
async fn messages(product: &Product) -> Vec<Delivery> {
    product.platform.relay.flush().await;
    let queue = product.platform.queue(&product.variables["EVENTS_QUEUE_URL"]);
    queue.receive(Duration::from_secs(1)).await.unwrap()
}

#[tokio::test]
async fn a_message_that_comes_many_times_sends_one_mail() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    ask_for_reset(&product, "ada@example.com").await;
    let state = notifications(&product);
    for delivery in messages(&product).await {
        let repeated = (0..5).map(|_| handle(&state, delivery.clone()));
        for handled in futures::future::join_all(repeated).await {
            // Whoever comes while the mail is on its way is sent back, and finds it done next time.
            assert!(!matches!(handled, Handled::Poison(_)), "{handled:?}");
        }
        assert!(matches!(handle(&state, delivery).await, Handled::Done));
    }
    assert_eq!(product.mailbox.mails().len(), 1);
}

#[tokio::test]
async fn a_mail_waits_until_the_server_is_back() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    ask_for_reset(&product, "ada@example.com").await;
    let state = notifications(&product);
    let deliveries = messages(&product).await;
    product.mailbox.set_away(true);
    let mut again = 0;
    for delivery in &deliveries {
        again += usize::from(matches!(
            handle(&state, delivery.clone()).await,
            Handled::Retry(_)
        ));
    }
    assert_eq!(again, 1);
    product.mailbox.set_away(false);
    for delivery in deliveries {
        assert!(matches!(handle(&state, delivery).await, Handled::Done));
    }
    assert_eq!(product.mailbox.mails().len(), 1);
}

#[tokio::test]
async fn an_address_that_takes_no_mail_is_not_tried_for_ever() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "nobody@example.com", PASSWORD)
        .await;
    ask_for_reset(&product, "nobody@example.com").await;
    let state = notifications(&product);
    for delivery in messages(&product).await {
        assert!(matches!(handle(&state, delivery.clone()).await, Handled::Done));
        assert!(matches!(handle(&state, delivery).await, Handled::Done));
    }
    assert!(product.mailbox.mails().is_empty());
}

#[tokio::test]
async fn a_link_that_is_no_longer_open_is_not_mailed() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    ask_for_reset(&product, "ada@example.com").await;
    ask_for_reset(&product, "ada@example.com").await;
    notify(&product).await;
    let mails = product.mailbox.mails();
    assert_eq!(
        mails.len(),
        1,
        "only the newer link is good, so only it is mailed"
    );

    ask_for_reset(&product, "ada@example.com").await;
    product.clock.advance(TimeDelta::hours(1));
    notify(&product).await;
    assert_eq!(product.mailbox.mails().len(), 1);
}

#[tokio::test]
async fn a_claim_of_a_process_that_died_lapses() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    ask_for_reset(&product, "ada@example.com").await;
    let state = notifications(&product);
    let deliveries = messages(&product).await;
    let store = product.platform.store.in_name_of(
        admin.organization_id.parse().unwrap(),
        katalusis_domain::event::Actor::System,
        katalusis_domain::RequestContext::default(),
    );
    for delivery in &deliveries {
        let envelope = Envelope::<PublishedEvents>::parse(&delivery.body).unwrap();
        for event in envelope.body.event_ids {
            store.claim_delivery(event).await.unwrap();
        }
    }
    let mut waiting = 0;
    for delivery in &deliveries {
        waiting += usize::from(matches!(
            handle(&state, delivery.clone()).await,
            Handled::Retry(_)
        ));
    }
    assert_eq!(waiting, 1);
    product.clock.advance(TimeDelta::minutes(2));
    for delivery in deliveries {
        assert!(matches!(handle(&state, delivery).await, Handled::Done));
    }
    assert_eq!(product.mailbox.mails().len(), 1);
}

#[tokio::test]
async fn what_is_no_message_goes_where_people_look() {
    let product = product().await;
    let state = notifications(&product);
    for body in ["", "{}", "[1]", r#"{"kind":"import.rows"}"#] {
        let delivery = Delivery {
            message_id: "m".to_owned(),
            receipt: "r".to_owned(),
            body: body.to_owned(),
            receive_count: 1,
        };
        assert!(
            matches!(handle(&state, delivery).await, Handled::Poison(_)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_workers_log_names_the_request_that_caused_its_work() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let nobody = product.anonymous();
    let request = nobody
        .request(Method::POST, "/api/auth/password-reset")
        .header("x-request-id", "request-from-the-edge")
        .json(&json!({"email": "ada@example.com"}));
    nobody.send(request).await.expect(StatusCode::ACCEPTED);
    product.platform.relay.flush().await;

    let mut worker = Process::start(&product, &["worker", "--no-sweep"], &[]);
    worker.ready().await;
    let sent = |log: &str| {
        log.lines()
            .find(|line| line.contains("mail sent"))
            .map(str::to_owned)
    };
    let mut line = None;
    for _ in 0..100 {
        line = sent(&worker.log());
        if line.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    worker.stop().await;
    let line = line.unwrap_or_else(|| panic!("{}", worker.log()));
    assert!(line.contains("request-from-the-edge"), "{line}");
}
