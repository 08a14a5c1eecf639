//! What only the installation's operator does, by a command: making super admins.

use std::collections::BTreeSet;

use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor, Change, Fact, Subject, SubjectKind};
use katalusis_domain::organization::{Organization, User, UserId};
use katalusis_domain::permission::Role;
use katalusis_identity::{PasswordError, Passwords};
use katalusis_store::{Store, StoreError};

use crate::problems::{check_name, check_password, normal_email};
use crate::session::user_subject;

/// Someone who is no user yet.
pub struct NewOperator {
    /// Full name, 1–120 characters.
    pub name: String,
    /// What the operator's own organization is called, 1–120 characters.
    pub organization: String,
    /// The password, 8–256 characters.
    pub password: String,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// The user was one already.
    Already(UserId),
    /// An existing user was promoted. Whoever is logged in as this user has to refresh.
    Promoted(UserId),
    /// A user was created in an organization of its own.
    Created(UserId),
}

/// A super admin could not be made.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// Values that cannot be.
    #[error("{}", .0.join("; "))]
    Invalid(Vec<String>),
    /// The user is refused everywhere.
    #[error("the user is disabled")]
    Disabled,
    /// What is needed to create the user could not be read.
    #[error("the new user's details could not be read: {0}")]
    Input(#[from] std::io::Error),
    /// Hashing failed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the user with this address a super admin. If there is none, `ask` is called for what is needed to create
/// one, in an organization of the operator's own.
pub async fn make_super_admin(
    store: &Store,
    email: &str,
    ask: impl FnOnce() -> std::io::Result<NewOperator>,
) -> Result<Made, OperatorError> {
    let mut errors = Vec::new();
    let email = normal_email("e-mail", email, &mut errors);
    check(errors)?;
    match store.user_by_email(&email).await? {
        Some(user) if user.disabled => Err(OperatorError::Disabled),
        Some(user) if user.role == Role::SuperAdmin => Ok(Made::Already(user.id)),
        Some(user) => promote(store, user).await,
        None => create(store, email, ask()?).await,
    }
}

async fn promote(store: &Store, mut user: User) -> Result<Made, OperatorError> {
    let change = Change::new(
        "role",
        serde_json::json!(user.role),
        serde_json::json!(Role::SuperAdmin),
    );
    user.role = Role::SuperAdmin;
    user.revision += 1;
    store
        .in_name_of(user.organization_id, Actor::System, RequestContext::default())
        .change(Fact::UserChanged, vec![user_subject(&user)])
        .with_changes(vec![change])
        .replace(&user)?
        .run()
        .await?;
    Ok(Made::Promoted(user.id))
}

async fn create(store: &Store, email: String, operator: NewOperator) -> Result<Made, OperatorError> {
    let mut errors = Vec::new();
    check_name("organization", &operator.organization, &mut errors);
    check_name("name", &operator.name, &mut errors);
    check_password("password", &operator.password, &mut errors);
    check(errors)?;
    let world = store.world();
    let now = world.now();
    let passwords = Passwords::new(world.clone(), 1);
    let organization = Organization {
        id: world.id(),
        name: operator.organization.trim().to_owned(),
        created_at: now,
        revision: 1,
    };
    let user = User {
        id: world.id(),
        organization_id: organization.id,
        email,
        name: operator.name.trim().to_owned(),
        role: Role::SuperAdmin,
        password_hash: Some(passwords.hash(&operator.password).await?),
        disabled: false,
        open_link: None,
        muted: BTreeSet::new(),
        created_at: now,
        revision: 1,
    };
    let subjects = vec![
        Subject::new(SubjectKind::Organization, organization.id).called(&organization.name),
        user_subject(&user),
    ];
    store
        .in_name_of(organization.id, Actor::System, RequestContext::default())
        .change(Fact::OrganizationCreated, subjects)
        .insert(&organization)?
        .insert(&user)?
        .run()
        .await?;
    Ok(Made::Created(user.id))
}

fn check(errors: Vec<katalusis_http::FieldError>) -> Result<(), OperatorError> {
    if errors.is_empty() {
        return Ok(());
    }
    let faults = errors
        .into_iter()
        .map(|error| format!("{} {}", error.pointer, error.detail))
        .collect();
    Err(OperatorError::Invalid(faults))
}
