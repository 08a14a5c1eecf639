//! People to act as.

use katalusis_domain::organization::UserId;
use katalusis_domain::permission::Role;
use katalusis_runtime::settings::{Auth, read_from};
use katalusis_testing::{Actor, Product};
use reqwest::StatusCode;
use serde_json::json;

/// Signs up an organization of its own and returns its admin.
pub async fn organization(product: &Product, name: &str) -> Actor {
    let email = format!("{}@example.com", name.to_lowercase());
    product.anonymous().sign_up(name, &email, "correct horse").await
}

/// Someone with this role in the organization of `admin`: invited, joined and logged in.
pub async fn member(product: &Product, admin: &Actor, role: Role) -> Actor {
    let email = format!("{}@example.com", product.platform.world.uuid());
    let invited = admin
        .post("/api/users/invitations", json!({"email": email, "role": role}))
        .await
        .expect(StatusCode::CREATED);
    let id: UserId = invited["id"].as_str().unwrap().parse().unwrap();
    let user = product.platform.store.user_by_id(id).await.unwrap().unwrap();
    // The mail would have it; making it here spares each test a mail server.
    let key = read_from(product.variables.clone(), Auth::read).unwrap().link_key;
    let token = key.token(user.open_link.unwrap().id);
    let joined = product
        .anonymous()
        .post(
            "/api/auth/invitations/accept",
            json!({"token": token, "name": format!("A {role:?}"), "password": "correct horse"}),
        )
        .await
        .expect(StatusCode::OK);
    let mut actor = admin.with_token(joined["access_token"].as_str().unwrap());
    actor.user_id = id.to_string();
    actor
}
