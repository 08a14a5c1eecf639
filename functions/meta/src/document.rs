//! `GET /api/openapi.json`

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

/// The committed document; `server openapi` writes it, `tests/run` holds it against the code.
pub const DOCUMENT: &str = include_str!("../openapi.json");

/// Read the OpenAPI document.
///
/// The OpenAPI 3.1 document of the whole API.
#[utoipa::path(
    get, path = "/api/openapi.json", operation_id = "read_openapi_document", tag = "About",
    responses((status = 200, description = "The document", body = serde_json::Value, content_type = "application/json",
        example = json!({ "openapi": "3.1.0", "info": { "title": "Katalusis Workflow OS" } }))),
)]
pub async fn openapi_document() -> impl IntoResponse {
    (
        [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "public, max-age=300"),
        ],
        DOCUMENT,
    )
}
