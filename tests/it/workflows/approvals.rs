//! Approvals: asked, answered, and decided once.

use katalusis_domain::permission::Role;
use katalusis_testing::Actor;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, at, manual, tell};
use crate::people::member;
use crate::product::notify;

async fn leads(setting: &Setting) -> Vec<Actor> {
    let mut leads = Vec::new();
    for _ in 0..3 {
        leads.push(member(&setting.product, &setting.admin, Role::User).await);
    }
    leads
}

/// Two of three have to approve within four hours.
async fn asked(setting: &Setting, leads: &[Actor]) -> Value {
    let approvers: Vec<_> = leads
        .iter()
        .map(|lead| json!({"person": {"user": lead.user_id}}))
        .collect();
    let ask = json!({"kind": "approval", "question": "Restart {{ vars.what }}?", "approvers": approvers, "needed": 2,
        "limit": 14400, "remind_every_seconds": 3600});
    let mut drawing = super::setting::draw(
        &[
            ("start", manual()),
            ("ask", ask),
            ("yes", tell(&setting.user, "approved")),
            ("no", tell(&setting.user, "rejected")),
            ("late", tell(&setting.user, "late")),
        ],
        &[
            "start>ask",
            "ask.approved>yes",
            "ask.rejected>no",
            "ask.timed_out>late",
        ],
    );
    drawing["variables"] = json!([{"name": "what", "label": "What", "type": "text", "required": true}]);
    let workflow = setting.publish_drawing(&drawing).await;
    let run = setting.start(&workflow, json!({"what": "the shop"})).await;
    setting.work().await;
    run
}

/// A workflow that begins by `start`, and tells the user what came of `ask`; its path.
async fn asking(setting: &Setting, start: Value, ask: Value) -> String {
    setting
        .publish(
            &[
                ("start", start),
                ("ask", ask),
                ("yes", tell(&setting.user, "y")),
                ("no", tell(&setting.user, "n")),
            ],
            &["start>ask", "ask.approved>yes", "ask.rejected>no"],
        )
        .await
}

async fn answer(lead: &Actor, run: &Value, verdict: &str) -> katalusis_testing::Answer {
    let path = format!("/api/runs/{}/approvals", run["id"].as_str().unwrap());
    let body = json!({"at": {"node": "ask", "iteration": 1}, "verdict": verdict, "reason": "Because."});
    lead.post(&path, body).await
}

