//! `/api/docs`: the API reference, Swagger UI from our own bytes.

use std::sync::{Arc, LazyLock};

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use katalusis_http::{Code, Problem};
use utoipa_swagger_ui::Config;

/// Relative, because API Gateway puts a stage in front of our paths.
static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    Arc::new(
        Config::new(["../openapi.json"])
            .doc_expansion("list")
            .try_it_out_enabled(true)
            .filter(true),
    )
});

const POLICY: &str =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

pub(crate) async fn redirect() -> Redirect {
    Redirect::permanent("docs/")
}

pub(crate) async fn page() -> Response {
    serve("index.html")
}

pub(crate) async fn file(path: Result<Path<String>, PathRejection>) -> Response {
    // What is not UTF-8 is no file of ours.
    path.map_or_else(|_| no_file(), |Path(file)| serve(&file))
}

fn serve(file: &str) -> Response {
    match utoipa_swagger_ui::serve(file, CONFIG.clone()) {
        Ok(Some(found)) => (
            [
                (CONTENT_TYPE, found.content_type.as_str()),
                (CONTENT_SECURITY_POLICY, POLICY),
                (CACHE_CONTROL, "public, max-age=300"),
            ],
            found.bytes.into_owned(),
        )
            .into_response(),
        Ok(None) => no_file(),
        Err(error) => Problem::internal(error.as_ref()).into_response(),
    }
}

fn no_file() -> Response {
    Problem::new(Code::NotFound, "The reference page has no such file.").into_response()
}
