//! `DELETE /api/rules/{id}`

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::event::Fact;
use katalusis_domain::rule::RuleId;
use katalusis_http::{Answer, Authenticated, IfMatch, PathId};

use super::{own, subject};
use crate::State;

/// Delete a rule.
///
/// Deletes a rule: your own, or any if you are an admin. What it began goes on.
#[utoipa::path(
    delete, path = "/api/rules/{id}", operation_id = "delete_rule", tag = "Rules",
    params(
        ("id" = String, Path, description = "The rule", format = Uuid),
        ("if-match" = String, Header, description = "The `ETag` that you read, or `*`", example = "*"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 412, description = "Someone changed it since"),
    ),
    extensions(("x-permission" = json!("rules.manage"))),
)]
pub async fn delete_rule(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RuleId>,
    if_match: IfMatch,
) -> Answer<StatusCode> {
    let organization = state.store.for_organization(&caller);
    let mut rule = own(&organization, &caller, id).await?;
    if_match.check(rule.revision)?;
    rule.deleted_at = Some(state.store.world().now());
    rule.revision += 1;
    organization
        .change(Fact::RuleDeleted, vec![subject(&rule)])
        .replace(&rule)?
        .run()
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
