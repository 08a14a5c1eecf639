//! `GET /api/rules` and `GET /api/rules/{id}`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::rule::RuleId;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId, Revised};

use super::find;
use super::view::RuleView;
use crate::State;

/// List rules.
///
/// The rules of the organization, the oldest first.
#[utoipa::path(
    get, path = "/api/rules", operation_id = "list_rules", tag = "Rules",
    params(PageParams),
    responses((status = 200, description = "A part of the rules", body = Paged<RuleView>)),
    extensions(("x-permission" = json!("rules.read"))),
)]
pub async fn list_rules(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(params): Params<PageParams>,
) -> Answer<Paged<RuleView>> {
    caller.may(Permission::RulesRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let page = organization.rules(&params.request()?).await?;
    Ok(page.map(|rule| RuleView::seen_by(&caller, rule)).into())
}

/// Read a rule.
///
/// When it looks, at what, and what it does.
#[utoipa::path(
    get, path = "/api/rules/{id}", operation_id = "get_rule", tag = "Rules",
    params(("id" = String, Path, description = "The rule", format = Uuid)),
    responses((status = 200, description = "The rule", body = RuleView, headers(("etag" = String, description = "Its revision")))),
    extensions(("x-permission" = json!("rules.read"))),
)]
pub async fn get_rule(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RuleId>,
) -> Answer<Revised<RuleView>> {
    caller.may(Permission::RulesRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let rule = find(&organization, id).await?;
    Ok(Revised::ok(rule.revision, RuleView::seen_by(&caller, rule)))
}
