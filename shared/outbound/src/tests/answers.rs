//! What a call sends, and what it makes of answers.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use katalusis_domain::workflow::node::{HttpMethod, HttpRequest};
use serde_json::json;

use crate::tests::server::{KEY, Server, get, outbound};
use crate::{BODY_BYTES_MAX, CallError};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_call_carries_its_key_and_says_who_calls() {
    let server = Server::with("200 OK", "", "").await;
    let request = HttpRequest {
        method: HttpMethod::Put,
        headers: [("X-Shop".to_owned(), "7".to_owned())].into(),
        body: Some(r#"{"paid":true}"#.to_owned()),
        ..get(server.url("/orders/1?token=abc"))
    };
    outbound().call(&request, KEY).await.unwrap();
    let sent = server.request();
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("PUT /orders/1?token=abc HTTP/1.1\r\n"), "{head}");
    let place = server.url("").replace("http://", "");
    for line in [
        format!("host: {place}"),
        format!("idempotency-key: {KEY}"),
        format!("user-agent: Katalusis/{}", env!("CARGO_PKG_VERSION")),
        "accept-encoding: gzip".to_owned(),
        "connection: close".to_owned(),
        "content-type: application/json".to_owned(),
        "x-shop: 7".to_owned(),
    ] {
        assert!(head.contains(&line), "{line} is not in {head}");
    }
    assert_eq!(body, r#"{"paid":true}"#);
}

#[tokio::test]
async fn a_body_is_what_a_header_says_it_is() {
    for (header, body, expected) in [
        (None, "paid: yes", "content-type: text/plain; charset=utf-8"),
        (Some("text/csv"), "1", "content-type: text/csv"),
    ] {
        let server = Server::with("200 OK", "", "").await;
        let request = HttpRequest {
            method: HttpMethod::Post,
            headers: header
                .map(|value: &str| ("Content-type".to_owned(), value.to_owned()))
                .into_iter()
                .collect(),
            body: Some(body.to_owned()),
            ..get(server.url("/"))
        };
        outbound().call(&request, KEY).await.unwrap();
        assert!(server.request().contains(expected));
    }
}

#[tokio::test]
async fn an_answer_has_status_and_body() {
    let server = Server::with("201 Created", "Content-Type: application/json\r\n", r#"{"id":7}"#).await;
    let answer = outbound().call(&get(server.url("/")), KEY).await.unwrap();
    assert_eq!(answer.output(), json!({"status": 201, "body": {"id": 7}}));
    assert_eq!(answer.content_type.as_deref(), Some("application/json"));
}

#[tokio::test]
async fn a_packed_answer_is_unpacked() {
    let server = Server::with("200 OK", "Content-Encoding: GZIP\r\n", packed(b"[1, 2]")).await;
    let answer = outbound().call(&get(server.url("/")), KEY).await.unwrap();
    assert_eq!(answer.body, b"[1, 2]");
    let server = Server::with("204 No Content", "Content-Encoding: gzip\r\n", "").await;
    let answer = outbound().call(&get(server.url("/")), KEY).await.unwrap();
    assert_eq!(answer.output(), json!({"status": 204, "body": null}));
}

#[tokio::test]
async fn a_packing_that_was_not_asked_for_is_refused() {
    for encoding in ["br", "gzip, gzip", "zstd"] {
        let server = Server::with("200 OK", &format!("Content-Encoding: {encoding}\r\n"), "x").await;
        let error = outbound().call(&get(server.url("/")), KEY).await.unwrap_err();
        assert!(matches!(error, CallError::Packed { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn what_was_packed_wrongly_or_cut_off_is_broken() {
    let whole = packed(&[7; 1000]);
    for body in [&whole[..whole.len() - 9], b"no gzip at all"] {
        let server = Server::with("200 OK", "Content-Encoding: gzip\r\n", body).await;
        let error = outbound().call(&get(server.url("/")), KEY).await.unwrap_err();
        assert!(matches!(error, CallError::Broken { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn the_largest_answer_passes_and_one_byte_more_does_not() {
    let largest = vec![b'a'; BODY_BYTES_MAX];
    let too_large = vec![b'a'; BODY_BYTES_MAX + 1];
    for (headers, largest, too_large) in [
        ("", largest.clone(), too_large.clone()),
        ("Content-Encoding: gzip\r\n", packed(&largest), packed(&too_large)),
    ] {
        let server = Server::with("200 OK", headers, largest).await;
        let answer = outbound().call(&get(server.url("/")), KEY).await.unwrap();
        assert_eq!(answer.body.len(), BODY_BYTES_MAX);
        let server = Server::with("200 OK", headers, too_large).await;
        let error = outbound().call(&get(server.url("/")), KEY).await.unwrap_err();
        assert!(matches!(error, CallError::TooLarge { .. }), "{error:?}");
        assert!(!error.is_passing());
    }
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    let bomb = packed(&vec![0; 64 << 20]);
    assert!(bomb.len() < BODY_BYTES_MAX, "a bomb is small before it goes off");
    let server = Server::with("200 OK", "Content-Encoding: gzip\r\n", bomb).await;
    let error = outbound().call(&get(server.url("/")), KEY).await.unwrap_err();
    assert!(matches!(error, CallError::TooLarge { .. }), "{error:?}");
}
