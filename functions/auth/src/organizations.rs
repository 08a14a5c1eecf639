//! `/api/organizations`: the own one; all of them for operators.

use axum::extract::State as Shared;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Change, Fact, Subject as EventSubject, SubjectKind};
use katalusis_domain::organization::{Organization, OrganizationId};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{
    Answer, Authenticated, Body, IfMatch, PageParams, Paged, Params, Patch, Problem, Revised,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::problems::check_name;

/// One team, to which everything else belongs.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganizationView {
    /// Its id.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69")]
    id: OrganizationId,
    /// What people call it.
    #[schema(example = "Acme Logistics")]
    name: String,
    /// When it signed up.
    created_at: Timestamp,
    /// Counts changes; the `ETag`.
    #[schema(example = 1)]
    revision: i64,
}

impl From<&Organization> for OrganizationView {
    fn from(organization: &Organization) -> Self {
        Self {
            id: organization.id,
            name: organization.name.clone(),
            created_at: organization.created_at,
            revision: organization.revision,
        }
    }
}

/// What changes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeOrganization {
    /// What people call it, 1–120 characters.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "Acme Logistics Europe")]
    name: Patch<String>,
}

/// Read my organization.
///
/// Reads the organization that the caller works in.
#[utoipa::path(
    get, path = "/api/organizations/current", operation_id = "read_organization", tag = "Organizations",
    responses((status = 200, description = "The organization", body = OrganizationView, headers(("etag" = String)))),
    extensions(("x-permission" = json!("account.own"))),
)]
pub async fn read_organization(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
) -> Answer<Revised<OrganizationView>> {
    caller.may(Permission::AccountOwn, Subject::Organization)?;
    let organization = state
        .store
        .for_organization(&caller)
        .get::<Organization>(caller.organization_id)
        .await?
        .ok_or_else(|| Problem::not_found("organization"))?;
    Ok(Revised::ok(
        organization.revision,
        OrganizationView::from(&organization),
    ))
}

/// Change my organization.
///
/// Changes the organization's name.
#[utoipa::path(
    patch, path = "/api/organizations/current", operation_id = "change_organization", tag = "Organizations",
    params(("if-match" = String, Header, description = "The `ETag` that was read, or `*`", example = "\"1\"")),
    request_body = ChangeOrganization,
    responses(
        (status = 200, description = "Changed", body = OrganizationView, headers(("etag" = String))),
        (status = 412, description = "It was changed in between"),
    ),
    extensions(("x-permission" = json!("organization.manage"))),
)]
pub async fn change_organization(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    if_match: IfMatch,
    Body(request): Body<ChangeOrganization>,
) -> Answer<Revised<OrganizationView>> {
    caller.may(Permission::OrganizationManage, Subject::Organization)?;
    let store = state.store.for_organization(&caller);
    let mut organization = store
        .get::<Organization>(caller.organization_id)
        .await?
        .ok_or_else(|| Problem::not_found("organization"))?;
    if_match.check(organization.revision)?;
    let mut errors = Vec::new();
    let name = request.name.required("/name").unwrap_or_else(|error| {
        errors.push(error);
        None
    });
    if let Some(name) = &name {
        check_name("/name", name, &mut errors);
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    if let Some(name) = name.map(|name| name.trim().to_owned())
        && name != organization.name
    {
        let change = Change::new("name", organization.name.clone(), name.clone());
        organization.name = name;
        organization.revision += 1;
        let subject =
            EventSubject::new(SubjectKind::Organization, organization.id).called(&organization.name);
        store
            .change(Fact::OrganizationChanged, vec![subject])
            .with_changes(vec![change])
            .replace(&organization)?
            .run()
            .await?;
    }
    Ok(Revised::ok(
        organization.revision,
        OrganizationView::from(&organization),
    ))
}

/// List all organizations.
///
/// Lists every organization of this installation, the oldest first. A super admin works in one of them by
/// sending its id as `X-Organization-Id`.
#[utoipa::path(
    get, path = "/api/organizations", operation_id = "list_organizations", tag = "Organizations",
    params(PageParams),
    responses((status = 200, description = "Organizations", body = Paged<OrganizationView>)),
    extensions(("x-permission" = json!("organizations.read_all"))),
)]
pub async fn list_organizations(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(page): Params<PageParams>,
) -> Answer<Paged<OrganizationView>> {
    caller.may(Permission::OrganizationsReadAll, Subject::Organization)?;
    let organizations = state.store.all_organizations(&page.request()?).await?;
    Ok(organizations
        .map(|organization| OrganizationView::from(&organization))
        .into())
}
