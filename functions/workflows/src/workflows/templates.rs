//! `GET /api/workflows/templates` and `GET /api/workflows/schema`

use axum::Json;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::definition_schema;
use katalusis_domain::workflow::templates::{Template, templates};
use katalusis_http::{Answer, Authenticated};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Ready workflows.
#[derive(Debug, Serialize, ToSchema)]
pub struct Templates {
    /// Each with its drawing, what has to be filled in, and what it can be tried out with.
    items: Vec<Template>,
}

/// List ready workflows.
///
/// Workflows to begin with: make one from a template's definition, and fill in its blanks.
#[utoipa::path(
    get, path = "/api/workflows/templates", operation_id = "list_workflow_templates", tag = "Workflows",
    responses((status = 200, description = "All of them", body = Templates)),
    extensions(("x-permission" = json!("workflows.read"))),
)]
pub async fn list_workflow_templates(Authenticated(caller): Authenticated) -> Answer<Json<Templates>> {
    caller.may(Permission::WorkflowsRead, Subject::Organization)?;
    let items = templates().to_vec();
    Ok(Json(Templates { items }))
}

/// Read the JSON Schema of definitions.
///
/// What a workflow's definition looks like, as JSON Schema (2020-12): to check one before it is sent, or to build forms.
#[utoipa::path(
    get, path = "/api/workflows/schema", operation_id = "get_workflow_schema", tag = "Workflows",
    responses((status = 200, description = "The schema", body = Value, example = json!({"$schema": "https://json-schema.org/draft/2020-12/schema"}))),
    extensions(("x-permission" = json!("workflows.read"))),
)]
pub async fn get_workflow_schema(Authenticated(caller): Authenticated) -> Answer<Json<Value>> {
    caller.may(Permission::WorkflowsRead, Subject::Organization)?;
    Ok(Json(definition_schema()))
}
