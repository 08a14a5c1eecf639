//! The web app beside the API, by the real `server`.

use std::path::Path;

use katalusis_testing::Product;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Client, Method, StatusCode};
use tempfile::TempDir;

use crate::processes::Process;
use crate::product::product;

/// What the build leaves, in small.
fn built() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let write = |path: &str, content: &str| std::fs::write(directory.path().join(path), content).unwrap();
    std::fs::create_dir(directory.path().join("assets")).unwrap();
    write("index.html", "<title>Katalusis</title>");
    write("favicon.svg", "<svg/>");
    write("assets/index-abc.js", "plain()");
    write("assets/index-abc.js.gz", "compressed");
    directory
}

async fn started(product: &Product, web: &Path) -> (Process, Client) {
    let directory = web.to_str().unwrap();
    let mut server = Process::start(product, &["http"], &[("WEB_DIRECTORY", directory)]);
    server.ready().await;
    (server, Client::new())
}

async fn get(client: &Client, server: &Process, path: &str) -> (StatusCode, HeaderMap, String) {
    let answer = client.get(format!("{}{path}", server.base)).send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, headers, answer.text().await.unwrap())
}

fn is(headers: &HeaderMap, name: &str) -> String {
    headers
        .get(name)
        .map_or("", |value: &HeaderValue| value.to_str().unwrap())
        .to_owned()
}

#[tokio::test]
async fn the_page_is_under_every_path_of_the_app_and_never_kept() {
    let (product, web) = (product().await, built());
    let (server, client) = started(&product, web.path()).await;
    for path in ["/", "/sign-in", "/projects/OPS/settings?x=1", "/apiary"] {
        let (status, headers, body) = get(&client, &server, path).await;
        assert_eq!(
            (status, body.as_str()),
            (StatusCode::OK, "<title>Katalusis</title>"),
            "{path}"
        );
        assert_eq!(is(&headers, "content-type"), "text/html; charset=utf-8");
        assert_eq!(is(&headers, "cache-control"), "no-cache");
        assert_eq!(is(&headers, "x-content-type-options"), "nosniff");
        assert_eq!(is(&headers, "last-modified"), "");
        let policy = is(&headers, "content-security-policy");
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(
            policy.contains("connect-src 'self' http"),
            "uploads could not leave: {policy}"
        );
    }
    let posted = client.request(Method::POST, format!("{}/sign-in", server.base));
    assert_eq!(
        posted.send().await.unwrap().status(),
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn files_with_a_hash_in_their_name_are_kept_for_ever_and_compressed_for_who_takes_it() {
    let (product, web) = (product().await, built());
    let (server, client) = started(&product, web.path()).await;
    let (status, headers, body) = get(&client, &server, "/assets/index-abc.js").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "plain()"));
    assert_eq!(
        is(&headers, "cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(is(&headers, "content-type"), "text/javascript");

    let compressed = client
        .get(format!("{}/assets/index-abc.js", server.base))
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(is(compressed.headers(), "content-encoding"), "gzip");
    assert_eq!(compressed.text().await.unwrap(), "compressed");

    // A page of the release before asks for files that are gone: it has to learn so.
    let (status, headers, _) = get(&client, &server, "/assets/index-old.js").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(is(&headers, "cache-control"), "no-cache");

    let (status, headers, _) = get(&client, &server, "/favicon.svg").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(is(&headers, "cache-control"), "no-cache");
    assert_eq!(is(&headers, "last-modified"), "");
    let (status, _, body) = get(&client, &server, "/assets/../../Cargo.toml").await;
    assert!(
        status != StatusCode::OK || body == "<title>Katalusis</title>",
        "{body}"
    );
}

#[tokio::test]
async fn the_api_is_what_it_was() {
    let (product, web) = (product().await, built());
    let (server, client) = started(&product, web.path()).await;
    for (path, status) in [
        ("/api/health/live", StatusCode::OK),
        ("/api/nothing", StatusCode::NOT_FOUND),
        ("/api", StatusCode::NOT_FOUND),
        ("/problems/boredom", StatusCode::NOT_FOUND),
        ("/api/tasks", StatusCode::UNAUTHORIZED),
    ] {
        let (answered, headers, body) = get(&client, &server, path).await;
        assert_eq!(answered, status, "{path}");
        assert!(is(&headers, "content-type").contains("json"), "{path}: {body}");
        assert_ne!(is(&headers, "x-request-id"), "", "{path}");
    }
}

#[tokio::test]
async fn a_directory_without_an_app_is_said_at_the_start() {
    let product = product().await;
    let empty = tempfile::tempdir().unwrap();
    let mut server = Process::start(
        &product,
        &["http"],
        &[("WEB_DIRECTORY", empty.path().to_str().unwrap())],
    );
    server.ended().await;
    assert!(
        server.log().contains("is not a built web app"),
        "{}",
        server.log()
    );
}
