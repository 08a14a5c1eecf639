//! No secret is written where others read: events, queues, logs, or the database in the clear.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;

use super::{events, log_in, logged_in};
use crate::product::{notify, product};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_password_token_or_link_is_in_events_queues_or_logs() {
    let log = Log::default();
    let writer = log.clone();
    // The only subscriber of this binary: it hears other tests as well, whose secrets are not looked for.
    // Dependencies are heard up to debug, what we write ourselves in full.
    tracing_subscriber::fmt()
        .with_env_filter("debug,katalusis_auth=trace,katalusis_http=trace,katalusis_notifications=trace,hyper=info,mongodb=info,aws_smithy_runtime=info,aws_smithy_runtime_api=info,aws_sdk_sqs=info")
        .with_writer(move || writer.clone())
        .try_init()
        .ok();
    let product = product().await;
    let password = "canary-password-one";
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", password)
        .await;
    let mut secrets = vec![password.to_owned(), admin.token.clone().unwrap()];

    log_in(&product, "ada@example.com", "canary-wrong-password").await;
    secrets.push("canary-wrong-password".to_owned());
    let (user, session) = logged_in(&product, "ada@example.com", password).await;
    let refresh_token = session["refresh_token"].as_str().unwrap();
    secrets.push(refresh_token.rsplit('.').next().unwrap().to_owned());
    secrets.push(
        session["access_token"]
            .as_str()
            .unwrap()
            .rsplit('.')
            .next()
            .unwrap()
            .to_owned(),
    );
    let refreshed = product
        .anonymous()
        .post("/api/auth/refresh", json!({"refresh_token": refresh_token}))
        .await
        .expect(StatusCode::OK);
    let next = refreshed["refresh_token"].as_str().unwrap();
    secrets.push(next.rsplit('.').next().unwrap().to_owned());
    let token = user
        .post(
            "/api/auth/tokens",
            json!({"name": "P", "role": "user", "areas": ["organization"]}),
        )
        .await
        .expect(StatusCode::CREATED);
    let token = token["token"].as_str().unwrap();
    secrets.push(token.rsplit('_').next().unwrap().to_owned());
    admin
        .with_token(token)
        .get("/api/auth/me")
        .await
        .expect(StatusCode::OK);

    user.post(
        "/api/users/invitations",
        json!({"email": "grace@example.com", "role": "user"}),
    )
    .await
    .expect(StatusCode::CREATED);
    user.post("/api/auth/password-reset", json!({"email": "ada@example.com"}))
        .await
        .expect(StatusCode::ACCEPTED);
    let queued = queued(&product).await;
    notify(&product).await;
    for mail in product.mailbox.mails() {
        secrets.push(mail.token().rsplit('.').next().unwrap().to_owned());
    }
    let reset = product.mailbox.mails_to("ada@example.com")[0].token();
    product
        .anonymous()
        .post(
            "/api/auth/password-reset/confirm",
            json!({"token": reset, "password": "canary-password-two"}),
        )
        .await
        .expect(StatusCode::OK);
    product
        .anonymous()
        .get(&format!("/api/auth/me?token={reset}"))
        .await
        .expect_problem(401, "unauthenticated");
    secrets.push("canary-password-two".to_owned());
    for name in ["TOKEN_SIGNING_KEY", "LINK_KEY"] {
        secrets.push(product.variables[name].clone());
    }
    assert_eq!(secrets.len(), 12);

    let events = serde_json::to_string(&events(&product, &admin.organization_id).await).unwrap();
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(events.contains("user.password_reset_requested") && log.contains("answered"));
    assert!(queued.contains("events.published"), "{queued}");
    for (place, text) in [("the events", &events), ("the queue", &queued), ("the log", &log)] {
        for secret in &secrets {
            assert!(!text.contains(secret), "{place} hold {secret}");
        }
    }
}

/// What lies in the events queue. It is left there for others, who see it again after a second.
async fn queued(product: &katalusis_testing::Product) -> String {
    product.platform.relay.flush().await;
    let sqs = aws_sdk_sqs::Client::new(&product.aws);
    let received = sqs
        .receive_message()
        .queue_url(&product.variables["EVENTS_QUEUE_URL"])
        .max_number_of_messages(10)
        .visibility_timeout(0)
        .send()
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    received
        .messages()
        .iter()
        .filter_map(|message| message.body())
        .collect()
}
