//! Dropped files of which S3 tells often, late or wrongly, and files that are overwritten.

use chrono::TimeDelta;
use katalusis_events::{Delivery, Handled};
use katalusis_imports::{Work, intake};
use katalusis_runtime::settings::{Files, Imports, read_from};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::dropped::Folder;
use super::setting::{Setting, file};

fn done(handled: &Handled) -> bool {
    matches!(handled, Handled::Done)
}

/// A message as S3 would send it.
fn told(key: &str, size: usize, etag: &str) -> Delivery {
    let object = json!({"key": key, "size": size, "eTag": etag.trim_matches('"')});
    Delivery {
        body: json!({"Records": [{"s3": {"object": object}}]}).to_string(),
        message_id: String::new(),
        receipt: String::new(),
        receive_count: 1,
    }
}

#[tokio::test]
async fn ten_deliveries_of_one_event_make_one_import() {
    let setting = Setting::new().await;
    let folder = Folder::new(&setting, json!({})).await;
    folder
        .put("a.csv", &file("What", 1_200, |n| format!("Task {n}")))
        .await;
    let work = setting.work();
    let messages = setting.take_some("UPLOADS_QUEUE_URL").await;
    let message = messages
        .iter()
        .find(|message| message.body.contains("a.csv"))
        .unwrap();
    let at_once = futures::future::join_all((0..5).map(|_| intake::handle(&work, message.clone()))).await;
    assert!(at_once.iter().all(done), "{at_once:?}");
    for _ in 0..3 {
        assert!(done(&intake::handle(&work, message.clone()).await));
    }
    folder.settle().await;
    let mut late = message.clone();
    late.receive_count = 2;
    for _ in 0..2 {
        assert!(done(&intake::handle(&work, late.clone()).await));
    }
    folder.settle().await;
    assert_eq!(folder.imports().await.len(), 1);
    assert_eq!(setting.tasks().await.len(), 1_200);
    assert_eq!(
        folder
            .beside("a.csv", ".report.csv")
            .await
            .unwrap()
            .lines()
            .count(),
        1_201
    );
}

#[tokio::test]
async fn a_file_that_is_overwritten_before_it_is_read_is_two_files() {
    let setting = Setting::new().await;
    let folder = Folder::new(&setting, json!({})).await;
    folder.put("a.csv", "What\nfirst\n").await;
    folder.put("a.csv", "What\nsecond\n").await;
    folder.settle().await;
    assert_eq!(folder.titles().await, ["first", "second"]);
    assert_eq!(folder.imports().await.len(), 2);
    // The same content once more is dropped once more.
    folder.put("a.csv", "What\nsecond\n").await;
    folder.settle().await;
    assert_eq!(folder.titles().await, ["first", "second", "second"]);
}

#[tokio::test]
async fn a_dropped_file_whose_reader_died_is_read_again() {
    let setting = Setting::new().await;
    let folder = Folder::new(&setting, json!({})).await;
    folder
        .put("a.csv", &file("What", 5_000, |n| format!("Task {n}")))
        .await;
    let work = setting.work();
    for message in setting.take_some("UPLOADS_QUEUE_URL").await {
        let begun = async {
            while folder.imports().await.is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            _ = intake::handle(&work, message) => {}
            () = begun => {}
        }
    }
    setting.product.clock.advance(TimeDelta::minutes(7));
    setting.sweep().await;
    folder.settle().await;
    assert_eq!(folder.imports().await[0]["state"], "completed");
    assert_eq!(setting.tasks().await.len(), 5_000);
}

/// The same product on a bucket that keeps no versions.
async fn without_versions(setting: &Setting, folder: &mut Folder<'_>) -> Work {
    folder.bucket = format!("{}-plain", folder.bucket);
    folder
        .s3
        .create_bucket()
        .bucket(&folder.bucket)
        .send()
        .await
        .unwrap();
    let mut variables = setting.product.variables.clone();
    variables.insert("FILES_BUCKET".to_owned(), folder.bucket.clone());
    let (files, imports) = read_from(variables, |reader| {
        let (files, imports) = (Files::read(reader), Imports::read(reader));
        Some((files?, imports?))
    })
    .unwrap();
    Work::new(&setting.product.platform, &files, &imports)
}

