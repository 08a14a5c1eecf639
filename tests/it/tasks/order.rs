//! Paging: whatever the filter, order and limit, each task comes exactly once and in order.

use std::cmp::Ordering;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use katalusis_testing::Actor;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{project, task};
use crate::people::organization;
use crate::product::product;

const SORTS: [&str; 8] = [
    "created_at",
    "updated_at",
    "due_at",
    "start_at",
    "priority",
    "status",
    "title",
    "number",
];

/// Fields out of few values, so that many are equal.
fn fields() -> impl Strategy<Value = Value> {
    let day = || prop::option::of((1..4_u32).prop_map(|day| format!("2026-01-0{day}T00:00:00Z")));
    let status = prop::sample::select(vec!["new", "in_progress", "on_hold", "completed"]);
    let priority = prop::sample::select(vec!["low", "medium", "high", "critical"]);
    let title = prop::sample::select(vec!["a", "B", "b", "ä", "🚚", "a b"]);
    (title, status, priority, day(), day()).prop_map(|(title, status, priority, due_at, start_at)| {
        json!({"title": title, "status": status, "priority": priority, "due_at": due_at, "start_at": start_at})
    })
}

fn rank(field: &str, value: &Value) -> Value {
    let order: &[&str] = match field {
        "priority" => &["low", "medium", "high", "critical"],
        "status" => &["new", "in_progress", "on_hold", "completed"],
        _ => return value.clone(),
    };
    json!(order.iter().position(|word| value == word))
}

/// Nothing comes before everything else; numbers by size, text by code point.
fn compare(field: &str, one: &Value, two: &Value) -> Ordering {
    match (rank(field, &one[field]), rank(field, &two[field])) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::Number(one), Value::Number(two)) => one.as_i64().cmp(&two.as_i64()),
        (one, two) => one.as_str().cmp(&two.as_str()),
    }
}

fn sorted(mut tasks: Vec<Value>, sort: &str) -> Vec<String> {
    let (field, descending) = match sort.strip_prefix('-') {
        Some(field) => (field, true),
        None => (sort, false),
    };
    tasks.sort_by(|one, two| {
        let order = compare(field, one, two).then_with(|| one["id"].as_str().cmp(&two["id"].as_str()));
        if descending { order.reverse() } else { order }
    });
    tasks.iter().map(id).collect()
}

fn id(task: &Value) -> String {
    task["id"].as_str().unwrap().to_owned()
}

/// Every page of a list. `between` runs after each of them.
async fn pages(admin: &Actor, query: &str, mut between: impl AsyncFnMut()) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin
            .get(&format!("/api/tasks?{query}{cursor}"))
            .await
            .expect(StatusCode::OK);
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
        between().await;
    }
}

#[tokio::test]
async fn paging_gives_each_task_once_and_in_order() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let mut runner = TestRunner::deterministic();
    let mut tasks = Vec::new();
    for _ in 0..40 {
        let fields = fields().new_tree(&mut runner).unwrap().current();
        tasks.push(task(&admin, &ops, fields).await);
    }
    let filters = prop::sample::select(vec!["", "&status=new&status=completed", "&priority=high", "&q=a"]);
    let keeps = |filter: &str, task: &Value| match filter {
        "&status=new&status=completed" => task["status"] == "new" || task["status"] == "completed",
        "&priority=high" => task["priority"] == "high",
        "&q=a" => task["title"].as_str().unwrap().contains('a'),
        _ => true,
    };
    for field in SORTS {
        for sort in [field.to_owned(), format!("-{field}")] {
            for _ in 0..3 {
                let (limit, filter) = (1..=41_i64, &filters).new_tree(&mut runner).unwrap().current();
                let kept = tasks.iter().filter(|task| keeps(filter, task)).cloned().collect();
                let seen = pages(&admin, &format!("limit={limit}&sort={sort}{filter}"), async || {}).await;
                let seen: Vec<String> = seen.iter().map(id).collect();
                assert_eq!(seen, sorted(kept, &sort), "limit={limit}&sort={sort}{filter}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_made_while_one_reads_shifts_nothing() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let mut runner = TestRunner::deterministic();
    let mut some = async || {
        let fields = fields().new_tree(&mut runner).unwrap().current();
        task(&admin, &ops, fields).await
    };
    let mut before = Vec::new();
    for _ in 0..12 {
        before.push(some().await);
    }
    for sort in ["-created_at", "due_at", "-due_at", "title", "-status"] {
        let mut made = Vec::new();
        let seen = pages(&admin, &format!("limit=3&sort={sort}"), async || {
            if made.len() < 6 {
                made.push(some().await);
            }
        })
        .await;
        let old: Vec<Value> = seen.into_iter().filter(|task| before.contains(task)).collect();
        let ids: Vec<String> = old.iter().map(id).collect();
        assert_eq!(ids, sorted(before.clone(), sort), "{sort}");
        before.extend(made);
    }
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_order_only() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    for _ in 0..2 {
        task(&admin, &ops, json!({})).await;
    }
    let first = admin
        .get("/api/tasks?limit=1&sort=title")
        .await
        .expect(StatusCode::OK);
    let cursor = first["next_cursor"].as_str().unwrap();
    admin
        .get(&format!("/api/tasks?limit=1&sort=-title&cursor={cursor}"))
        .await
        .expect_problem(400, "malformed");
}

#[tokio::test]
async fn a_cursor_that_somebody_wrote_is_refused() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    for _ in 0..2 {
        task(&admin, &ops, json!({})).await;
    }
    let list = "/api/tasks?sort=title&limit=1";
    let page = admin.get(list).await.expect(StatusCode::OK);
    let good = URL_SAFE_NO_PAD
        .decode(page["next_cursor"].as_str().unwrap())
        .unwrap();
    let good: Value = serde_json::from_slice(&good).unwrap();
    for value in [
        json!({"$regularExpression": {"pattern": "(a+)+$", "options": ""}}),
        json!({"$undefined": true}),
        json!({"$minKey": 1}),
        json!({"$code": "while (true) {}"}),
        json!({"$ne": null}),
        json!([1]),
    ] {
        let mut cursor = good.clone();
        cursor["value"] = value;
        let cursor = URL_SAFE_NO_PAD.encode(cursor.to_string());
        admin
            .get(&format!("{list}&cursor={cursor}"))
            .await
            .expect_problem(400, "malformed");
    }
}
