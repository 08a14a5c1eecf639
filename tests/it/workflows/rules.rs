//! Rules: when, if, then; and the log of what they made of it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::setting::Setting;

async fn log(setting: &Setting, rule: &Value) -> Vec<Value> {
    let path = format!("/api/rules/{}/log", rule["id"].as_str().unwrap());
    let log = setting.admin.get(&path).await.expect(StatusCode::OK);
    log["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_rule_fires_where_its_condition_holds_and_says_why_not() {
    let setting = Setting::new().await;
    let rule = setting
        .user
        .post("/api/rules", json!({
            "name": "Urgent", "when": "task_created", "if": "trigger.task.priority in ['high', 'critical']",
            "then": [{"kind": "change_task", "task": "trigger.task.id", "add_tags": ["urgent"]}],
        }))
        .await
        .expect(StatusCode::CREATED);
    setting.task(json!({"title": "calm"})).await;
    let loud = setting.task(json!({"title": "loud", "priority": "high"})).await;
    setting.work().await;
    let tags: Vec<_> = setting
        .tasks()
        .await
        .iter()
        .map(|task| task["tags"].clone())
        .collect();
    assert_eq!(tags, [json!([]), json!(["urgent"])]);
    let log = log(&setting, &rule).await;
    let mut judged: Vec<_> = log
        .iter()
        .map(|entry| {
            (
                entry["subject"]["key"].as_str().unwrap(),
                entry["fired"].as_bool().unwrap(),
            )
        })
        .collect();
    judged.sort_unstable();
    assert_eq!(judged, [("OPS-1", false), ("OPS-2", true)]);
    let not = log.iter().find(|entry| entry["fired"] == false).unwrap();
    assert!(
        not["why_not"]
            .as_str()
            .unwrap()
            .starts_with("The condition does not hold")
    );
    let runs = setting
        .admin
        .get(&format!("/api/runs?task={}", loud["id"].as_str().unwrap()))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        runs["items"][0]["origin"],
        json!({"kind": "rule", "id": rule["id"], "version": 1})
    );
}

#[tokio::test]
async fn rules_that_set_each_other_off_are_cut() {
    let setting = Setting::new().await;
    let flip = |to: &str, from: &str| {
        json!({
            "name": to, "when": "task_changed", "if": format!("trigger.task.priority == '{from}'"),
            "then": [{"kind": "change_task", "task": "trigger.task.id", "priority": to}],
        })
    };
    let up = setting
        .admin
        .post("/api/rules", flip("high", "low"))
        .await
        .expect(StatusCode::CREATED);
    let down = setting
        .admin
        .post("/api/rules", flip("low", "high"))
        .await
        .expect(StatusCode::CREATED);
    setting.task(json!({"title": "see-saw"})).await;
    setting.work().await;
    setting
        .admin
        .patch("/api/tasks/OPS-1", json!({"priority": "low"}))
        .await
        .expect(StatusCode::OK);
    setting.work().await;
    let both = [log(&setting, &up).await, log(&setting, &down).await].concat();
    let fired = both.iter().filter(|entry| entry["fired"] == true).count();
    assert_eq!(fired, 9, "by the change, and eight by each other");
    let cut = |entry: &&Value| {
        entry["why_not"]
            .as_str()
            .is_some_and(|why| why.contains("circle"))
    };
    assert_eq!(both.iter().filter(cut).count(), 1);
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_its_field() {
    let setting = Setting::new().await;
    let rule = json!({
        "name": "X", "when": "task_created", "if": "trigger.task.priori == 'high'",
        "then": [{"kind": "change_task", "task": "trigger.task.id"}],
    });
    let problem = setting
        .admin
        .post("/api/rules", rule)
        .await
        .expect_problem(422, "invalid");
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(pointers, ["/if", "/then/0/status"]);
    let tell =
        json!({"kind": "notification", "channel": {"inbox": [{"user": setting.user.user_id}]}, "text": "x"});
    let call = json!({"kind": "http_call", "method": "GET", "url": "https://example.com", "headers": {"x\u{0}": "1"}});
    for (rule, pointer) in [
        (
            json!({"name": "X", "when": "import_finished", "project_id": setting.project["id"], "then": [tell]}),
            "/project_id",
        ),
        (
            json!({"name": "X", "when": "task_created", "then": [call]}),
            "/then/0",
        ),
    ] {
        let problem = setting
            .admin
            .post("/api/rules", rule)
            .await
            .expect_problem(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    let none = json!({"name": "X", "when": "task_created", "then": []});
    setting
        .admin
        .post("/api/rules", none)
        .await
        .expect_problem(422, "invalid");
}

#[tokio::test]
async fn rules_are_changed_by_their_owners_and_gone_when_deleted() {
    let setting = Setting::new().await;
    let body = json!({"name": "Tag", "when": "task_created", "then": [{"kind": "change_task", "task": "trigger.task.id", "add_tags": ["a"]}]});
    let rule = setting
        .admin
        .post("/api/rules", body)
        .await
        .expect(StatusCode::CREATED);
    let path = format!("/api/rules/{}", rule["id"].as_str().unwrap());
    setting
        .user
        .patch(&path, json!({"enabled": false}))
        .await
        .expect_problem(403, "forbidden");
    let then = json!([{"kind": "change_task", "task": "trigger.task.id", "add_tags": ["b"]}]);
    let changed = setting
        .admin
        .patch(&path, json!({"then": then, "if": "true"}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&changed["if"], &changed["then"][0]["add_tags"]),
        (&json!("true"), &json!(["b"]))
    );
    setting.task(json!({"title": "one"})).await;
    setting.work().await;
    setting
        .admin
        .patch(&path, json!({"enabled": false}))
        .await
        .expect(StatusCode::OK);
    setting.task(json!({"title": "two"})).await;
    setting.work().await;
    let tags: Vec<_> = setting
        .tasks()
        .await
        .iter()
        .map(|task| task["tags"].clone())
        .collect();
    assert_eq!(tags, [json!(["b"]), json!([])]);
    let delete = setting
        .admin
        .request(Method::DELETE, &path)
        .header("if-match", "*");
    assert_eq!(setting.admin.send(delete).await.status, StatusCode::NO_CONTENT);
    setting.admin.get(&path).await.expect_problem(404, "not_found");
    let told = setting
        .admin
        .get("/api/audit?kind=rule.changed")
        .await
        .expect(StatusCode::OK);
    assert_eq!(told["items"].as_array().unwrap().len(), 2);
}
