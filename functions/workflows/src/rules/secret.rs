//! `GET /api/rules/{id}/secret`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::rule::RuleId;
use katalusis_http::{Answer, Authenticated, PathId};
use serde::Serialize;
use utoipa::ToSchema;

use super::own;
use crate::State;
use crate::engine::signing_secret;

/// What receivers of a rule's webhooks know it by. Keep it to yourself.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleSecret {
    /// What signs webhooks that the rule sends, as receivers of Standard Webhooks want it.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    signing_secret: String,
}

/// Read a rule's secret.
///
/// The secret that signs webhooks that the rule sends: of your own rule, or of any if you are an admin.
#[utoipa::path(
    get, path = "/api/rules/{id}/secret", operation_id = "get_rule_secret", tag = "Rules",
    params(("id" = String, Path, description = "The rule", format = Uuid)),
    responses((status = 200, description = "The secret", body = RuleSecret)),
    extensions(("x-permission" = json!("rules.manage"))),
)]
pub async fn get_rule_secret(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RuleId>,
) -> Answer<Json<RuleSecret>> {
    let organization = state.store.for_organization(&caller);
    let rule = own(&organization, &caller, id).await?;
    Ok(Json(RuleSecret {
        signing_secret: signing_secret(&rule.secret),
    }))
}
