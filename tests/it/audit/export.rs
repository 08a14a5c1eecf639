//! `GET /api/audit/export`

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::people::organization;
use crate::product::product;

#[tokio::test]
async fn the_log_leaves_as_a_csv_file_and_that_is_an_entry_too() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("=Acme", "ada@example.com", "correct horse")
        .await;
    let answer = admin.get("/api/audit/export").await;
    let link = answer.headers["location"].to_str().unwrap().to_owned();
    answer.expect(StatusCode::SEE_OTHER);

    let file = reqwest::get(&link).await.unwrap();
    assert_eq!(file.status(), StatusCode::OK);
    let disposition = file.headers()["content-disposition"].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; filename=\"audit.csv\""),
        "{disposition}"
    );
    let text = file.text().await.unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert!(lines.next().unwrap().starts_with("at,kind,actor_type"));
    assert!(
        lines
            .next()
            .unwrap()
            .contains(&format!(",organization.created,user,{}", admin.user_id))
    );

    let page = admin
        .get("/api/audit?kind=audit.exported")
        .await
        .expect(StatusCode::OK);
    assert_eq!(page["items"][0]["payload"]["format"], "csv");

    let altered = link.replace("/exports/", "/attachments/");
    assert_ne!(
        reqwest::get(&altered).await.unwrap().status(),
        StatusCode::OK,
        "a signed link is for one file"
    );
}

#[tokio::test]
async fn an_export_is_whole_and_says_so() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    for query in ["limit=1", "cursor=x"] {
        admin
            .get(&format!("/api/audit/export?{query}"))
            .await
            .expect_problem(400, "malformed");
    }
    let body = json!({ "name": "Robot", "role": "admin", "areas": ["tasks", "audit"] });
    let token = admin
        .post("/api/auth/tokens", body)
        .await
        .expect(StatusCode::CREATED);
    let robot = admin.with_token(token["token"].as_str().unwrap());
    let project = json!({ "name": "Operations", "key": "OPS" });
    let request = robot.request(Method::POST, "/api/projects").json(&project);
    let made = robot.send(request.header("user-agent", "robot/1")).await;
    let request_id = made.headers["x-request-id"].to_str().unwrap().to_owned();
    let project = made.expect(StatusCode::CREATED);

    let answer = admin.get("/api/audit/export?actor_type=token").await;
    let link = answer.headers["location"].to_str().unwrap().to_owned();
    let text = reqwest::get(&link).await.unwrap().text().await.unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        lines[0],
        "at,kind,actor_type,actor_id,on_behalf_of,subjects,subject_ids,changes,payload,request_id,address,user_agent,id"
    );
    let [_, line] = lines.as_slice() else {
        panic!("{text}")
    };
    let (token_id, project_id) = (token["id"].as_str().unwrap(), project["id"].as_str().unwrap());
    for part in [
        format!(
            ",project.created,token,{token_id},{},OPS,{project_id},",
            admin.user_id
        ),
        format!(",{request_id},127.0.0.1,robot/1,"),
    ] {
        assert!(line.contains(&part), "{part}: {line}");
    }
}
