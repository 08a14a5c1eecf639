//! `GET /api/auth/permissions`: who may do what, and what the caller may.

use axum::Json;
use katalusis_domain::permission::{Area, Grant, Permission, Role, Row, Subject, TABLE};
use katalusis_http::{Answer, Authenticated};
use serde::Serialize;
use utoipa::ToSchema;

/// The permission table as the caller sees it.
#[derive(Serialize, ToSchema)]
pub struct Permissions {
    /// The caller's role; for an API token the lower of its own and its owner's.
    #[schema(example = "user")]
    role: Role,
    /// What an API token is good for; `null` for people.
    #[schema(required)]
    areas: Option<Vec<Area>>,
    /// The table.
    items: Vec<PermissionRow>,
}

/// One permission.
#[derive(Serialize, ToSchema)]
pub struct PermissionRow {
    /// How far each role's reaches.
    #[serde(flatten)]
    row: Row,
    /// How far the caller's own reaches, its areas considered.
    #[schema(example = "all")]
    yours: Grant,
}

/// Who may do what.
///
/// Shows what each role may do, and what the caller may.
#[utoipa::path(
    get, path = "/api/auth/permissions", operation_id = "read_permissions", tag = "Identity",
    responses((status = 200, description = "The permission table", body = Permissions)),
    extensions(("x-permission" = json!("account.own"))),
)]
pub async fn read_permissions(Authenticated(caller): Authenticated) -> Answer<Json<Permissions>> {
    caller.may(Permission::AccountOwn, Subject::OwnedBy(caller.user_id))?;
    let items = TABLE
        .iter()
        .map(|row| PermissionRow {
            row: *row,
            yours: match caller.may(row.permission, Subject::Organization) {
                Ok(()) => caller.reach(row.permission),
                Err(_) => Grant::None,
            },
        })
        .collect();
    Ok(Json(Permissions {
        role: caller.role,
        areas: caller.areas,
        items,
    }))
}
