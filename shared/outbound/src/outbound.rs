//! The one way out.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method};
use katalusis_domain::workflow::node::{HttpMethod, HttpRequest};
use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use crate::exchange::Request;
use crate::target::Target;
use crate::{Answer, CallError, Limits, headers};

/// Calls web addresses that people chose. Made once per process; clones share everything.
#[derive(Clone)]
pub struct Outbound {
    pub(crate) limits: Limits,
    pub(crate) tls: TlsConnector,
}

/// No certificate could be proven.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// The machine has no root certificates.
    #[error(
        "no root certificates were found; install ca-certificates, or set SSL_CERT_FILE to a file of them"
    )]
    None,
    /// TLS refuses its settings.
    #[error("TLS cannot be set up")]
    Tls(#[from] rustls::Error),
}

impl Outbound {
    /// A way out with these limits, which trusts the machine's root certificates. It reads them from the disk.
    pub fn new(limits: &Limits) -> Result<Self, RootsError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Self::trusting(roots, limits)
    }

    /// A way out that trusts these root certificates.
    pub(crate) fn trusting(roots: RootCertStore, limits: &Limits) -> Result<Self, RootsError> {
        if roots.is_empty() {
            return Err(RootsError::None);
        }
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // What one call learned of a server is no other's business.
        config.resumption = Resumption::disabled();
        Ok(Self {
            limits: limits.clone(),
            tls: TlsConnector::from(Arc::new(config)),
        })
    }

    /// Makes a call under an idempotency key, `{run}:{node}:{iteration}`. Only an answer of 2xx is one; every other is an
    /// error. A body is sent as JSON if it can be read as that, unless a header says what it is.
    pub async fn call(&self, request: &HttpRequest, key: &str) -> Result<Answer, CallError> {
        let target = Target::parse(&request.url)?;
        let mut headers = headers::checked(&request.headers)?;
        let body = request.body.as_deref().unwrap_or_default();
        if !body.is_empty() && !headers.contains_key(CONTENT_TYPE) {
            headers.insert(CONTENT_TYPE, content_type(body));
        }
        let reply = self
            .exchange(&target, request_of(request.method, headers, body), key)
            .await?;
        reply.succeeded(&target)?.try_into()
    }
}

fn request_of(method: HttpMethod, headers: HeaderMap, body: &str) -> Request {
    Request {
        method: match method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
            HttpMethod::Put => Method::PUT,
            HttpMethod::Patch => Method::PATCH,
            HttpMethod::Delete => Method::DELETE,
        },
        headers,
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

fn content_type(body: &str) -> HeaderValue {
    HeaderValue::from_static(match serde_json::from_str::<serde::de::IgnoredAny>(body) {
        Ok(_) => "application/json",
        Err(_) => "text/plain; charset=utf-8",
    })
}
