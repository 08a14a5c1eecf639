//! What cannot go on: retried, skipped, seen.

use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, at, manual, tell};
use crate::product::notify;

#[tokio::test]
async fn what_fails_for_good_is_an_incident_that_is_skipped_or_tried_again() {
    let setting = Setting::new().await;
    let start = json!({"kind": "start", "when": "task_event", "event": "created"});
    let change = json!({"kind": "change_task", "task": "trigger.task.id", "status": "completed"});
    setting
        .publish(
            &[
                ("start", start),
                ("change", change),
                ("tell", tell(&setting.user, "done")),
            ],
            &["start>change", "change>tell"],
        )
        .await;
    for title in ["one", "two"] {
        setting.task(json!({"title": title})).await;
    }
    setting.work().await;
    let stuck = setting
        .admin
        .get("/api/runs?stuck=true")
        .await
        .expect(StatusCode::OK);
    assert_eq!(stuck["items"].as_array().unwrap().len(), 2);
    let runs = setting.runs().await;
    let run = setting.run(&runs[0]).await;
    let message = run["activities"][0]["doing"]["incident"]["failure"]["message"]
        .as_str()
        .unwrap();
    assert_eq!(
        message,
        "OPS-1 is New and cannot become Completed, only In Progress."
    );
    notify(&setting.product).await;
    let inbox = setting
        .admin
        .get("/api/notifications")
        .await
        .expect(StatusCode::OK);
    assert_eq!(inbox["items"][0]["reason"], "run_stuck");

    let path = |index: usize, verb: &str| format!("/api/runs/{}/{verb}", runs[index]["id"].as_str().unwrap());
    let key = json!({"node": "change", "iteration": 1});
    let elsewhere = json!({"at": {"node": "tell", "iteration": 1}});
    let refused = setting
        .admin
        .post(&path(0, "retry"), elsewhere)
        .await
        .expect_problem(409, "conflict");
    assert_eq!(refused["allowed"], json!(["change"]));
    let no_exit = json!({"at": key, "exit": "sideways"});
    setting
        .admin
        .post(&path(0, "skip"), no_exit)
        .await
        .expect_problem(422, "invalid");
    setting
        .admin
        .post(&path(0, "skip"), json!({"at": key, "exit": "next"}))
        .await
        .expect(StatusCode::OK);
    setting
        .admin
        .patch("/api/tasks/OPS-2", json!({"status": "in_progress"}))
        .await
        .expect(StatusCode::OK);
    setting
        .admin
        .post(&path(1, "retry"), json!({"at": key}))
        .await
        .expect(StatusCode::OK);
    setting.work().await;
    for run in setting.runs().await {
        assert_eq!(
            (&run["status"], &run["incidents"]),
            (&json!("completed"), &json!(0))
        );
    }
    let task = setting.admin.get("/api/tasks/OPS-2").await.expect(StatusCode::OK);
    assert_eq!(task["status"], "completed");
}

#[tokio::test]
async fn a_task_that_is_deleted_is_not_waited_for() {
    let setting = Setting::new().await;
    let create =
        json!({"kind": "create_task", "project_id": setting.project["id"], "title": "Pack", "wait": true});
    let workflow = setting
        .publish(
            &[
                ("start", manual()),
                ("pack", create),
                ("gone", tell(&setting.user, "{{ steps.pack.error }}")),
            ],
            &["start>pack", "pack.failed>gone"],
        )
        .await;
    let run = setting.start(&workflow, json!({})).await;
    setting.work().await;
    assert_eq!(at(&setting.run(&run).await), ["pack"]);
    let delete = setting
        .admin
        .request(reqwest::Method::DELETE, "/api/tasks/OPS-1")
        .header("if-match", "*");
    assert_eq!(setting.admin.send(delete).await.status, StatusCode::NO_CONTENT);
    setting.work().await;
    let run = setting.run(&run).await;
    assert_eq!(run["status"], "completed");
    assert!(
        run["steps"]["pack"]["error"]
            .as_str()
            .unwrap()
            .contains("was deleted")
    );
}

#[tokio::test]
async fn a_task_that_took_too_long_is_waited_for_again() {
    let setting = Setting::new().await;
    let create = json!({"kind": "create_task", "project_id": setting.project["id"], "title": "Pack", "wait": true, "limit": 60});
    let workflow = setting
        .publish(&[("start", manual()), ("pack", create)], &["start>pack"])
        .await;
    let run = setting.start(&workflow, json!({})).await;
    setting.work().await;
    setting.pass(61).await;
    assert_eq!(setting.run(&run).await["incidents"], 1);
    let retry = format!("/api/runs/{}/retry", run["id"].as_str().unwrap());
    let at = json!({"at": {"node": "pack", "iteration": 1}});
    setting.user.post(&retry, at).await.expect(StatusCode::OK);
    setting.work().await;
    assert_eq!(setting.tasks().await.len(), 1);
    setting.complete("OPS-1").await;
    setting.work().await;
    assert_eq!(setting.run(&run).await["status"], "completed");
    assert_eq!(setting.tasks().await.len(), 1);
}
