//! People to act as.

use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor as Who, Fact, Subject, SubjectKind};
use katalusis_domain::organization::{OrganizationId, Session, User};
use katalusis_domain::permission::Role;
use katalusis_runtime::settings::{Auth, read_from};
use katalusis_testing::{Actor, Product};

/// Signs up an organization of its own and returns its admin.
pub async fn organization(product: &Product, name: &str) -> Actor {
    let email = format!("{}@example.com", name.to_lowercase());
    product.anonymous().sign_up(name, &email, "correct horse").await
}

/// Someone with this role in the organization of `admin`, logged in.
pub async fn member(product: &Product, admin: &Actor, role: Role) -> Actor {
    let world = &product.platform.world;
    let now = world.now();
    let organization_id: OrganizationId = admin.organization_id.parse().unwrap();
    let user = User {
        id: world.id(),
        organization_id,
        email: format!("{}@example.com", world.uuid()),
        name: format!("A {role:?}"),
        role,
        password_hash: None,
        disabled: false,
        open_link: None,
        created_at: now,
        revision: 1,
    };
    let session = Session {
        id: world.id(),
        organization_id,
        user_id: user.id,
        refresh_hash: String::new(),
        previous_refresh_hash: None,
        rotated_at: now,
        created_at: now,
        last_seen_at: now,
        expires_at: now + chrono::TimeDelta::days(30),
        revoked_at: None,
        device: String::new(),
        address: String::new(),
    };
    product
        .platform
        .store
        .in_name_of(organization_id, Who::System, RequestContext::default())
        .change(Fact::UserJoined, vec![Subject::new(SubjectKind::User, user.id)])
        .insert(&user)
        .unwrap()
        .insert(&session)
        .unwrap()
        .run()
        .await
        .unwrap();
    let signer = read_from(product.variables.clone(), Auth::read).unwrap().signer;
    let token = signer
        .sign(user.id, organization_id, role, session.id, now)
        .unwrap();
    let mut actor = admin.with_token(&token);
    actor.user_id = user.id.to_string();
    actor
}
