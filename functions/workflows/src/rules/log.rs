//! `GET /api/rules/{id}/log`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::rule::RuleId;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId};

use super::find;
use super::view::RuleJudgement;
use crate::State;

/// Read a rule's log.
///
/// What a rule made of each event that it looked at, the newest first: whether it fired, and why not. Kept for 30 days.
#[utoipa::path(
    get, path = "/api/rules/{id}/log", operation_id = "list_rule_log", tag = "Rules",
    params(("id" = String, Path, description = "The rule", format = Uuid), PageParams),
    responses((status = 200, description = "A part of the log", body = Paged<RuleJudgement>)),
    extensions(("x-permission" = json!("rules.read"))),
)]
pub async fn list_rule_log(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RuleId>,
    Params(params): Params<PageParams>,
) -> Answer<Paged<RuleJudgement>> {
    caller.may(Permission::RulesRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let rule = find(&organization, id).await?;
    let page = organization.rule_log(rule.id, &params.request()?).await?;
    Ok(page.map(RuleJudgement::from).into())
}
