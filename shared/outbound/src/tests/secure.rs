//! TLS: who is trusted.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::tests::server::{KEY, get, outbound, read_request, some_root};
use crate::{CallError, Limits, Outbound, RootsError};

/// The port of a server with a certificate for `name`, and the root that proves it.
async fn secure_server(name: &str) -> (u16, RootCertStore) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            read_request(&mut stream).await;
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
            stream.write_all(answer).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    (port, roots)
}

fn trusting(roots: RootCertStore) -> Outbound {
    let limits = Limits {
        networks: "127.0.0.0/8".parse().unwrap(),
        ..Limits::default()
    };
    Outbound::trusting(roots, &limits).unwrap()
}

#[tokio::test]
async fn a_certificate_of_a_known_authority_is_trusted() {
    for name in ["localhost", "127.0.0.1"] {
        let (port, roots) = secure_server(name).await;
        let request = get(format!("https://{name}:{port}/"));
        let answer = trusting(roots).call(&request, KEY).await.unwrap();
        assert_eq!(answer.body, b"ok");
    }
}

#[tokio::test]
async fn an_unknown_certificate_and_one_for_another_name_are_not() {
    let (port, roots) = secure_server("localhost").await;
    for (outbound, host) in [
        (trusting(some_root()), "localhost"),
        (trusting(roots), "127.0.0.1"),
    ] {
        let request = get(format!("https://{host}:{port}/?token=canary"));
        let error = outbound.call(&request, KEY).await.unwrap_err();
        assert!(matches!(error, CallError::Untrusted { .. }), "{error:?}");
        assert!(!error.is_passing());
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[tokio::test]
async fn where_no_tls_is_spoken_none_comes_about() {
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addresses = [plain.local_addr().unwrap(), silent.local_addr().unwrap()];
    tokio::spawn(async move {
        let (mut stream, _) = plain.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await
    });
    for address in addresses {
        let request = get(format!("https://{address}/"));
        let error = outbound().call(&request, KEY).await.unwrap_err();
        assert!(matches!(error, CallError::NoTls { .. }), "{error:?}");
        assert!(error.is_passing());
    }
}

#[test]
fn without_root_certificates_nothing_is_trusted() {
    let none = Outbound::trusting(RootCertStore::empty(), &Limits::default());
    assert!(matches!(none, Err(RootsError::None)));
}

#[test]
fn the_machine_has_root_certificates() {
    Outbound::new(&Limits::default()).unwrap();
}
