//! Clients that keep connections and give nothing.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use katalusis_runtime::container::{ConnectionLimits, serve_on};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::product::product;

async fn serving(limits: ConnectionLimits) -> (SocketAddr, DropGuard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let router = Router::new().route("/", get(async || "here"));
    tokio::spawn(serve_on(listener, router, limits, stop.clone()));
    (address, stop.drop_guard())
}

async fn sends(address: SocketAddr, text: &str) -> TcpStream {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(text.as_bytes()).await.unwrap();
    connection
}

/// All that comes until the server ends the connection.
async fn until_it_ends(mut connection: TcpStream) -> String {
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

const ASKS: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test]
async fn a_connection_whose_headers_never_end_is_ended() {
    let limits = ConnectionLimits {
        headers_within: Duration::from_millis(300),
        ..ConnectionLimits::default()
    };
    let (address, _serving) = serving(limits).await;
    let slow = sends(address, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    assert_eq!(until_it_ends(slow).await, "");
    let idle = until_it_ends(sends(address, ASKS).await).await;
    assert!(idle.ends_with("here"), "{idle}");
}

#[tokio::test]
async fn who_comes_when_all_connections_are_taken_is_served_when_one_ends() {
    let limits = ConnectionLimits {
        at_once: 2,
        ..ConnectionLimits::default()
    };
    let (address, _serving) = serving(limits).await;
    let first = sends(address, ASKS).await;
    let mut second = sends(address, ASKS).await;
    let mut byte = [0];
    second.read_exact(&mut byte).await.unwrap();
    let mut third = sends(address, ASKS).await;
    let early = tokio::time::timeout(Duration::from_millis(300), third.read_exact(&mut byte)).await;
    assert!(early.is_err(), "a third connection was served beside two");
    drop(first);
    third.read_exact(&mut byte).await.unwrap();
}

#[tokio::test]
async fn who_does_not_send_the_body_is_told_so() {
    let product = product().await;
    let address = product.base.trim_start_matches("http://").parse().unwrap();
    let head = "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    let mut connection = sends(address, head).await;
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        assert_ne!(
            connection.read_buf(&mut answer).await.unwrap(),
            0,
            "ended without an answer"
        );
    }
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("\"too_slow\""), "{answer}");
}