async fn waiting(lead: &Actor) -> Vec<Value> {
    let listed = lead.get("/api/approvals").await.expect(StatusCode::OK);
    listed["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn two_of_three_decide() {
    let setting = Setting::new().await;
    let leads = leads(&setting).await;
    let run = asked(&setting, &leads).await;
    let open = waiting(&leads[0]).await;
    assert_eq!(
        (&open[0]["question"], &open[0]["needed"], &open[0]["yours"]),
        (&json!("Restart the shop?"), &json!(2), &json!(true))
    );
    assert!(waiting(&setting.user).await.is_empty());
    notify(&setting.product).await;
    let inbox = leads[0].get("/api/notifications").await.expect(StatusCode::OK);
    assert_eq!(inbox["items"][0]["reason"], "approval_asked");
    let mails = setting.product.mailbox.mails();
    let link = format!("/approvals/{}", run["id"].as_str().unwrap());
    assert_eq!(mails.iter().filter(|mail| mail.text.contains(&link)).count(), 3);

    answer(&setting.user, &run, "approved")
        .await
        .expect_problem(409, "conflict");
    answer(&leads[0], &run, "approved").await.expect(StatusCode::OK);
    answer(&leads[0], &run, "rejected")
        .await
        .expect_problem(409, "conflict");
    assert!(waiting(&leads[0]).await.is_empty());
    answer(&leads[1], &run, "rejected").await.expect(StatusCode::OK);
    setting.work().await;
    assert_eq!(at(&setting.run(&run).await), ["ask"]);
    answer(&leads[2], &run, "approved").await.expect(StatusCode::OK);
    setting.work().await;
    let run = setting.run(&run).await;
    assert_eq!(
        (&run["status"], &run["steps"]["ask"]["decision"]),
        (&json!("completed"), &json!("approved"))
    );
    assert_eq!(run["steps"]["ask"]["votes"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn who_has_not_answered_is_reminded_and_time_decides() {
    let setting = Setting::new().await;
    let leads = leads(&setting).await;
    let run = asked(&setting, &leads).await;
    answer(&leads[0], &run, "approved").await.expect(StatusCode::OK);
    setting.pass(3_601).await;
    notify(&setting.product).await;
    let inbox = |lead: &Actor| {
        let lead = lead.clone();
        async move {
            lead.get("/api/notifications").await.expect(StatusCode::OK)["items"]
                .as_array()
                .unwrap()
                .len()
        }
    };
    assert_eq!((inbox(&leads[0]).await, inbox(&leads[1]).await), (1, 2));
    setting.pass(10_800).await;
    let over = setting.run(&run).await;
    assert_eq!(
        (&over["status"], &over["steps"]["ask"]["by"]),
        (&json!("completed"), &json!("time_limit"))
    );
    answer(&leads[1], &run, "approved")
        .await
        .expect_problem(409, "conflict");
}

#[tokio::test]
async fn of_answers_and_the_time_limit_at_once_one_decides() {
    let setting = Setting::new().await;
    let leads = leads(&setting).await;
    for round in 0..8 {
        let run = asked(&setting, &leads).await;
        answer(&leads[0], &run, "approved").await.expect(StatusCode::OK);
        answer(&leads[1], &run, "rejected").await.expect(StatusCode::OK);
        setting.work().await;
        setting
            .product
            .clock
            .advance(chrono::TimeDelta::seconds(14_400 - 1 + round % 2));
        let last = if round % 3 == 0 { "approved" } else { "rejected" };
        let ((), answered) = tokio::join!(setting.work(), answer(&leads[2], &run, last));
        setting.work().await;
        let steps = setting.happened(&run).await;
        let left: Vec<_> = steps
            .iter()
            .filter(|step| step["what"] == "left" && step["node"] == "ask")
            .collect();
        assert_eq!(left.len(), 1, "{steps:?}");
        let counted = left[0]["output"]["votes"].as_array().unwrap().len() == 3;
        assert_eq!(
            counted,
            answered.status == StatusCode::OK,
            "{answered:?} {left:?}"
        );
    }
}

#[tokio::test]
async fn who_began_it_does_not_approve_it() {
    let setting = Setting::new().await;
    let ask = json!({"kind": "approval", "question": "?", "approvers": [{"role": "user"}, {"role": "admin"}], "reason_required": true});
    let workflow = asking(&setting, manual(), ask).await;
    let run = setting.start(&workflow, json!({})).await;
    setting.work().await;
    answer(&setting.user, &run, "approved")
        .await
        .expect_problem(409, "conflict");
    let path = format!("/api/runs/{}/approvals", run["id"].as_str().unwrap());
    let body = json!({"at": {"node": "ask", "iteration": 1}, "verdict": "approved", "reason": " "});
    let problem = setting
        .admin
        .post(&path, body)
        .await
        .expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/reason");
    let open = setting.user.get(&path).await.expect(StatusCode::OK);
    assert_eq!(open["items"][0]["yours"], false);
    answer(&setting.admin, &run, "approved")
        .await
        .expect(StatusCode::OK);
    setting.work().await;
    assert_eq!(setting.run(&run).await["status"], "completed");
}

#[tokio::test]
async fn who_began_it_does_not_skip_to_its_approval() {
    let setting = Setting::new().await;
    let ask = json!({"kind": "approval", "question": "?", "approvers": [{"person": {"user": setting.admin.user_id}}], "limit": 60});
    let workflow = asking(&setting, manual(), ask).await;
    let run = setting.start(&workflow, json!({})).await;
    setting.work().await;
    setting.pass(61).await;
    assert_eq!(setting.run(&run).await["incidents"], 1);
    let path = format!("/api/runs/{}/skip", run["id"].as_str().unwrap());
    let by = |exit: &str| json!({"at": {"node": "ask", "iteration": 1}, "exit": exit});
    let problem = setting
        .user
        .post(&path, by("approved"))
        .await
        .expect_problem(409, "conflict");
    assert!(
        problem["detail"].as_str().unwrap().contains("You began this run"),
        "{problem}"
    );
    setting
        .user
        .post(&path, by("rejected"))
        .await
        .expect(StatusCode::OK);
    setting.work().await;
    assert_eq!(setting.run(&run).await["status"], "completed");
}

#[tokio::test]
async fn who_began_it_does_not_approve_what_it_leads_to() {
    let setting = Setting::new().await;
    let ask =
        json!({"kind": "approval", "question": "?", "approvers": [{"role": "user"}, {"role": "admin"}]});
    let created = json!({"kind": "start", "when": "task_event", "event": "created"});
    asking(&setting, created, ask.clone()).await;
    let called = asking(&setting, json!({"kind": "start", "when": "webhook"}), ask).await;
    let address = format!("{}{}", setting.product.base, setting.hook_of(&called).await);
    for detour in [
        json!({"kind": "create_task", "project_id": setting.project["id"], "title": "Asked for"}),
        json!({"kind": "http_call", "method": "POST", "url": address}),
    ] {
        let detour = setting
            .publish(&[("start", manual()), ("detour", detour)], &["start>detour"])
            .await;
        setting.start(&detour, json!({})).await;
        setting.work().await;
        let runs = setting.runs().await;
        let asking = runs.iter().find(|run| run["status"] == "running").unwrap();
        answer(&setting.user, asking, "approved")
            .await
            .expect_problem(409, "conflict");
        answer(&setting.admin, asking, "approved")
            .await
            .expect(StatusCode::OK);
        setting.work().await;
    }
}

#[tokio::test]
async fn who_is_gone_is_not_waited_for() {
    let setting = Setting::new().await;
    let leads = leads(&setting).await;
    let run = asked(&setting, &leads).await;
    let disable = async |lead: &Actor| {
        let path = format!("/api/users/{}", lead.user_id);
        setting
            .admin
            .patch(&path, json!({"disabled": true}))
            .await
            .expect(StatusCode::OK);
        setting.work().await;
    };
    disable(&leads[0]).await;
    let still = setting.run(&run).await;
    assert_eq!((&still["incidents"], at(&still)), (&json!(0), vec!["ask"]));
    answer(&leads[1], &run, "approved").await.expect(StatusCode::OK);
    disable(&leads[2]).await;
    let stuck = setting.run(&run).await;
    assert_eq!(stuck["incidents"], 1);
    let why = &stuck["activities"][0]["doing"]["incident"]["failure"]["message"];
    assert!(why.as_str().unwrap().contains("Too few are left"), "{stuck}");
}
