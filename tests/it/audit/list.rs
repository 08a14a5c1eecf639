//! `GET /api/audit`

use reqwest::StatusCode;

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
        ("kind=task.created".to_owned(), false),
        (format!("actor={}", admin.user_id), true),
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
