//! Servers that answer with the same bytes whatever they are asked, and note what that was.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use katalusis_domain::workflow::node::{HttpMethod, HttpRequest};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::RootCertStore;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::{Limits, Outbound};

/// The key that the tests call under.
pub const KEY: &str = "019abcde-0000-7000-8000-000000000001:call_shop:1";

/// A server that answers each request with the same bytes and hangs up.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// One that answers with these bytes.
    pub async fn answering(answer: impl AsRef<[u8]>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (noted, answer) = (requests.clone(), answer.as_ref().to_vec());
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read_request(&mut stream).await;
                noted.lock().unwrap().push(request);
                // Whoever has seen enough hangs up first.
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { address, requests }
    }

    /// One that answers with this status line, these header lines and this body.
    pub async fn with(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n",
            body.len()
        );
        Self::answering([head.as_bytes(), body].concat()).await
    }

    /// The address of a path there.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The only request that it got.
    pub fn request(&self) -> String {
        let requests = self.requests.lock().unwrap();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }
}

/// A way out to this machine, for calls of at most `time`.
pub fn outbound_within(time: Duration) -> Outbound {
    let limits = Limits {
        networks: "127.0.0.0/8".parse().unwrap(),
        time,
    };
    Outbound::trusting(some_root(), &limits).unwrap()
}

/// A way out to this machine.
pub fn outbound() -> Outbound {
    outbound_within(Limits::default().time)
}

/// A root certificate that nothing was signed by.
pub fn some_root() -> RootCertStore {
    let CertifiedKey { cert, .. } = generate_simple_self_signed(["root.example".to_owned()]).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    roots
}

/// A request that reads this address.
pub fn get(url: impl Into<String>) -> HttpRequest {
    HttpRequest {
        method: HttpMethod::Get,
        url: url.into(),
        headers: std::collections::BTreeMap::new(),
        body: None,
    }
}

/// Head and body of a request.
pub async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return String::from_utf8(request).unwrap();
            }
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await.unwrap_or(0) {
            0 => return String::from_utf8(request).unwrap(),
            length => request.extend_from_slice(&piece[..length]),
        }
    }
}
