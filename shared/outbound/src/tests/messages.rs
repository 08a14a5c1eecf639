//! Messages to Slack, and signed webhooks.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use http::{HeaderMap, StatusCode};
use katalusis_domain::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use tokio::net::TcpListener;

use crate::CallError;
use crate::tests::server::{KEY, Server, outbound};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn body(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn slack_gets_the_text_and_nobody_is_pinged() {
    let server = Server::with("200 OK", "", "ok").await;
    let text = "R&D: <!channel> 1 > 0\n\"quoted\"";
    outbound()
        .slack(&server.url("/services/T0/B0/canary"), text, KEY)
        .await
        .unwrap();
    let sent = server.request();
    assert!(sent.starts_with("POST /services/T0/B0/canary "), "{sent}");
    assert!(sent.contains("content-type: application/json\r\n"), "{sent}");
    assert!(sent.contains(&format!("idempotency-key: {KEY}\r\n")), "{sent}");
    assert_eq!(
        body(&sent),
        json!({"text": "R&amp;D: &lt;!channel&gt; 1 &gt; 0\n\"quoted\""})
    );
}

#[tokio::test]
async fn what_slack_says_is_told_in_words() {
    for (status, said, words, passes) in [
        (
            "404 Not Found",
            "no_service",
            "does not know the incoming webhook",
            false,
        ),
        ("410 Gone", "channel_is_archived", "channel is archived", false),
        (
            "404 Not Found",
            "channel_not_found\n",
            "channel does not exist",
            false,
        ),
        ("403 Forbidden", "action_prohibited", "forbids to post", false),
        (
            "400 Bad Request",
            "invalid_payload",
            "cannot read the message",
            false,
        ),
        ("400 Bad Request", "something_new", "answered 400", false),
        ("429 Too Many Requests", "", "answered 429", true),
        ("500 Internal Server Error", "rollup_error", "answered 500", true),
        ("302 Found", "", "redirect", false),
    ] {
        let server = Server::with(status, "", said).await;
        let url = server.url("/services/T0/B0/canary");
        let error = outbound().slack(&url, "Hello", KEY).await.unwrap_err();
        assert!(error.to_string().contains(words), "{said}: {error}");
        assert_eq!(error.is_passing(), passes, "{said}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
}

#[tokio::test]
async fn a_message_was_taken_whatever_is_wrong_with_the_answer() {
    let server = Server::with("200 OK", "Content-Encoding: br\r\n", "x").await;
    outbound().slack(&server.url("/"), "Hello", KEY).await.unwrap();
    outbound()
        .webhook(&server.url("/"), &SECRET.into(), KEY, now(), &json!({}))
        .await
        .unwrap();
}

/// A receiver as the convention wants it: what is not signed by the secret is refused.
async fn receiver() -> (SocketAddr, Arc<Mutex<Vec<HeaderMap>>>) {
    let received = Arc::new(Mutex::new(Vec::new()));
    let receive =
        async |State(received): State<Arc<Mutex<Vec<HeaderMap>>>>, headers: HeaderMap, body: Bytes| {
            if Webhook::new(SECRET).unwrap().verify(&body, &headers).is_err() {
                return StatusCode::UNAUTHORIZED;
            }
            received.lock().unwrap().push(headers);
            StatusCode::NO_CONTENT
        };
    let router = Router::new()
        .route("/hook", post(receive))
        .with_state(received.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, received)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a receiver compares the time of a message with the real one"
)]
fn now() -> Timestamp {
    chrono::Utc::now().into()
}

#[tokio::test]
async fn a_receiver_can_verify_a_webhook() {
    let (address, received) = receiver().await;
    let payload = json!({"type": "order.paid", "text": "für Zoë\n"});
    let url = format!("http://{address}/hook");
    outbound()
        .webhook(&url, &SECRET.into(), KEY, now(), &payload)
        .await
        .unwrap();
    let received = received.lock().unwrap();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0]["webhook-id"], KEY);
    assert_eq!(received[0]["idempotency-key"], KEY);
    assert_eq!(received[0]["content-type"], "application/json");
}

#[tokio::test]
async fn a_receiver_refuses_another_secret_and_an_old_message() {
    let (address, received) = receiver().await;
    let url = format!("http://{address}/hook");
    let other = SecretString::from("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");
    for (secret, at) in [
        (other, now()),
        (SECRET.into(), now() - chrono::TimeDelta::minutes(6)),
    ] {
        let error = outbound()
            .webhook(&url, &secret, KEY, at, &json!({}))
            .await
            .unwrap_err();
        assert!(
            matches!(
                error,
                CallError::Refused {
                    status: StatusCode::UNAUTHORIZED,
                    ..
                }
            ),
            "{error:?}"
        );
    }
    assert!(received.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_secret_that_is_none_is_not_signed_with_nor_told() {
    let (address, received) = receiver().await;
    let short = "whsec_Y2FuYXJ5";
    for secret in ["", "canary", "whsec_", "whsec_canary!", short, &SECRET[6..]] {
        let error = outbound()
            .webhook(
                &format!("http://{address}/hook"),
                &secret.into(),
                KEY,
                now(),
                &json!({}),
            )
            .await
            .unwrap_err();
        assert!(matches!(error, CallError::Secret), "{error:?}");
        assert!(!error.is_passing());
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
    assert!(received.lock().unwrap().is_empty());
}
