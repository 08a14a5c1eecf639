//! What goes wrong, whether it passes, and what people are told.

use std::time::Duration;

use katalusis_domain::workflow::Failure;
use katalusis_domain::workflow::node::HttpRequest;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::tests::server::{KEY, Server, get, outbound, outbound_within, read_request};
use crate::{AddressError, BODY_BYTES_MAX, CallError};

async fn failed(server: &Server) -> CallError {
    outbound()
        .call(&get(server.url("/?token=canary")), KEY)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_status_lasts_or_passes() {
    for (status, passes) in [
        ("400 Bad Request", false),
        ("401 Unauthorized", false),
        ("404 Not Found", false),
        ("408 Request Timeout", true),
        ("409 Conflict", false),
        ("422 Unprocessable Content", false),
        ("425 Too Early", true),
        ("429 Too Many Requests", true),
        ("500 Internal Server Error", true),
        ("503 Service Unavailable", true),
    ] {
        let error = failed(&Server::with(status, "", "canary").await).await;
        assert_eq!(error.is_passing(), passes, "{status}");
        let failure = Failure::from(&error);
        assert_eq!(failure.passing, passes);
        assert!(failure.message.contains(&status[..3]), "{failure:?}");
        assert!(!failure.message.contains("canary"), "{failure:?}");
    }
}

#[tokio::test]
async fn a_refusal_counts_whatever_is_wrong_with_its_body() {
    for (headers, body) in [
        ("", vec![b'a'; BODY_BYTES_MAX + 1]),
        ("Content-Encoding: br\r\n", b"a".to_vec()),
        ("Content-Encoding: gzip\r\n", b"a".to_vec()),
    ] {
        let error = failed(&Server::with("503 Service Unavailable", headers, body).await).await;
        assert!(matches!(error, CallError::Refused { .. }), "{headers}: {error:?}");
    }
}

#[tokio::test]
async fn an_answer_says_when_to_come_again() {
    let server = Server::with("429 Too Many Requests", "Retry-After: 17\r\n", "").await;
    assert_eq!(failed(&server).await.retry_after(), Some(Duration::from_secs(17)));
    let server = Server::with("503 Service Unavailable", "", "").await;
    assert_eq!(failed(&server).await.retry_after(), None);
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let inside = Server::with("200 OK", "", "").await;
    for (location, words) in [
        (
            "http://169.254.169.254/latest/meta-data/?token=canary".to_owned(),
            "to http://169.254.169.254,",
        ),
        (
            "https://user:canary@example.com:8443/".to_owned(),
            "to https://example.com:8443,",
        ),
        (inside.url("/inside"), "to http://127.0.0.1:"),
        ("/elsewhere?token=canary".to_owned(), "a redirect, which"),
    ] {
        let server = Server::with("302 Found", &format!("Location: {location}\r\n"), "").await;
        let error = failed(&server).await;
        assert!(matches!(error, CallError::Redirected { .. }), "{error:?}");
        assert!(!error.is_passing());
        assert!(error.to_string().contains(words), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
    outbound().call(&get(inside.url("/")), KEY).await.unwrap();
    assert!(
        inside.request().starts_with("GET / "),
        "it was called by us alone"
    );
}

#[tokio::test]
async fn headers_that_could_hide_another_request_are_refused() {
    let server = Server::with("200 OK", "", "").await;
    let call = async |name: &str, value: &str| {
        let request = HttpRequest {
            headers: [(name.to_owned(), value.to_owned())].into(),
            ..get(server.url("/"))
        };
        outbound().call(&request, KEY).await.unwrap_err()
    };
    for name in [
        "Host",
        "content-length",
        "TRANSFER-ENCODING",
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Upgrade",
        "Expect",
        "Idempotency-Key",
    ] {
        let error = call(name, "1").await;
        assert!(matches!(error, CallError::HeaderNotYours(_)), "{name}: {error:?}");
        assert!(error.to_string().contains(name));
    }
    for (name, value) in [
        ("X-A\r\nHost", "1"),
        ("X A", "1"),
        ("", "1"),
        ("X-A", "1\r\nHost: inside"),
        ("X-A", "1\nHost: inside"),
        ("X-A", "a\0b"),
    ] {
        let error = call(name, value).await;
        assert!(
            matches!(error, CallError::HeaderUnsendable(_)),
            "{name:?}: {error:?}"
        );
        assert!(!error.to_string().contains(['\r', '\n']));
        assert!(!error.is_passing());
    }
    let bad_key = outbound().call(&get(server.url("/")), "a\r\nb").await;
    assert!(matches!(bad_key, Err(CallError::HeaderUnsendable(_))));
}

#[tokio::test]
async fn what_is_no_http_or_ends_too_early_is_broken_and_passes() {
    let endless_head = format!("HTTP/1.1 200 OK\r\nX-A: {}", "a".repeat(1 << 20));
    for answer in [
        "",
        "220 mail.example.com ESMTP\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        &endless_head,
    ] {
        let error = failed(&Server::answering(answer).await).await;
        assert!(
            matches!(error, CallError::Broken { .. }),
            "{answer:.40}: {error:?}"
        );
        assert!(error.is_passing());
    }
}

#[tokio::test]
async fn nobody_there_passes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = outbound()
        .call(&get(format!("http://{address}/?token=canary")), KEY)
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::Unreachable { .. }), "{error:?}");
    assert!(error.is_passing());
    assert_eq!(
        error.to_string(),
        format!("{address} takes no connections; check that it is running, and the port.")
    );
}

#[tokio::test]
async fn a_name_that_is_not_found_passes() {
    let error = outbound()
        .call(&get("http://nowhere.invalid/?token=canary"), KEY)
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::NameNotFound { .. }), "{error:?}");
    assert!(error.is_passing());
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[tokio::test]
async fn a_bad_address_lasts_and_its_secret_is_not_told() {
    let error = outbound()
        .call(&get("https://user:canary@example.com/"), KEY)
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::Address(AddressError::Credentials)));
    assert!(!error.is_passing());
    assert!(!format!("{error} {error:?}").contains("canary"));
}

/// A server that sends `head`, and then `drop` again and again for as long as someone listens.
async fn dripping(head: &'static str, drop: &'static [u8], pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        stream.write_all(head.as_bytes()).await.unwrap();
        while stream.write_all(drop).await.is_ok() {
            tokio::time::sleep(pause).await;
        }
    });
    format!("http://{address}/")
}

#[tokio::test]
async fn whoever_is_slow_is_left() {
    let pause = Duration::from_millis(5);
    for (head, drop) in [
        ("HTTP/1.1 200 OK\r\nX-Slow: ", &b"a"[..]),
        ("HTTP/1.1 200 OK\r\n\r\n", b"a"),
        ("", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        ("", b""),
    ] {
        let url = dripping(head, drop, pause).await;
        let outbound = outbound_within(Duration::from_millis(300));
        let error = outbound.call(&get(url), KEY).await.unwrap_err();
        assert!(matches!(error, CallError::TooSlow { .. }), "{head}: {error:?}");
        assert!(error.is_passing());
        assert!(error.to_string().contains("longer than 0.3 s"), "{error}");
    }
}

#[tokio::test]
async fn a_body_without_end_is_too_large() {
    let url = dripping("HTTP/1.1 200 OK\r\n\r\n", &[b'a'; 4096], Duration::ZERO).await;
    let error = outbound().call(&get(url), KEY).await.unwrap_err();
    assert!(matches!(error, CallError::TooLarge { .. }), "{error:?}");
}
