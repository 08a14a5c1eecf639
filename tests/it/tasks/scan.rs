//! `POST /api/tasks/{task}/attachments/{attachment}/scan`

use katalusis_domain::permission::Role;
use katalusis_testing::Actor;
use reqwest::StatusCode;
use serde_json::json;

use super::attachments::{announce, at, attached, upload};
use super::{each, path, project, task};
use crate::people::{member, organization};
use crate::processes::Process;
use crate::product::product;

#[tokio::test]
async fn what_is_not_scanned_goes_to_the_scanner_and_to_nobody_else() {
    let product = product().await;
    let mut server = Process::start(
        &product,
        &["http"],
        &[("ATTACHMENT_UNSCANNED_DOWNLOADS", "false")],
    );
    server.ready().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    announce(&admin, &made, 5).await;
    let announced = attached(&admin, &made, "hello").await;
    let there = |actor: &Actor| Actor::anonymous(&server.base).with_token(actor.token.as_deref().unwrap());
    let (scanner, user) = (there(&admin), there(&user));

    let waiting = scanner.get("/api/tasks/attachments").await.expect(StatusCode::OK);
    assert_eq!(
        each(&waiting, "id"),
        [announced["attachment"]["id"].as_str().unwrap()]
    );
    assert_eq!(waiting["items"][0]["task_id"], made["id"]);
    user.get("/api/tasks/attachments")
        .await
        .expect_problem(403, "forbidden");
    user.get(&at(&made, &announced, ""))
        .await
        .expect_problem(409, "conflict");
    assert_eq!(
        scanner.get(&at(&made, &announced, "")).await.status,
        StatusCode::SEE_OTHER
    );
    scanner
        .post(&at(&made, &announced, "/scan"), json!({"verdict": "clean"}))
        .await
        .expect(StatusCode::OK);
    let waiting = scanner.get("/api/tasks/attachments").await.expect(StatusCode::OK);
    assert_eq!(each(&waiting, "id"), Vec::<String>::new());
    assert_eq!(
        user.get(&at(&made, &announced, "")).await.status,
        StatusCode::SEE_OTHER
    );
    server.stop().await;
}

#[tokio::test]
async fn an_infected_file_is_never_given_out() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    let announced = announce(&admin, &made, 5).await;
    let scan = async |actor: &Actor, verdict: &str| {
        let report = json!({"verdict": verdict, "detail": "EICAR"});
        actor.post(&at(&made, &announced, "/scan"), report).await
    };
    scan(&admin, "clean").await.expect_problem(409, "conflict");
    upload(&announced, "virus", None).await;
    admin
        .post(&at(&made, &announced, "/complete"), json!({}))
        .await
        .expect(StatusCode::OK);
    scan(&user, "clean").await.expect_problem(403, "forbidden");
    scan(&admin, "fine").await.expect_problem(422, "invalid");
    let judged = scan(&admin, "infected").await.expect(StatusCode::OK);
    assert_eq!(
        (&judged["scan"], &judged["scan_detail"]),
        (&json!("infected"), &json!("EICAR"))
    );
    let problem = admin
        .get(&at(&made, &announced, ""))
        .await
        .expect_problem(409, "conflict");
    assert!(
        problem["detail"].as_str().unwrap().contains("harmful"),
        "{problem}"
    );
    scan(&admin, "clean").await.expect(StatusCode::OK);
    assert_eq!(
        admin.get(&at(&made, &announced, "")).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_verdict_counts_in_the_bin_and_in_archived_projects() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    let announced = attached(&admin, &made, "virus").await;
    let judge = async |verdict: &str| {
        let report = json!({"verdict": verdict});
        let judged = admin.post(&at(&made, &announced, "/scan"), report).await;
        assert_eq!(judged.expect(StatusCode::OK)["scan"], verdict);
    };
    admin
        .delete(&path(&made, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
    judge("infected").await;
    let refused = admin.get(&at(&made, &announced, "")).await;
    refused.expect_problem(409, "conflict");
    admin
        .post(&path(&made, "/restore"), json!({}))
        .await
        .expect(StatusCode::OK);
    judge("clean").await;
    admin
        .patch("/api/projects/OPS", json!({"archived": true}))
        .await
        .expect(StatusCode::OK);
    judge("infected").await;
}
