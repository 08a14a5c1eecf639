//! Mappings that nobody gave.

use reqwest::StatusCode;
use serde_json::json;

use super::setting::Setting;
use crate::product::drain;

const FILE: &str = "Was,Stand,Wer,Bemerkung\n\
    Spediteur anrufen,Erledigt,ada@example.com,x\n\
    Rechnung zahlen,offen,Ada Admin,\n\
    Tor reparieren,wird geprüft,,\n";

#[tokio::test]
async fn a_proposal_says_why_and_what_it_cannot_read() {
    let setting = Setting::new().await;
    let planned = setting.import(FILE, json!({})).await;
    let grounds: Vec<_> = planned["grounds"].as_array().unwrap().iter().collect();
    let each: Vec<_> = grounds
        .iter()
        .map(|ground| {
            json!([
                ground["target"],
                ground["column"],
                ground["reason"],
                ground["confidence"]
            ])
        })
        .collect();
    assert_eq!(
        json!(each),
        json!([
            ["title", "Was", "content", 50],
            ["status", "Stand", "name", 60],
            ["assignees", "Wer", "content", 65],
            ["description", "Bemerkung", "name", 90],
        ])
    );
    assert_eq!(grounds[1]["unknown_values"], json!(["wird geprüft"]));
    let values = json!([{"from": "Erledigt", "to": "completed"}, {"from": "offen", "to": "new"}]);
    assert_eq!(planned["mapping"]["rules"][1]["values"], values);
    assert_eq!(
        (&planned["counts"]["create"], &planned["counts"]["error"]),
        (&json!(2), &json!(1))
    );
    let rows = setting.rows(&planned, "").await;
    assert_eq!(rows[0]["task"]["status"], "completed");
    assert_eq!(rows[1]["task"]["assignees"], json!([setting.admin.user_id]));

    // Made one's own, it is no proposal any more.
    let path = format!("/api/imports/{}/mapping", planned["id"].as_str().unwrap());
    let rules = planned["mapping"].clone();
    setting
        .admin
        .patch(&path, rules)
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    assert_eq!(setting.get(&planned).await["grounds"], json!([]));
}

#[tokio::test]
async fn what_nobody_looks_at_is_not_guessed() {
    let setting = Setting::new().await;
    let done = setting.import(FILE, json!({"auto_commit": true})).await;
    assert_eq!(
        done["mapping"],
        json!({"rules": [{"target": "description", "column": "Bemerkung"}]})
    );
    assert_eq!(
        (&done["counts"]["created"], &done["counts"]["error"]),
        (&json!(0), &json!(3))
    );
    assert_eq!(done["unmapped_columns"], json!(["Was", "Stand", "Wer"]));
}

#[tokio::test]
async fn who_is_meant_among_several_of_a_name_is_asked_and_can_be_said() {
    let setting = Setting::new().await;
    let invite = json!({"email": "ada2@example.com", "role": "user"});
    let invited = setting
        .admin
        .post("/api/users/invitations", invite)
        .await
        .expect(StatusCode::CREATED);
    let user = format!("/api/users/{}", invited["id"].as_str().unwrap());
    setting
        .admin
        .patch(&user, json!({"name": "Ada Admin"}))
        .await
        .expect(StatusCode::OK);
    let mut rules = json!([{"target": "title", "column": "Title"}, {"target": "assignees", "column": "Who"}]);
    let text = "Title,Who\na,Ada Admin\nb,Ada <ada@example.com>\n";
    let planned = setting.import(text, json!({"mapping": {"rules": rules}})).await;
    let rows = setting.rows(&planned, "").await;
    let reason = rows[0]["errors"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("ada@example.com, ada2@example.com"), "{reason}");
    assert_eq!(rows[1]["task"]["assignees"], json!([setting.admin.user_id]));

    rules[1]["values"] = json!([{"from": "Ada Admin", "to": "ada2@example.com"}]);
    let planned = setting.import(text, json!({"mapping": {"rules": rules}})).await;
    let rows = setting.rows(&planned, "").await;
    assert_eq!(rows[0]["task"]["assignees"], json!([invited["id"]]));
}
