//! `GET /api/tasks`: filters, fields, and who sees what.

use katalusis_domain::permission::Role;
use katalusis_testing::Actor;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{each, path, project, shared_project, task};
use crate::people::{member, organization};
use crate::product::product;

/// The titles that a query finds, sorted.
async fn found(actor: &Actor, query: &str) -> Vec<String> {
    let list = actor
        .get(&format!("/api/tasks?{query}"))
        .await
        .expect(StatusCode::OK);
    let mut titles = each(&list, "title");
    titles.sort();
    // Whoever counts sees what whoever lists sees.
    let count = actor
        .get(&format!("/api/tasks/count?{query}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(count, json!({"count": titles.len(), "more": false}), "{query}");
    titles
}

#[tokio::test]
async fn every_field_is_a_filter() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let (ops, hr) = (project(&admin, "OPS").await, project(&admin, "HR").await);
    let a = task(
        &admin,
        &ops,
        json!({"title": "a", "status": "in_progress", "priority": "high", "tags": ["red", "x"],
            "assignees": [user.user_id], "start_at": "2026-02-01T00:00:00Z", "due_at": "2026-03-01T00:00:00Z", "custom": {"number": 5, "checkbox": true}}),
    )
    .await;
    let a_id = a["id"].as_str().unwrap();
    let first_made = a["created_at"].as_str().unwrap();
    task(&user, &ops, json!({"title": "b", "tags": ["green"], "parent_id": a["id"], "custom": {"text": "5", "select": "red"}})).await;
    let c = task(
        &admin,
        &hr,
        json!({"title": "c", "priority": "low", "due_at": "2026-04-01T00:00:00Z"}),
    )
    .await;
    let last_made = c["created_at"].as_str().unwrap();
    for status in ["in_progress", "completed"] {
        admin
            .patch(&path(&c, ""), json!({"status": status}))
            .await
            .expect(StatusCode::OK);
    }
    let c = admin.get(&path(&c, "")).await.expect(StatusCode::OK);
    let completed = c["completed_at"].as_str().unwrap();
    let user_id = &user.user_id;
    let hr_id = hr["id"].as_str().unwrap();

    for (query, titles) in [
        (String::new(), "a b c"),
        ("status=in_progress".to_owned(), "a"),
        ("status=in_progress&status=new".to_owned(), "a b"),
        ("priority=high&priority=low".to_owned(), "a c"),
        (format!("assignee={user_id}"), "a"),
        ("assignee=none".to_owned(), "b c"),
        (format!("assignee=none&assignee={user_id}&project=OPS"), "a b"),
        ("assignee=me".to_owned(), ""),
        ("tag=RED".to_owned(), "a"),
        ("tag=red&tag=green".to_owned(), "a b"),
        ("project=ops".to_owned(), "a b"),
        (format!("project=OPS&project={hr_id}"), "a b c"),
        ("project=NONE".to_owned(), ""),
        ("created_by=me".to_owned(), "a c"),
        (format!("created_by={user_id}"), "b"),
        (format!("parent={a_id}"), "b"),
        ("due_after=2026-03-01T00:00:00Z".to_owned(), "a c"),
        ("due_before=2026-04-01T00:00:00Z".to_owned(), "a"),
        (
            "due_after=2026-03-01T00:00:00.001Z&due_before=2026-05-01T00:00:00Z".to_owned(),
            "c",
        ),
        ("no_due_date=true".to_owned(), "b"),
        ("start_after=2026-02-01T00:00:00Z".to_owned(), "a"),
        ("start_before=2026-02-01T00:00:00Z".to_owned(), ""),
        (
            "start_after=2026-01-01T00:00:00Z&start_before=2026-03-01T00:00:00Z".to_owned(),
            "a",
        ),
        (format!("completed_after={completed}"), "c"),
        (format!("completed_before={completed}"), ""),
        ("watcher=me".to_owned(), "a c"),
        (format!("watcher={user_id}"), "b"),
        (format!("watcher={user_id}&watcher=me"), "a b c"),
        ("number=1".to_owned(), "a c"),
        ("number=2&project=OPS".to_owned(), "b"),
        ("number=1&number=2".to_owned(), "a b c"),
        (format!("import={a_id}"), ""),
        (format!("created_before={last_made}"), "a b"),
        (format!("created_after={last_made}"), "c"),
        (format!("updated_after={first_made}"), "a b c"),
        (format!("updated_before={first_made}"), ""),
        ("custom.number=5".to_owned(), "a"),
        ("custom.text=5".to_owned(), "b"),
        ("custom.checkbox=true".to_owned(), "a"),
        ("custom.select=red&custom.select=green".to_owned(), "b"),
        ("custom.number=5&custom.checkbox=false".to_owned(), ""),
        ("deleted=true".to_owned(), ""),
    ] {
        assert_eq!(found(&admin, &query).await.join(" "), titles, "{query}");
    }
    assert_eq!(found(&user, "assignee=me").await, ["a"]);
}

#[tokio::test]
async fn every_word_must_occur_somewhere_in_any_case() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    task(
        &admin,
        &ops,
        json!({"title": "Invoice 7 (open)", "description": "Überweisung an ACME", "tags": ["finance"]}),
    )
    .await;
    task(
        &admin,
        &ops,
        json!({"title": "Other", "description": "100% [done]. a.b*"}),
    )
    .await;
    for (q, titles) in [
        ("inv", "Invoice 7 (open)"),
        ("INVOICE fin über acme", "Invoice 7 (open)"),
        ("invoice other", ""),
        ("ops-2", "Other"),
        ("(open)", "Invoice 7 (open)"),
        ("a.b*", "Other"),
        ("axb", ""),
        ("[done].", "Other"),
        ("100%", "Other"),
        (".*", ""),
        ("\\", ""),
        ("^", ""),
        ("  ", "Invoice 7 (open) Other"),
    ] {
        let request = admin
            .request(reqwest::Method::GET, "/api/tasks")
            .query(&[("q", q)]);
        let list = admin.send(request).await.expect(StatusCode::OK);
        let mut titles_found = each(&list, "title");
        titles_found.sort();
        assert_eq!(titles_found.join(" "), titles, "{q}");
    }
}

