//! Secrets go where they are needed and nowhere else: not into logs, problems, events, queues or exports.

use std::time::Duration;

use aws_sdk_sqs::types::QueueAttributeName;
use katalusis_domain::permission::Role;
use katalusis_runtime::settings::{Auth, read_from};
use katalusis_testing::{Actor, Product};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::search::{Search, canary};
use crate::processes::Process;
use crate::product::product;

#[tokio::test]
async fn no_secret_turns_up_where_it_does_not_belong() {
    let product = product().await;
    let mut search = Search::default();
    for name in ["TOKEN_SIGNING_KEY", "LINK_KEY"] {
        search.secret(name, &product.variables[name]);
    }
    let mut server = Process::start(&product, &["http"], &[]);
    server.ready().await;
    let nobody = Actor::anonymous(&server.base);

    let admin = identity(&product, &nobody, &mut search).await;
    credentials_that_are_none(&product, &nobody, &mut search).await;
    invitation(&product, &admin, &mut search).await;
    queues(&product, &mut search).await;
    let mut worker = Process::start(&product, &["worker"], &[]);
    worker.ready().await;
    files(&admin, &mut search).await;
    audit(&admin, &mut search).await;

    worker.stop().await;
    server.stop().await;
    assert!(server.log().contains("answered"), "{}", server.log());
    search.place("the server's log", server.log());
    search.place("the worker's log", worker.log());
    search.finds_nothing();
}

