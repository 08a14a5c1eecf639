//! `GET /api/audit`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, PageParams, Paged};

use crate::State;
use crate::entry::AuditEntry;
use crate::filter::{AuditFilter, ListParams};

/// Read the audit log.
///
/// Lists what happened in the organization, the newest first: every change, every log-in, and
/// whatever a known caller was refused for lack of a permission.
#[utoipa::path(
    get, path = "/api/audit", operation_id = "list_audit_entries", tag = "Audit",
    params(AuditFilter, PageParams),
    responses((status = 200, description = "Entries", body = Paged<AuditEntry>)),
    extensions(("x-permission" = json!("audit.read"))),
)]
pub async fn list_events(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    ListParams { filter, page }: ListParams,
) -> Answer<Paged<AuditEntry>> {
    caller.may(Permission::AuditRead, Subject::Organization)?;
    let query = filter.query()?;
    let request = page.request()?;
    let page = state
        .store
        .for_organization(&caller)
        .events(&query, &request)
        .await?;
    Ok(page.map(AuditEntry::from).into())
}
