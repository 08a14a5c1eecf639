//! `POST /api/workflows/compare`

use axum::Json;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::Definition;
use katalusis_domain::workflow::difference::Difference;
use katalusis_http::{Answer, Authenticated, Body, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::check_size;

/// Two drawings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The earlier one.
    old: Definition,
    /// The later one.
    new: Definition,
}

/// Compare two drawings.
///
/// Says what differs: steps, connections and variables that were added, removed or changed, field by field, and what was
/// only moved.
#[utoipa::path(
    post, path = "/api/workflows/compare", operation_id = "compare_workflows", tag = "Workflows",
    request_body = Comparison,
    responses((status = 200, description = "What differs", body = Difference)),
    extensions(("x-permission" = json!("workflows.read"))),
)]
pub async fn compare_workflows(
    Authenticated(caller): Authenticated,
    Body(request): Body<Comparison>,
) -> Answer<Json<Difference>> {
    caller.may(Permission::WorkflowsRead, Subject::Organization)?;
    let sizes = [("/old", &request.old), ("/new", &request.new)];
    let errors: Vec<_> = sizes
        .into_iter()
        .filter_map(|(pointer, definition)| check_size(pointer, definition))
        .collect();
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    Ok(Json(Difference::between(&request.old, &request.new)))
}
