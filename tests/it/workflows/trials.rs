//! Templates, the schema, comparisons, and trying workflows out.

use reqwest::StatusCode;
use serde_json::json;

use super::drawing;
use super::setting::Setting;

#[tokio::test]
async fn every_template_can_be_made_a_workflow_and_tried_out() {
    let setting = Setting::new().await;
    let listed = setting
        .user
        .get("/api/workflows/templates")
        .await
        .expect(StatusCode::OK);
    let templates = listed["items"].as_array().unwrap();
    assert!(templates.len() >= 10);
    for template in templates {
        let body = json!({"name": template["title"], "draft": template["definition"]});
        let made = setting
            .user
            .post("/api/workflows", body)
            .await
            .expect(StatusCode::CREATED);
        assert!(
            !made["findings"].as_array().unwrap().is_empty(),
            "its blanks are to be filled in"
        );
        for example in template["scenarios"].as_array().unwrap() {
            let trial = json!({"definition": template["definition"], "scenario": example["scenario"]});
            let tried = setting
                .user
                .post("/api/workflows/simulate", trial)
                .await
                .expect(StatusCode::OK);
            assert!(
                tried["path"].as_array().unwrap().len() > 1,
                "{}: {tried}",
                template["id"]
            );
        }
    }
    assert!(setting.runs().await.is_empty());
    assert!(setting.tasks().await.is_empty());
}

#[tokio::test]
async fn drawings_are_compared_and_have_a_schema() {
    let setting = Setting::new().await;
    let mut later = drawing();
    later["nodes"][1]["does"]["wait"]["seconds"] = json!(61);
    let body = json!({"old": drawing(), "new": later});
    let difference = setting
        .user
        .post("/api/workflows/compare", body)
        .await
        .expect(StatusCode::OK);
    assert_eq!(difference["changed"][0]["node"], "pause");
    let schema = setting
        .user
        .get("/api/workflows/schema")
        .await
        .expect(StatusCode::OK);
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(schema["$defs"]["WorkflowApproval"].is_object(), "{schema}");
}
