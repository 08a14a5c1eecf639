//! The built web app, served beside the API by the container.

use std::path::Path;

use anyhow::Context;
use axum::Router;
use axum::extract::Request;
use axum::handler::HandlerWithoutStateExt;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, IF_MODIFIED_SINCE, LAST_MODIFIED};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use katalusis_files::FileStore;
use katalusis_http::secure;
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// Puts the app in `directory` around the API: its files, and its page under every other path, for the app has
/// routes of its own. Pages may load nothing from elsewhere but what lies in `files`.
pub(crate) async fn around(api: Router, directory: &Path, files: &FileStore) -> anyhow::Result<Router> {
    let index = directory.join("index.html");
    let page = tokio::fs::read_to_string(&index)
        .await
        .with_context(|| format!("WEB_DIRECTORY: {} is not a built web app", directory.display()))?;
    let policy = policy(&origin_of(files).await?)?;

    // The names of these files change with their content.
    let assets = Router::new()
        .fallback_service(serve(directory.join("assets")))
        .layer(from_fn(keep_for_ever));
    let rest = serve(directory)
        .append_index_html_on_directories(false)
        .fallback((async || Html(page)).into_service());
    let app = Router::new()
        .nest_service("/assets", assets)
        .fallback_service(Router::new().fallback_service(rest).layer(from_fn(ask_each_time)))
        .layer(from_fn(move |request, next| {
            with_policy(policy.clone(), request, next)
        }));
    Ok(app.layer(from_fn(move |request, next| by_path(api.clone(), request, next))))
}

async fn by_path(api: Router, request: Request, app: Next) -> Response {
    let of_the_api = ["/api", "/problems"].into_iter().any(|root| {
        let rest = request.uri().path().strip_prefix(root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    if of_the_api {
        api.oneshot(request).await.into_response()
    } else {
        app.run(request).await
    }
}

/// Files, as the build compressed them where the browser takes that.
fn serve(directory: impl AsRef<Path>) -> ServeDir {
    ServeDir::new(directory).precompressed_br().precompressed_gzip()
}

/// Where signed links lead, which is where the browser sends uploads and gets downloads.
async fn origin_of(files: &FileStore) -> anyhow::Result<String> {
    let link = files.sign_download("any", "any").await?;
    let end = link
        .find("://")
        .map(|scheme| scheme + 3)
        .and_then(|host| link[host..].find('/').map(|path| host + path))
        .context("a signed link is no URL")?;
    Ok(link[..end].to_owned())
}

fn policy(files: &str) -> anyhow::Result<HeaderValue> {
    // Styles: the parts that float set their position by `style`.
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
         img-src 'self' data: blob: {files}; connect-src 'self' {files}; manifest-src 'self'; worker-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    Ok(policy.parse()?)
}

async fn with_policy(policy: HeaderValue, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    secure(&mut response);
    response
}

async fn keep_for_ever(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let found = response.status() != StatusCode::NOT_FOUND;
    let value = if found {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

/// Files of an image all have the image's date, so a date does not tell whether one has changed.
async fn ask_each_time(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(IF_MODIFIED_SINCE);
    let mut response = next.run(request).await;
    response.headers_mut().remove(LAST_MODIFIED);
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
