//! Custom fields that are made on the way.

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::Setting;
use crate::people::member;
use crate::product::drain;

const FILE: &str = "Title,Floor\na,3\nb,high\n";

fn rules() -> Value {
    json!({"rules": [
        {"target": "title", "column": "Title"},
        {"target": "custom.floor", "column": "Floor", "create": {"name": "Floor", "kind": "number"}},
    ]})
}

async fn keys(setting: &Setting) -> Vec<String> {
    let project = setting
        .admin
        .get("/api/projects/OPS")
        .await
        .expect(StatusCode::OK);
    let fields = project["custom_fields"].as_array().unwrap().iter();
    fields
        .map(|field| field["key"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_field_is_made_with_the_commit_and_once() {
    let setting = Setting::new().await;
    let planned = setting.import(FILE, json!({"mapping": rules()})).await;
    assert_eq!(
        (&planned["counts"]["create"], &planned["counts"]["error"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        keys(&setting).await,
        ["customer", "amount", "region"],
        "a plan makes nothing"
    );
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    setting
        .order(&planned, "commit")
        .await
        .expect_problem(409, "conflict");
    drain(&setting.product).await;
    assert_eq!(keys(&setting).await, ["customer", "amount", "region", "floor"]);
    let task = serde_json::to_value(&setting.tasks().await[0]).unwrap();
    assert_eq!(task["custom"]["floor"], json!(3.0));

    let log = setting
        .admin
        .get("/api/audit?kind=import.committed")
        .await
        .expect(StatusCode::OK);
    let [entry] = log["items"].as_array().unwrap().as_slice() else {
        panic!("{log}")
    };
    assert_eq!(entry["subjects"][1]["key"], "OPS");
    assert_eq!(entry["changes"][1]["field"], "custom_fields");
    assert_eq!(entry["changes"][1]["new"][3]["name"], "Floor");

    // The same mapping again asks for nothing new, so everyone may use it.
    let user = member(&setting.product, &setting.admin, Role::User).await;
    let body = json!({"project": "OPS", "file_name": "a.csv", "size": 9, "content_type": "text/csv", "mapping": rules()});
    user.post("/api/imports", body).await.expect(StatusCode::CREATED);
    let again = setting
        .import(FILE, json!({"mapping": rules(), "auto_commit": true}))
        .await;
    assert_eq!(again["state"], "completed");
    assert_eq!(keys(&setting).await.len(), 4);
}

#[tokio::test]
async fn only_who_may_change_projects_has_fields_made() {
    let setting = Setting::new().await;
    let user = member(&setting.product, &setting.admin, Role::User).await;
    let body = json!({"project": "OPS", "file_name": "a.csv", "size": 9, "content_type": "text/csv", "mapping": rules()});
    user.post("/api/imports", body)
        .await
        .expect_problem(403, "forbidden");
    let profile = json!({"project": "OPS", "name": "x", "mapping": rules()});
    user.post("/api/imports/profiles", profile)
        .await
        .expect_problem(403, "forbidden");
    let planned = setting.import(FILE, json!({"mapping": rules()})).await;
    let path = format!("/api/imports/{}", planned["id"].as_str().unwrap());
    user.patch(&format!("{path}/mapping"), rules())
        .await
        .expect_problem(403, "forbidden");
    user.post(&format!("{path}/commit"), json!({}))
        .await
        .expect_problem(403, "forbidden");
    assert_eq!(keys(&setting).await.len(), 3);
    assert_eq!(setting.tasks().await, []);

    // Whoever lost the permission before the file came has none made either.
    let other = member(&setting.product, &setting.admin, Role::Admin).await;
    let import = setting
        .announce(FILE.as_bytes(), json!({"mapping": rules(), "auto_commit": true}))
        .await;
    let path = format!("/api/users/{}", setting.admin.user_id);
    other
        .patch(&path, json!({"role": "user"}))
        .await
        .expect(StatusCode::OK);
    setting.upload(&import, FILE.as_bytes()).await;
    drain(&setting.product).await;
    let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
    let failed = other.get(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (&failed["state"], &failed["failure"]["code"]),
        (&json!("failed"), &json!("may_not_make_fields"))
    );
}

#[tokio::test]
async fn a_field_of_another_kind_that_was_made_meanwhile_is_not_overwritten() {
    let setting = Setting::new().await;
    let planned = setting.import(FILE, json!({"mapping": rules()})).await;
    let fields = json!({"custom_fields": [{"key": "floor", "name": "Floor", "kind": "text"}]});
    setting
        .admin
        .patch("/api/projects/OPS", fields)
        .await
        .expect(StatusCode::OK);
    let problem = setting
        .order(&planned, "commit")
        .await
        .expect_problem(409, "conflict");
    assert!(
        problem["detail"].as_str().unwrap().contains("another kind"),
        "{problem}"
    );
    assert_eq!(setting.tasks().await, []);
}
