//! No inner connection is opened (S-6).

use std::io::ErrorKind;
use std::net::TcpListener;

use crate::tests::server::{KEY, get, outbound, some_root};
use crate::{CallError, Limits, Outbound};

/// The ways to write an address of this machine.
const SPELLINGS: [&str; 21] = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "0X7F.0X0.0X0.0X1",
    "0177.0.0.1",
    "017700000001",
    "%31%32%37.0.0.1",
    "127。0。0。1",
    "１２７.0.0.1",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
    "0",
    "0.0.0.0",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::127.0.0.1]",
];

/// The same for IPv6.
const SPELLINGS_V6: [&str; 4] = ["[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "localhost"];

fn listener(address: &str) -> (TcpListener, u16) {
    let listener = TcpListener::bind((address, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// A connection is in the listener's queue before `connect` returns, so one that was opened is seen.
fn was_connected(listener: &TcpListener) -> bool {
    match listener.accept() {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::WouldBlock => false,
        Err(error) => panic!("{error}"),
    }
}

fn strict() -> Outbound {
    Outbound::trusting(some_root(), &Limits::default()).unwrap()
}

async fn none_leads_to(listener: &TcpListener, port: u16, spellings: &[&str]) {
    for spelling in spellings {
        for scheme in ["http", "https"] {
            let error = strict()
                .call(&get(format!("{scheme}://{spelling}:{port}/")), KEY)
                .await
                .unwrap_err();
            assert!(
                matches!(error, CallError::NotPublic { .. }),
                "{spelling}: {error:?}"
            );
            assert!(!error.is_passing());
            assert!(
                !was_connected(listener),
                "{scheme}://{spelling} opened a connection"
            );
        }
    }
}

#[tokio::test]
async fn no_spelling_of_this_machine_opens_a_connection() {
    let (listener, port) = listener("0.0.0.0");
    none_leads_to(&listener, port, &SPELLINGS).await;
}

#[tokio::test]
async fn no_spelling_of_this_machine_in_ipv6_opens_a_connection() {
    let Ok(listener) = TcpListener::bind("[::1]:0") else {
        // A machine without IPv6 has nothing that could be connected to; its refusals are tested all the same.
        none_leads_to(&listener("127.0.0.1").0, 8080, &SPELLINGS_V6).await;
        return;
    };
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    none_leads_to(&listener, port, &SPELLINGS_V6).await;
}

/// Without this, a listener that hears nothing would prove nothing.
#[tokio::test]
async fn the_same_addresses_open_one_once_their_network_is_allowed() {
    for spelling in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
        "localhost",
    ] {
        let (listener, port) = listener("127.0.0.1");
        let call = tokio::spawn(async move {
            outbound()
                .call(&get(format!("http://{spelling}:{port}/")), KEY)
                .await
        });
        while !was_connected(&listener) {
            assert!(!call.is_finished(), "{spelling}: {:?}", call.await);
            tokio::task::yield_now().await;
        }
        call.abort();
    }
}

#[tokio::test]
async fn slack_and_webhooks_go_the_same_way() {
    let (listener, port) = listener("127.0.0.1");
    let url = format!("http://127.0.0.1:{port}/");
    let slack = strict().slack(&url, "Hello", KEY).await;
    assert!(matches!(slack, Err(CallError::NotPublic { .. })));
    let secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz".into();
    let at = katalusis_domain::Timestamp::from_millis(0);
    let webhook = strict()
        .webhook(&url, &secret, KEY, at, &serde_json::json!({}))
        .await;
    assert!(matches!(webhook, Err(CallError::NotPublic { .. })));
    assert!(!was_connected(&listener));
}
