//! `GET /api/audit`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::imports::setting::Setting;
use crate::people::{member, organization};
use crate::product::product;

#[tokio::test]
async fn the_log_tells_who_did_what_from_where() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", "correct horse")
        .await;
    let request = admin
        .request(reqwest::Method::GET, "/api/audit")
        .query(&[("kind", "organization.created")]);
    let page = admin.send(request).await.expect(StatusCode::OK);
    let [entry] = page["items"].as_array().unwrap().as_slice() else {
        panic!("{page}")
    };
    assert_eq!(
        entry["actor"],
        serde_json::json!({ "type": "user", "id": admin.user_id })
    );
    assert_eq!(entry["subjects"][0]["id"], admin.organization_id.as_str());
    assert_eq!(entry["address"], "127.0.0.1");
    assert!(entry["request_id"].as_str().is_some_and(|id| !id.is_empty()));
    assert!(page["next_cursor"].is_null());
}

#[tokio::test]
async fn every_filter_narrows_the_log() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", "correct horse")
        .await;
    let everything = admin.get("/api/audit").await.expect(StatusCode::OK);
    let entry = &everything["items"][0];
    let at = entry["at"].as_str().unwrap();
    let request_id = entry["request_id"].as_str().unwrap();
    let counts = [
        (format!("from={at}"), true),
        (format!("until={at}"), false),
        (format!("from={at}&until=2999-01-01T00:00:00Z"), true),
        ("from=1969-01-01T00:00:00Z".to_owned(), true),
        ("kind=task.created".to_owned(), false),
        (format!("actor={}", admin.user_id), true),
        (format!("actor={}", admin.user_id.to_uppercase()), true),
        ("actor_type=user".to_owned(), true),
        ("actor_type=system&actor_type=user".to_owned(), true),
        ("actor_type=token".to_owned(), false),
        (format!("subject={}", admin.organization_id.to_uppercase()), true),
        ("actor=0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69".to_owned(), false),
        (format!("subject={}", admin.organization_id), true),
        ("subject=other".to_owned(), false),
        (format!("request_id={request_id}"), true),
        ("request_id=other".to_owned(), false),
    ];
    for (filter, found) in counts {
        let page = admin
            .get(&format!("/api/audit?{filter}"))
            .await
            .expect(StatusCode::OK);
        assert_eq!(!page["items"].as_array().unwrap().is_empty(), found, "{filter}");
    }
}

/// A user is found also where a token or an import acts for it, and these by their own ids (AUD-2).
#[tokio::test]
async fn every_sort_of_actor_is_found() {
    let setting = Setting::new().await;
    let admin = &setting.admin;
    let import = setting.import("Title\nOne\n", json!({"auto_commit": true})).await;
    let body = json!({ "name": "Robot", "role": "user", "areas": ["tasks"] });
    let token = admin
        .post("/api/auth/tokens", body)
        .await
        .expect(StatusCode::CREATED);
    let robot = admin.with_token(token["token"].as_str().unwrap());
    let task = json!({ "project_id": setting.project.id, "title": "By a robot" });
    let by_robot = robot.post("/api/tasks", task).await.expect(StatusCode::CREATED);
    let log_in = json!({ "email": "ada@example.com", "password": "wrong horse" });
    let anyone = setting.product.anonymous();
    anyone
        .post("/api/auth/login", log_in)
        .await
        .expect_problem(401, "unauthenticated");

    let imported = setting.tasks().await;
    let (token_id, import_id) = (token["id"].as_str().unwrap(), import["id"].as_str().unwrap());
    for (filter, kind, found) in [
        (format!("actor={token_id}"), "task.created", true),
        (format!("actor={}", admin.user_id), "task.created", true),
        ("actor_type=token".to_owned(), "task.created", true),
        ("actor_type=user".to_owned(), "task.created", false),
        (format!("actor={import_id}"), "import.chunk_committed", true),
        (
            format!("actor={}", import_id.to_uppercase()),
            "import.chunk_committed",
            true,
        ),
        (format!("actor={}", admin.user_id), "import.chunk_committed", true),
        ("actor_type=import".to_owned(), "import.chunk_committed", true),
        (format!("actor={token_id}"), "import.chunk_committed", false),
        // An import names what it made by rows of its file.
        (
            format!("subject={}", imported[0].id),
            "import.chunk_committed",
            true,
        ),
        (
            format!("subject={}", by_robot["id"].as_str().unwrap()),
            "import.chunk_committed",
            false,
        ),
        ("actor_type=anonymous".to_owned(), "session.refused", true),
        ("actor_type=user".to_owned(), "session.refused", false),
    ] {
        let page = admin
            .get(&format!("/api/audit?kind={kind}&{filter}"))
            .await
            .expect(StatusCode::OK);
        let items = page["items"].as_array().unwrap();
        assert_eq!(!items.is_empty(), found, "{kind} {filter}");
    }
}

#[tokio::test]
async fn an_organization_sees_its_own_log_only() {
    let product = product().await;
    let ours = product
        .anonymous()
        .sign_up("Ours", "ada@example.com", "correct horse")
        .await;
    let theirs = product
        .anonymous()
        .sign_up("Theirs", "eve@example.com", "correct horse")
        .await;
    let page = theirs
        .get(&format!("/api/audit?subject={}", ours.organization_id))
        .await
        .expect(StatusCode::OK);
    assert_eq!(page["items"], serde_json::json!([]));
}

#[tokio::test]
async fn a_page_goes_on_where_the_last_one_ended() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", "correct horse")
        .await;
    for _ in 0..3 {
        admin.get("/api/audit/export").await.expect(StatusCode::SEE_OTHER);
    }
    let mut seen = Vec::new();
    let mut path = "/api/audit?limit=1".to_owned();
    loop {
        let page = admin.get(&path).await.expect(StatusCode::OK);
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["id"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/api/audit?limit=1&cursor={cursor}");
    }
    let at_once = admin.get("/api/audit?limit=200").await.expect(StatusCode::OK);
    let ids: Vec<_> = at_once["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap())
        .collect();
    assert_eq!(seen, ids);
    assert!(
        ids.len() >= 4 && ids.is_sorted_by(|a, b| a > b),
        "newest first: {ids:?}"
    );
}

#[tokio::test]
async fn what_cannot_be_understood_is_refused_by_name() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", "correct horse")
        .await;
    for query in [
        "limit=0",
        "limit=201",
        "limit=x",
        "from=yesterday",
        "colour=red",
        "actor=me",
        "actor_type=robot",
        "cursor=!",
        "cursor=bm8",
    ] {
        admin
            .get(&format!("/api/audit?{query}"))
            .await
            .expect_problem(400, "malformed");
    }
    product
        .anonymous()
        .get("/api/audit")
        .await
        .expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_refusal_says_what_was_tried_on_which_thing_and_once_a_minute() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = admin.user_id.clone();
    for _ in 0..3 {
        guest
            .patch(&format!("/api/users/{other}"), json!({"role": "guest"}))
            .await
            .expect_problem(403, "forbidden");
    }
    guest.get("/api/users").await.expect_problem(403, "forbidden");
    let log = admin
        .get("/api/audit?kind=access.refused")
        .await
        .expect(StatusCode::OK);
    let payloads: Vec<&Value> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["payload"])
        .collect();
    assert_eq!(
        payloads,
        [
            &json!({"reason": "users.read", "operation": "GET /api/users"}),
            &json!({"reason": "users.manage", "operation": "PATCH /api/users/{id}", "things": [other]}),
        ]
    );
}
