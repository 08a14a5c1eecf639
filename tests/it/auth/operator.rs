//! Super admins, whom only the operator's command makes.

use katalusis_auth::operator::{Made, NewOperator, OperatorError, make_super_admin};
use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor, Fact};
use katalusis_domain::permission::Role;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{PASSWORD, events, logged_in, revocations_are_noticed};
use crate::product::product;

fn nobody_is_asked() -> std::io::Result<NewOperator> {
    panic!("the user exists");
}

fn operator(password: &str) -> NewOperator {
    NewOperator {
        name: "Olga Operator".to_owned(),
        organization: "Operations".to_owned(),
        password: password.to_owned(),
    }
}

#[tokio::test]
async fn an_operator_works_everywhere_and_is_a_member_nowhere_else() {
    let product = product().await;
    let store = &product.platform.store;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let made = make_super_admin(store, "Olga@example.com", || Ok(operator(PASSWORD)))
        .await
        .unwrap();
    assert!(matches!(made, Made::Created(_)));
    let (olga, session) = logged_in(&product, "olga@example.com", PASSWORD).await;
    let home = session["organization_id"].as_str().unwrap();
    assert_eq!(
        events(&product, home).await[1]["actor"],
        json!({"type": "system"})
    );

    let all = olga.get("/api/organizations").await.expect(StatusCode::OK);
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    let there = olga
        .request(Method::GET, "/api/users")
        .header("x-organization-id", &admin.organization_id);
    let users = olga.send(there).await.expect(StatusCode::OK);
    assert_eq!(
        users["items"].as_array().unwrap().len(),
        1,
        "the operator is not listed"
    );
    let me = olga
        .request(Method::GET, "/api/auth/me")
        .header("x-organization-id", &admin.organization_id);
    let me = olga.send(me).await.expect(StatusCode::OK);
    assert_eq!(
        (&me["email"], &me["organization"]["name"]),
        (&json!("olga@example.com"), &json!("Acme"))
    );
    let rename = olga
        .request(Method::PATCH, "/api/auth/me")
        .header("x-organization-id", &admin.organization_id)
        .json(&json!({"name": "Olga"}));
    olga.send(rename).await.expect(StatusCode::OK);

    let elsewhere = admin
        .request(Method::GET, "/api/users")
        .header("x-organization-id", home);
    admin.send(elsewhere).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_user_is_promoted_and_out_of_an_admins_reach() {
    let product = product().await;
    let store = &product.platform.store;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let grace = super::join(&product, &admin, "grace@example.com", "user").await;
    let made = make_super_admin(store, "grace@example.com", nobody_is_asked)
        .await
        .unwrap();
    assert!(matches!(made, Made::Promoted(_)));
    let again = make_super_admin(store, "grace@example.com", nobody_is_asked)
        .await
        .unwrap();
    assert!(matches!(again, Made::Already(_)));
    let newest = &events(&product, &admin.organization_id).await[0];
    assert_eq!(
        (&newest["kind"], &newest["actor"]["type"]),
        (&json!("user.changed"), &json!("system"))
    );

    revocations_are_noticed(&product);
    grace
        .get("/api/auth/me")
        .await
        .expect_problem(401, "unauthenticated");
    let (grace, body) = logged_in(&product, "grace@example.com", PASSWORD).await;
    grace.get("/api/organizations").await.expect(StatusCode::OK);
    let path = format!("/api/users/{}", body["user_id"].as_str().unwrap());
    for change in [json!({"role": "user"}), json!({"disabled": true})] {
        admin.patch(&path, change).await.expect_problem(403, "forbidden");
    }
}

#[tokio::test]
async fn what_cannot_be_an_operator_is_refused_in_words() {
    let product = product().await;
    let store = &product.platform.store;
    let short = || Ok(operator("short"));
    let error = make_super_admin(store, "olga@example.com", short)
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "password must have 8 to 256 characters");
    let error = make_super_admin(store, "olga", || Ok(operator(PASSWORD)))
        .await
        .unwrap_err();
    assert!(matches!(error, OperatorError::Invalid(_)));
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let grace = super::join(&product, &admin, "grace@example.com", "user").await;
    let path = format!("/api/users/{}", grace.user_id);
    admin
        .patch(&path, json!({"disabled": true}))
        .await
        .expect(StatusCode::OK);
    let error = make_super_admin(store, "grace@example.com", nobody_is_asked)
        .await
        .unwrap_err();
    assert!(matches!(error, OperatorError::Disabled));
}

#[tokio::test]
async fn a_former_super_admins_tokens_are_no_good_elsewhere() {
    let product = product().await;
    let store = &product.platform.store;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let olga = make_super_admin(store, "olga@example.com", || Ok(operator(PASSWORD))).await;
    let (Made::Created(olga) | Made::Already(olga) | Made::Promoted(olga)) = olga.unwrap();
    let (session, logged_in) = logged_in(&product, "olga@example.com", PASSWORD).await;
    let home = logged_in["organization_id"].as_str().unwrap();
    let token = json!({"name": "There", "role": "admin", "areas": ["organization"]});
    let made = session
        .request(Method::POST, "/api/auth/tokens")
        .header("x-organization-id", &admin.organization_id)
        .json(&token);
    let made = session.send(made).await.expect(StatusCode::CREATED);
    let program = session.with_token(made["token"].as_str().unwrap());
    program.get("/api/users").await.expect(StatusCode::OK);
    // Only the admins of the token's organization can see and revoke it.
    let elsewhere = program
        .request(Method::GET, "/api/users")
        .header("x-organization-id", home);
    program.send(elsewhere).await.expect_problem(404, "not_found");

    let mut demoted = store.user_by_id(olga).await.unwrap().unwrap();
    demoted.role = Role::Admin;
    demoted.revision += 1;
    store
        .in_name_of(demoted.organization_id, Actor::System, RequestContext::default())
        .change(Fact::UserChanged, vec![])
        .replace(&demoted)
        .unwrap()
        .run()
        .await
        .unwrap();
    revocations_are_noticed(&product);
    program
        .get("/api/users")
        .await
        .expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn one_idempotency_key_is_two_in_two_organizations() {
    let product = product().await;
    let store = &product.platform.store;
    let acme = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    make_super_admin(store, "olga@example.com", || Ok(operator(PASSWORD)))
        .await
        .unwrap();
    let (olga, session) = logged_in(&product, "olga@example.com", PASSWORD).await;
    let home = session["organization_id"].as_str().unwrap();
    for organization in [home, &acme.organization_id] {
        let body = json!({"key": "OPS", "name": "Operations"});
        let request = olga
            .request(Method::POST, "/api/projects")
            .header("x-organization-id", organization)
            .header("idempotency-key", "project-ops-1")
            .json(&body);
        olga.send(request).await.expect(StatusCode::CREATED);
        let there = olga
            .request(Method::GET, "/api/projects")
            .header("x-organization-id", organization);
        let projects = olga.send(there).await.expect(StatusCode::OK);
        assert_eq!(projects["items"].as_array().unwrap().len(), 1);
    }
}