async fn etag(folder: &Folder<'_>, name: &str) -> String {
    let head = folder
        .s3
        .head_object()
        .bucket(&folder.bucket)
        .key(folder.key(name));
    head.send().await.unwrap().e_tag.unwrap()
}

#[tokio::test]
async fn without_versions_the_content_is_the_one_that_s3_told_of() {
    let setting = Setting::new().await;
    let mut folder = Folder::new(&setting, json!({"auto_commit": false})).await;
    let work = without_versions(&setting, &mut folder).await;
    let (first, second) = ("What\nfirst\n", "What\nsecond\n");
    folder.put("a.csv", first).await;
    let of_first = told(&folder.key("a.csv"), first.len(), &etag(&folder, "a.csv").await);
    assert!(done(&intake::handle(&work, of_first.clone()).await));
    assert!(done(&intake::handle(&work, of_first.clone()).await));
    let imports = folder.imports().await;
    assert_eq!((imports.len(), &imports[0]["state"]), (1, &json!("planned")));

    // Overwritten before it is read again: this is not the file that the import is of.
    folder.put("a.csv", second).await;
    let path = format!("/api/imports/{}/mapping", imports[0]["id"].as_str().unwrap());
    let rules = json!({"rules": [{"target": "title", "column": "What"}]});
    setting
        .admin
        .patch(&path, rules)
        .await
        .expect(StatusCode::ACCEPTED);
    for message in setting.take_some("UPLOADS_QUEUE_URL").await {
        if message.body.contains("import.plan") {
            assert!(done(&intake::handle(&work, message).await));
        }
    }
    let failed = setting.get(&imports[0]).await;
    assert_eq!(
        (&failed["state"], &failed["failure"]["code"]),
        (&json!("failed"), &json!("gone"))
    );

    // Told of late, the first content makes no import of the second, which has an event of its own.
    let of_second = told(&folder.key("a.csv"), second.len(), &etag(&folder, "a.csv").await);
    folder.put("b.csv", second).await;
    let of_other = told(
        &folder.key("b.csv"),
        first.len(),
        "\"0123456789abcdef0123456789abcdef\"",
    );
    assert!(done(&intake::handle(&work, of_other).await));
    assert_eq!(folder.imports().await.len(), 1);
    assert!(done(&intake::handle(&work, of_second).await));
    let imports = folder.imports().await;
    assert_eq!((imports.len(), &imports[0]["counts"]["create"]), (2, &json!(1)));
    assert_eq!(setting.rows(&imports[0], "").await[0]["task"]["title"], "second");
}

#[tokio::test]
async fn a_file_that_is_not_all_there_or_gone_is_no_import() {
    let setting = Setting::new().await;
    let mut folder = Folder::new(&setting, json!({})).await;
    let work = without_versions(&setting, &mut folder).await;
    folder.put("a.csv", "What\nfir").await;
    let (key, etag) = (folder.key("a.csv"), etag(&folder, "a.csv").await);
    let whole = told(&key, "What\nfirst\n".len(), &etag);
    // It comes again, and ends in the dead-letter queue if it stays so.
    assert!(matches!(intake::handle(&work, whole).await, Handled::Retry(_)));
    let gone = told(&folder.key("b.csv"), 9, &etag);
    assert!(done(&intake::handle(&work, gone).await));
    assert!(
        folder
            .beside("b.csv", ".failed.txt")
            .await
            .unwrap()
            .contains("removed")
    );
    let nameless = Delivery {
        body: json!({"Records": [{"s3": {"object": {"key": key}}}]}).to_string(),
        message_id: String::new(),
        receipt: String::new(),
        receive_count: 1,
    };
    assert!(matches!(intake::handle(&work, nameless).await, Handled::Retry(_)));
    assert_eq!(folder.imports().await, Vec::<Value>::new());
}
