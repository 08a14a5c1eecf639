//! `/api/imports/profiles`, and files that are recognized by them.

use katalusis_domain::permission::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::setting::Setting;
use crate::people::{member, organization};
use crate::product::drain;

const PATH: &str = "/api/imports/profiles";

fn rules() -> Value {
    json!({"rules": [
        {"target": "title", "column": "What"},
        {"target": "priority", "column": "How", "values": [{"from": "asap", "to": "critical"}]},
    ]})
}

fn body() -> Value {
    json!({"project": "ops", "name": " Webshop ", "columns": ["What", "How"], "mapping": rules()})
}

async fn kinds(setting: &Setting) -> Vec<String> {
    let page = setting
        .admin
        .get("/api/audit?limit=200")
        .await
        .expect(StatusCode::OK);
    let kinds = page["items"].as_array().unwrap().iter().rev();
    let kinds = kinds.map(|entry| entry["kind"].as_str().unwrap().to_owned());
    kinds.filter(|kind| kind.starts_with("import_profile.")).collect()
}

#[tokio::test]
async fn a_profile_is_made_read_changed_and_deleted() {
    let setting = Setting::new().await;
    let admin = &setting.admin;
    let answer = admin.post(PATH, body()).await;
    let etag = answer.etag();
    let made = answer.expect(StatusCode::CREATED);
    assert_eq!((&made["name"], &made["mapping"]), (&json!("Webshop"), &rules()));
    assert_eq!(made["owner"], admin.user_id.as_str());
    assert_eq!(made["auto_commit"], true);
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["folder"], format!("drop/{}/{id}/", admin.organization_id));

    let path = format!("{PATH}/{id}");
    assert_eq!(admin.get(&path).await.expect(StatusCode::OK), made);
    let listed = admin.get(PATH).await.expect(StatusCode::OK);
    assert_eq!(listed["items"], json!([made]));
    let of_project = format!("{PATH}?project_id={}", made["project_id"].as_str().unwrap());
    assert_eq!(
        admin.get(&of_project).await.expect(StatusCode::OK)["items"],
        json!([made])
    );
    let of_other = format!("{PATH}?project_id={id}");
    assert_eq!(
        admin.get(&of_other).await.expect(StatusCode::OK)["items"],
        json!([])
    );

    let patch = |body: Value, etag: Option<&str>| {
        let request = admin.request(Method::PATCH, &path).json(&body);
        admin.send(match etag {
            Some(etag) => request.header("if-match", etag),
            None => request,
        })
    };
    patch(json!({"name": "x"}), None)
        .await
        .expect_problem(428, "revision_required");
    let same = patch(json!({"name": "Webshop"}), Some(&etag)).await;
    assert_eq!(same.etag(), etag, "nothing changed");
    let changed = patch(
        json!({"name": "Shop", "columns": null, "auto_commit": false}),
        Some(&etag),
    )
    .await;
    let changed = changed.expect(StatusCode::OK);
    assert_eq!(
        (&changed["name"], &changed["columns"]),
        (&json!("Shop"), &json!([]))
    );
    patch(json!({"name": "y"}), Some(&etag))
        .await
        .expect_problem(412, "lost_race");
    let problem = patch(json!({"mapping": null, "name": null}), Some("*"))
        .await
        .expect_problem(422, "invalid");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2);

    let delete = |etag: &str| admin.send(admin.request(Method::DELETE, &path).header("if-match", etag));
    delete(&etag).await.expect_problem(412, "lost_race");
    delete("\"2\"").await.expect(StatusCode::NO_CONTENT);
    admin.get(&path).await.expect_problem(404, "not_found");
    admin.delete(&path).await.expect_problem(404, "not_found");
    assert_eq!(
        kinds(&setting).await,
        [
            "import_profile.created",
            "import_profile.changed",
            "import_profile.deleted"
        ]
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_profile_is_named() {
    let setting = Setting::new().await;
    let pointers = async |name: &str, value: Value| {
        let mut body = body();
        body[name] = value;
        let problem = setting
            .admin
            .post(PATH, body)
            .await
            .expect_problem(422, "invalid");
        let errors = problem["errors"].as_array().unwrap().iter();
        errors
            .map(|error| error["pointer"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(pointers("name", json!("")).await, ["/name"]);
    assert_eq!(pointers("project", json!("NOPE")).await, ["/project"]);
    assert_eq!(
        pointers("columns", json!(["What", "What"])).await,
        ["/columns", "/mapping/rules/1/column"]
    );
    assert_eq!(
        pointers(
            "mapping",
            json!({"rules": [{"target": "custom.nope", "column": "Which"}]})
        )
        .await,
        ["/mapping/rules/0/target", "/mapping/rules/0/column"]
    );
    let values: Vec<_> = (0..600)
        .map(|n| json!({"from": format!("{n}{}", "x".repeat(100)), "to": "high"}))
        .collect();
    let rule = json!({"target": "priority", "column": "How", "values": values});
    assert_eq!(pointers("mapping", json!({"rules": [rule]})).await, ["/mapping"]);
    assert_eq!(kinds(&setting).await, [""; 0]);

    for _ in 0..100 {
        setting.admin.post(PATH, body()).await.expect(StatusCode::CREATED);
    }
    setting
        .admin
        .post(PATH, body())
        .await
        .expect_problem(409, "conflict");
}

#[tokio::test]
async fn the_next_file_of_that_shape_gets_the_mapping_of_the_profile() {
    let setting = Setting::new().await;
    let first = setting
        .import("What,How\na,ASAP\n", json!({"mapping": rules()}))
        .await;
    assert_eq!(
        (&first["profile_id"], &first["counts"]["error"]),
        (&Value::Null, &json!(0))
    );
    let path = format!("/api/imports/{}/profile", first["id"].as_str().unwrap());
    let saved = setting
        .admin
        .post(&path, json!({"name": "Webshop"}))
        .await
        .expect(StatusCode::CREATED);
    assert_eq!(
        (&saved["mapping"], &saved["saved_from"]),
        (&rules(), &first["id"])
    );
    assert_eq!(saved["columns"], json!(["What", "How"]));

    // Other order, other case: the same shape.
    let second = setting.import("how;WHAT\nasap;b\n", json!({})).await;
    assert_eq!(
        (&second["profile_id"], &second["mapping"]),
        (&saved["id"], &rules())
    );
    assert_eq!(setting.rows(&second, "").await[0]["task"]["priority"], "critical");
    // One column more: another shape.
    let third = setting.import("how,what,who\nasap,b,\n", json!({})).await;
    assert_eq!(third["profile_id"], Value::Null);
    // What is given wins, and what is changed by hand is no profile's any more.
    let own = json!({"rules": [{"target": "title", "column": "How"}]});
    let fourth = setting.import("What,How\na,b\n", json!({"mapping": own})).await;
    assert_eq!((&fourth["profile_id"], &fourth["mapping"]), (&Value::Null, &own));
    let path = format!("/api/imports/{}/mapping", second["id"].as_str().unwrap());
    setting.admin.patch(&path, own).await.expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    assert_eq!(setting.get(&second).await["profile_id"], Value::Null);

    // Of two that fit, the one that was changed last.
    setting.product.clock.advance(chrono::TimeDelta::seconds(1));
    let later = setting.admin.post(PATH, body()).await.expect(StatusCode::CREATED);
    let fifth = setting.import("What,How\na,b\n", json!({})).await;
    assert_eq!(fifth["profile_id"], later["id"]);
    // And none that names a field which the project no longer has.
    let with_field = json!({"mapping": {"rules": [
        {"target": "title", "column": "What"}, {"target": "custom.customer", "column": "How"},
    ]}});
    let path = format!("{PATH}/{}", later["id"].as_str().unwrap());
    setting
        .admin
        .patch(&path, with_field)
        .await
        .expect(StatusCode::OK);
    let gone = setting
        .admin
        .patch("/api/projects/OPS", json!({"custom_fields": []}))
        .await;
    gone.expect(StatusCode::OK);
    let sixth = setting.import("What,How\na,b\n", json!({})).await;
    assert_eq!(sixth["profile_id"], saved["id"]);
}

#[tokio::test]
async fn profiles_belong_to_who_made_them_and_admins_hand_them_on() {
    let setting = Setting::new().await;
    let (product, admin) = (&setting.product, &setting.admin);
    let user = member(product, admin, Role::User).await;
    let other = member(product, admin, Role::User).await;
    let guest = member(product, admin, Role::Guest).await;
    let made = user.post(PATH, body()).await.expect(StatusCode::CREATED);
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());

    guest.get(&path).await.expect_problem(403, "forbidden");
    guest.post(PATH, body()).await.expect_problem(403, "forbidden");
    other.get(&path).await.expect(StatusCode::OK);
    other
        .patch(&path, json!({"name": "Mine"}))
        .await
        .expect_problem(403, "forbidden");
    other.delete(&path).await.expect_problem(403, "forbidden");
    let take = json!({"owner": other.user_id});
    user.patch(&path, take.clone())
        .await
        .expect_problem(403, "forbidden");
    let problem = admin
        .patch(&path, json!({"owner": guest.user_id}))
        .await
        .expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/owner");
    admin.patch(&path, take).await.expect(StatusCode::OK);
    user.patch(&path, json!({"name": "Mine"}))
        .await
        .expect_problem(403, "forbidden");
    other
        .patch(&path, json!({"name": "Mine"}))
        .await
        .expect(StatusCode::OK);
    other.delete(&path).await.expect(StatusCode::NO_CONTENT);

    let stranger = organization(product, "Rival").await;
    let made = user.post(PATH, body()).await.expect(StatusCode::CREATED);
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    stranger.get(&path).await.expect_problem(404, "not_found");
    stranger.delete(&path).await.expect_problem(404, "not_found");
    admin
        .patch(&path, json!({"owner": stranger.user_id}))
        .await
        .expect_problem(422, "invalid");
}

#[tokio::test]
async fn a_mapping_is_saved_once_the_file_was_read() {
    let setting = Setting::new().await;
    let waiting = setting
        .announce(b"What\na\n", json!({"mapping": {"rules": []}}))
        .await;
    let path = format!("/api/imports/{}/profile", waiting["id"].as_str().unwrap());
    let problem = setting
        .admin
        .post(&path, json!({"name": "Early"}))
        .await
        .expect_problem(409, "conflict");
    assert!(problem["detail"].as_str().unwrap().contains("awaiting_upload"));
}