/// Signing up, in and out, tokens, another password, each also in ways that are refused.
async fn identity(product: &Product, nobody: &Actor, search: &mut Search) -> Actor {
    let password = canary(product, "password");
    let wrong = canary(product, "wrong-password");
    let newer = canary(product, "new-password");
    for (name, secret) in [
        ("the password", &password),
        ("a wrong password", &wrong),
        ("the new password", &newer),
    ] {
        search.secret(name, secret);
    }
    let about =
        json!({ "organization": "Acme", "name": "Ada", "email": "ada@example.com", "password": password });
    let key = canary(product, "key");
    let request = nobody
        .request(Method::POST, "/api/auth/signup")
        .header("idempotency-key", &key)
        .json(&about);
    let signed_up = nobody.send(request).await.expect(StatusCode::CREATED);
    let admin = nobody.with_token(signed_up["access_token"].as_str().unwrap());
    search.secret("the access token", signed_up["access_token"].as_str().unwrap());

    search.refusal("signing up again", &nobody.post("/api/auth/signup", about).await);
    let log_in = "/api/auth/login";
    let wrongly = json!({ "email": "ada@example.com", "password": wrong });
    search.refusal("a wrong password", &nobody.post(log_in, wrongly).await);
    let misspelt = json!({ "email": "ada@example.com", "pasword": password, "password": [password] });
    search.refusal("a misspelt log-in", &nobody.post(log_in, misspelt).await);
    let cut_off = format!(r#"{{"email":"ada@example.com","password":"{password}""#);
    let request = nobody
        .request(Method::POST, log_in)
        .header("content-type", "application/json")
        .body(cut_off);
    search.refusal("a log-in that is cut off", &nobody.send(request).await);
    let request = nobody
        .request(Method::POST, log_in)
        .body(format!("password={password}"));
    search.refusal("a log-in as a form", &nobody.send(request).await);
    let path = format!("/api/auth/login?password={password}");
    search.refusal("a password in the address", &nobody.get(&path).await);
    let long = json!({ "email": password, "password": wrong, "name": "x".repeat(500), "organization": "" });
    search.refusal(
        "an impossible sign-up",
        &nobody.post("/api/auth/signup", long).await,
    );

    let credentials = json!({ "email": "ada@example.com", "password": password });
    let logged_in = nobody.post(log_in, credentials).await.expect(StatusCode::OK);
    let refresh_token = logged_in["refresh_token"].as_str().unwrap();
    search.secret("the refresh token", refresh_token);
    let body = json!({ "refresh_token": refresh_token });
    let refreshed = nobody
        .post("/api/auth/refresh", body)
        .await
        .expect(StatusCode::OK);
    search.secret(
        "the next refresh token",
        refreshed["refresh_token"].as_str().unwrap(),
    );
    let altered = format!("{refresh_token}x");
    search.refusal(
        "an altered refresh token",
        &nobody
            .post("/api/auth/refresh", json!({ "refresh_token": altered }))
            .await,
    );

    let token = json!({ "name": "A program", "role": "admin", "areas": ["tasks"] });
    let request = admin
        .request(Method::POST, "/api/auth/tokens")
        .header("idempotency-key", &key)
        .json(&token);
    let token = admin.send(request).await.expect(StatusCode::CREATED);
    let token = token["token"].as_str().unwrap();
    search.secret("the API token", token);
    search.refusal(
        "a token where it is not good",
        &admin.with_token(token).get("/api/audit").await,
    );

    let change = json!({ "current_password": wrong, "new_password": newer });
    search.refusal(
        "a wrong present password",
        &admin.post("/api/auth/password", change).await,
    );
    let change = json!({ "current_password": password, "new_password": newer });
    admin
        .post("/api/auth/password", change)
        .await
        .expect(StatusCode::NO_CONTENT);
    admin
}

/// Secrets of other systems that someone sends us.
async fn credentials_that_are_none(product: &Product, nobody: &Actor, search: &mut Search) {
    let foreign = canary(product, "foreign");
    search.secret("a foreign credential", &foreign);
    search.refusal(
        "a foreign bearer",
        &nobody.with_token(&foreign).get("/api/tasks").await,
    );
    search.refusal(
        "a foreign API token",
        &nobody
            .with_token(&format!("kat_{foreign}"))
            .get("/api/tasks")
            .await,
    );
    let headers = [
        ("authorization", format!("Basic {foreign}")),
        ("x-api-key", foreign.clone()),
        ("cookie", format!("__Host-refresh={foreign}; session={foreign}")),
        ("x-organization-id", foreign.clone()),
        ("idempotency-key", foreign.clone()),
    ];
    for (name, value) in headers {
        let request = nobody
            .request(Method::POST, "/api/tasks")
            .header(name, value)
            .json(&json!({}));
        search.refusal(&format!("a secret as {name}"), &nobody.send(request).await);
    }
}

/// Invitation and reset links, whose secret is made where it is mailed.
async fn invitation(product: &Product, admin: &Actor, search: &mut Search) {
    let body = json!({ "email": "grace@example.com", "role": Role::User });
    let invited = admin
        .post("/api/users/invitations", body)
        .await
        .expect(StatusCode::CREATED);
    let id = invited["id"].as_str().unwrap().parse().unwrap();
    let key = read_from(product.variables.clone(), Auth::read).unwrap().link_key;
    let open = async || {
        let user = product.platform.store.user_by_id(id).await.unwrap().unwrap();
        key.token(user.open_link.unwrap().id)
    };
    let link = open().await;
    search.secret("the invitation link", &link);
    let password = canary(product, "second-password");
    search.secret("the invited one's password", &password);
    let accept = json!({ "token": link, "name": "Grace", "password": password });
    let path = "/api/auth/invitations/accept";
    admin
        .with_token("")
        .post(path, accept.clone())
        .await
        .expect(StatusCode::OK);
    search.refusal("a link that was used", &admin.post(path, accept).await);

    let request = json!({ "email": "grace@example.com" });
    admin
        .post("/api/auth/password-reset", request)
        .await
        .expect(StatusCode::ACCEPTED);
    let link = open().await;
    search.secret("the reset link", &link);
    let confirm = json!({ "token": format!("{link}x"), "password": password });
    search.refusal(
        "an altered link",
        &admin.post("/api/auth/password-reset/confirm", confirm).await,
    );
}

/// What waits in the queues; it is left there for the worker.
async fn queues(product: &Product, search: &mut Search) {
    let sqs = aws_sdk_sqs::Client::new(&product.aws);
    let url = &product.variables["EVENTS_QUEUE_URL"];
    tokio::time::sleep(Duration::from_millis(200)).await;
    let asked = sqs
        .receive_message()
        .queue_url(url)
        .max_number_of_messages(10)
        .visibility_timeout(1);
    let bodies: Vec<String> = asked
        .send()
        .await
        .unwrap()
        .messages()
        .iter()
        .map(|message| message.body().unwrap().to_owned())
        .collect();
    search.place("the events queue", bodies.join("\n"));
    // Whatever the worker takes and fails at comes back soon.
    sqs.set_queue_attributes()
        .queue_url(url)
        .attributes(QueueAttributeName::VisibilityTimeout, "2")
        .send()
        .await
        .unwrap();
}

/// An import with its signed links, which are good for whoever has them.
async fn files(admin: &Actor, search: &mut Search) {
    let project = json!({ "name": "Operations", "key": "OPS" });
    admin
        .post("/api/projects", project)
        .await
        .expect(StatusCode::CREATED);
    let announced = json!({ "project": "OPS", "file_name": "a.csv", "size": 10, "content_type": "text/csv" });
    let announced = admin
        .post("/api/imports", announced)
        .await
        .expect(StatusCode::CREATED);
    search.secret(
        "an upload's signature",
        signature(announced["upload"]["url"].as_str().unwrap()),
    );
    let form = Form::new()
        .text("project", "OPS")
        .part("file", Part::bytes(b"Title\nOne\n".to_vec()).file_name("a.csv"));
    let request = admin.request(Method::POST, "/api/tasks/import").multipart(form);
    let imported = admin.send(request).await.expect(StatusCode::OK);
    let path = format!("/api/imports/{}/report", imported["id"].as_str().unwrap());
    let report = admin.get(&path).await;
    search.secret(
        "a report's signature",
        signature(report.headers["location"].to_str().unwrap()),
    );
}

fn signature(link: &str) -> String {
    let (_, rest) = link.split_once("X-Amz-Signature=").expect("the link is signed");
    rest.split('&').next().unwrap().to_owned()
}

/// Every event, as the log tells it and as it leaves the product.
async fn audit(admin: &Actor, search: &mut Search) {
    let mut cursor = String::new();
    loop {
        let page = admin
            .get(&format!("/api/audit?limit=200{cursor}"))
            .await
            .expect(StatusCode::OK);
        search.place("the audit log", page.to_string());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let export = admin.get("/api/audit/export").await;
    let link = export.headers["location"].to_str().unwrap();
    search.secret("an export's signature", signature(link));
    let file = reqwest::get(link).await.unwrap().text().await.unwrap();
    search.place("the exported audit log", file);
}
