//! `POST /api/workflows/check`

use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::Definition;
use katalusis_domain::workflow::validate::{Finding, validate};
use katalusis_http::{Answer, Authenticated, Body, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check_size;

/// A drawing to be checked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Drawing {
    /// What is drawn.
    definition: Definition,
}

/// What is wrong with a drawing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Findings {
    /// What has to be mended before it can be published; nothing, if it can.
    findings: Vec<Finding>,
}

/// Check a drawing.
///
/// Says what has to be mended in a workflow before it can be published. Nothing is stored.
#[utoipa::path(
    post, path = "/api/workflows/check", operation_id = "check_workflow", tag = "Workflows",
    request_body = Drawing,
    responses((status = 200, description = "What is wrong with it", body = Findings)),
    extensions(("x-permission" = json!("workflows.read"))),
)]
pub async fn check_workflow(
    Authenticated(caller): Authenticated,
    Body(request): Body<Drawing>,
) -> Answer<axum::Json<Findings>> {
    caller.may(Permission::WorkflowsRead, Subject::Organization)?;
    if let Some(error) = check_size("/definition", &request.definition) {
        return Err(Problem::invalid(vec![error]));
    }
    let findings = validate(&request.definition);
    Ok(axum::Json(Findings { findings }))
}
