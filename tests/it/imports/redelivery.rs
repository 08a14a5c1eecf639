//! Messages that come twice, late, in any order, or make no sense.

use katalusis_domain::import::{ImportId, task_id};
use katalusis_events::{Delivery, Handled};
use katalusis_imports::{intake, rows};
use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, counts, file};
use crate::product::drain;

fn done(handled: &Handled) -> bool {
    matches!(handled, Handled::Done)
}

#[tokio::test]
async fn every_message_doubled_and_shuffled_makes_the_same_tasks() {
    let setting = Setting::new().await;
    let work = setting.work();
    let text = file("Title,Priority", 2_300, |n| {
        format!("Task {n},{}", if n % 50 == 0 { "?" } else { "" })
    });

    let import = setting
        .announce(text.as_bytes(), json!({"auto_commit": true}))
        .await;
    setting.upload(&import, text.as_bytes()).await;

    // S3's test event came first; the file's own is delivered four times, twice at once.
    let arrived = setting.take_some("UPLOADS_QUEUE_URL").await;
    let (first, second) = tokio::join!(
        futures_of(&arrived, |message| intake::handle(&work, message)),
        futures_of(&arrived, |message| intake::handle(&work, message)),
    );
    assert!(first.iter().chain(&second).all(done), "{first:?} {second:?}");
    for message in &arrived {
        assert!(done(&intake::handle(&work, message.clone()).await));
    }
    let mut late: Vec<Delivery> = arrived;
    for message in &mut late {
        message.receive_count = 2;
    }

    let mut messages = setting.take("ROWS_QUEUE_URL").await;
    assert_eq!(messages.len() % 5, 0, "five chunks");
    messages.extend(messages.clone());
    messages.reverse();
    let (left, right) = messages.split_at(messages.len() / 2);
    let (first, second) = tokio::join!(
        futures_of(left, |message| rows::handle(&work, message)),
        futures_of(right, |message| rows::handle(&work, message)),
    );
    // Who lost a race for a chunk that is not committed yet may ask for the message again.
    assert!(
        first
            .iter()
            .chain(&second)
            .all(|handled| !matches!(handled, Handled::Poison(_)))
    );
    for message in messages {
        assert!(done(&rows::handle(&work, message).await));
    }
    for message in late {
        assert!(done(&intake::handle(&work, message).await));
    }

    let import = setting.get(&import).await;
    assert_eq!(import["state"], "completed");
    assert_eq!(
        import["counts"],
        counts(&json!({"rows": 2300, "create": 2254, "error": 46, "created": 2254, "left": 0}))
    );
    let tasks = setting.tasks().await;
    let mut rows: Vec<_> = tasks
        .iter()
        .map(|task| task.source.as_ref().unwrap().row)
        .collect();
    rows.sort_unstable();
    assert_eq!(
        rows,
        (0..2_300)
            .filter(|n| n % 50 != 0)
            .map(|n| n + 2)
            .collect::<Vec<_>>()
    );
    let kinds = setting.event_kinds().await;
    for (kind, count) in [
        ("import.uploaded", 1),
        ("import.planned", 1),
        ("import.chunk_committed", 5),
        ("import.finished", 1),
    ] {
        assert_eq!(
            kinds.iter().filter(|found| *found == kind).count(),
            count,
            "{kind}"
        );
    }
}

async fn futures_of<F: Future<Output = Handled>>(
    messages: &[Delivery],
    handle: impl Fn(Delivery) -> F,
) -> Vec<Handled> {
    let mut handled = Vec::new();
    for message in messages {
        handled.push(handle(message.clone()).await);
    }
    handled
}

#[tokio::test]
async fn a_file_that_is_uploaded_again_changes_nothing() {
    let setting = Setting::new().await;
    let import = setting.announce(b"Title\na\n", json!({})).await;
    assert_eq!(setting.upload(&import, b"Title\na\n").await, StatusCode::OK);
    drain(&setting.product).await;
    let planned = setting.get(&import).await;
    assert_eq!(setting.upload(&import, b"Title\nb\n").await, StatusCode::OK);
    drain(&setting.product).await;
    assert_eq!(setting.get(&import).await, planned);

    // Planned again, it is still the first version that is read.
    let path = format!("/api/imports/{}/mapping", import["id"].as_str().unwrap());
    let rules = json!({"rules": [{"target": "title", "column": "Title"}]});
    setting
        .admin
        .patch(&path, rules)
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    assert_eq!(setting.rows(&planned, "").await[0]["task"]["title"], "a");
}

#[tokio::test]
async fn messages_that_cannot_be_read_are_buried_and_others_are_not_harmed() {
    let setting = Setting::new().await;
    let sqs = aws_sdk_sqs::Client::new(&setting.product.aws);
    for queue in ["UPLOADS_QUEUE_URL", "ROWS_QUEUE_URL"] {
        for text in ["nonsense", r#"{"kind":"other","id":1}"#] {
            let send = sqs.send_message().queue_url(&setting.product.variables[queue]);
            send.message_body(text).send().await.unwrap();
        }
    }
    let done = setting.import("Title\nx\n", json!({"auto_commit": true})).await;
    assert_eq!(done["state"], "completed");
    for queue in ["UPLOADS_DEAD_LETTERS_URL", "ROWS_DEAD_LETTERS_URL"] {
        assert_eq!(setting.take(queue).await.len(), 2, "{queue}");
    }
}

#[tokio::test]
async fn a_chunk_that_can_never_be_written_is_buried_and_the_rest_is_written() {
    let setting = Setting::new().await;
    let work = setting.work();
    let planned = setting
        .import(&file("Title", 1_200, |n| format!("Task {n}")), json!({}))
        .await;
    // Someone took the id of the task that row 700 becomes.
    let import_id: ImportId = planned["id"].as_str().unwrap().parse().unwrap();
    let taken = setting.task_with_id(task_id(import_id, 700)).await;
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let messages = setting.take("ROWS_QUEUE_URL").await;
    for message in &messages {
        let mut message = message.clone();
        let mut handled = rows::handle(&work, message.clone()).await;
        while matches!(handled, Handled::Retry(_)) {
            message.receive_count += 1;
            handled = rows::handle(&work, message.clone()).await;
        }
        let poisoned = matches!(handled, Handled::Poison(_));
        assert_eq!(poisoned, message.body.contains(r#""chunk":1"#), "{handled:?}");
    }
    let failed = setting.get(&planned).await;
    assert_eq!(
        (&failed["state"], &failed["failure"]["code"]),
        (&json!("failed"), &json!("chunks_failed"))
    );
    assert_eq!(failed["counts"]["created"], 700);
    let rows = setting.rows(&planned, "limit=200").await;
    assert_eq!(rows.iter().filter(|row| row["task_key"].is_null()).count(), 500);
    // Redrive.
    for message in messages {
        assert!(done(&rows::handle(&work, message).await));
    }
    assert_eq!(setting.tasks().await.len(), 700);
    assert_ne!(taken.title, "Task 698");
}