#[tokio::test]
async fn a_list_gives_whole_tasks_or_the_fields_asked_for() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({"description": "long"})).await;
    let whole = admin.get("/api/tasks").await.expect(StatusCode::OK);
    assert_eq!(whole["items"][0], made);
    for query in ["fields=title,due_at", "fields=title&fields=due_at"] {
        let part = admin
            .get(&format!("/api/tasks?{query}"))
            .await
            .expect(StatusCode::OK);
        let wanted = json!({"id": made["id"], "key": "OPS-1", "title": "A task", "due_at": null});
        assert_eq!(part["items"][0], wanted);
    }
    admin
        .get("/api/tasks?fields=title,secret")
        .await
        .expect_problem(400, "malformed");
}

#[tokio::test]
async fn a_page_of_very_long_texts_ends_early_and_nothing_is_lost() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let long = "🚚".repeat(50_000);
    for _ in 0..25 {
        task(&admin, &ops, json!({"description": long})).await;
    }
    let (mut keys, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let answer = admin
            .get(&format!("/api/tasks?limit=200&sort=number{cursor}"))
            .await;
        assert!(
            answer.bytes.len() < 5_000_000,
            "a Lambda cannot answer more than 6 MB"
        );
        let page = answer.expect(StatusCode::OK);
        keys.extend(each(&page, "number"));
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert!(pages > 1);
    assert_eq!(keys, (1..=25).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn guests_find_only_what_is_shared_and_other_organizations_nothing() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let (open, secret) = (
        shared_project(&admin, "OPEN").await,
        project(&admin, "SECRET").await,
    );
    let seen = task(&admin, &open, json!({"title": "seen"})).await;
    let hidden = task(
        &admin,
        &secret,
        json!({"title": "hidden", "parent_id": seen["id"]}),
    )
    .await;
    let secret_id = secret["id"].as_str().unwrap();

    assert_eq!(found(&guest, "").await, ["seen"]);
    assert_eq!(found(&guest, "project=OPEN&project=SECRET").await, ["seen"]);
    for query in [
        "project=SECRET".to_owned(),
        format!("project={secret_id}"),
        "q=hidden".to_owned(),
        format!("parent={}", seen["id"].as_str().unwrap()),
    ] {
        assert!(found(&guest, &query).await.is_empty(), "{query}");
    }
    guest
        .get("/api/tasks?deleted=true")
        .await
        .expect_problem(400, "malformed");
    for query in [
        String::new(),
        format!("project={secret_id}"),
        "project=OPEN".to_owned(),
        format!("created_by={}", admin.user_id),
        format!("parent={}", seen["id"].as_str().unwrap()),
        "q=seen".to_owned(),
    ] {
        assert!(found(&other, &query).await.is_empty(), "{query}");
    }
    // A cursor of one list opens nothing in another organization.
    let first = admin.get("/api/tasks?limit=1").await.expect(StatusCode::OK);
    let cursor = first["next_cursor"].as_str().unwrap();
    let theirs = other
        .get(&format!("/api/tasks?limit=1&cursor={cursor}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(theirs["items"], json!([]));
    admin
        .delete(&path(&hidden, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn what_cannot_be_read_is_400_and_says_why() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let many = "status=new&".repeat(51);
    let long = format!("q={}", "x".repeat(201));
    let words = format!("q={}", "x%20".repeat(11));
    for query in [
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=99999999999999999999",
        "cursor=nonsense",
        "cursor=e30",
        "sort=secret",
        "sort=custom.text",
        "status=done",
        "assignee=nobody",
        "project=%00",
        "parent=OPS-1",
        "due_before=yesterday",
        "no_due_date=maybe",
        "q=%00",
        "unknown=1",
        "custom.=1",
        "custom.$where=1",
        "custom.a.b=1",
        "custom.A=1",
        "deleted=1&deleted=2",
        many.as_str(),
        &long,
        &words,
    ] {
        let answer = admin.get(&format!("/api/tasks?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        answer.expect_problem(400, "malformed");
    }
    // Odd, but possible.
    for query in [
        "",
        "&&",
        "cursor=",
        "tag=%00",
        "custom.x=%00",
        "custom.x=NaN",
        "due_before=0000-01-01T00:00:00Z",
    ] {
        let list = admin
            .get(&format!("/api/tasks?{query}"))
            .await
            .expect(StatusCode::OK);
        assert_eq!(list, json!({"items": [], "next_cursor": Value::Null}), "{query}");
    }
}

#[tokio::test]
async fn what_is_refused_is_not_repeated_at_length() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let long = "<".repeat(100_000);
    let problem = admin
        .post(
            "/api/tasks",
            json!({"project_id": admin.user_id, "title": "x", "due_at": long.clone(), (long): 1}),
        )
        .await;
    assert!(problem.bytes.len() < 5_000, "{}", problem.bytes.len());
    problem.expect_problem(422, "invalid");
    let word = "a".repeat(61);
    let answer = admin.get(&format!("/api/tasks?q={word}")).await;
    answer.expect_problem(400, "malformed");
}
