//! One request and its answer, within the limits.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use http::{Method, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;
use url::Url;

use crate::body::{UnpackError, Unpacked};
use crate::limits::HEAD_BYTES_MAX;
use crate::retry_after::retry_after;
use crate::target::Target;
use crate::{CallError, Outbound, headers};

/// What is sent, but for the headers that every call carries.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Request {
    /// One that posts JSON.
    pub(crate) fn json(mut headers: HeaderMap, body: String) -> Self {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self {
            method: Method::POST,
            headers,
            body: body.into(),
        }
    }
}

/// What came back, whatever its status. The body may have failed by itself: whoever answers 503 with a page that is too
/// large is not there all the same, and a message with whose answer something is wrong was taken all the same.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Result<Vec<u8>, CallError>,
}

impl Outbound {
    /// Sends the request over a connection of its own and takes the answer, all within the limit of time.
    pub(crate) async fn exchange(
        &self,
        target: &Target,
        request: Request,
        key: &str,
    ) -> Result<Reply, CallError> {
        let request = built(target, request, key)?;
        let limit = self.limits.time;
        timeout(limit, self.exchange_unhurried(target, request))
            .await
            .unwrap_or_else(|_| {
                Err(CallError::TooSlow {
                    place: target.place().to_owned(),
                    limit,
                })
            })
    }

    async fn exchange_unhurried(
        &self,
        target: &Target,
        request: http::Request<Full<Bytes>>,
    ) -> Result<Reply, CallError> {
        let io = TokioIo::new(self.connect(target).await?);
        let (mut sender, connection) = http1::Builder::new()
            .max_header_size(HEAD_BYTES_MAX)
            .handshake(io)
            .await
            .map_err(|error| target.broken(error))?;
        let _driver = AbortOnDropHandle::new(tokio::spawn(connection));
        let response = sender.send_request(request).await;
        let (head, body) = response.map_err(|error| target.broken(error))?.into_parts();
        Ok(Reply {
            status: head.status,
            body: read(target, &head.headers, body).await,
            headers: head.headers,
        })
    }
}

fn built(target: &Target, request: Request, key: &str) -> Result<http::Request<Full<Bytes>>, CallError> {
    let mut built = http::Request::new(Full::new(request.body));
    *built.method_mut() = request.method;
    *built.uri_mut() = target.path.clone().into();
    *built.headers_mut() = request.headers;
    headers::complete(built.headers_mut(), target.place(), key)?;
    Ok(built)
}

/// The body, unpacked. What is too large is not read to its end.
async fn read(target: &Target, headers: &HeaderMap, mut body: Incoming) -> Result<Vec<u8>, CallError> {
    let place = || target.place().to_owned();
    let failed = |error| match error {
        UnpackError::TooLarge => CallError::TooLarge { place: place() },
        UnpackError::Broken(error) => target.broken(error),
    };
    let encoding = headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes);
    let mut unpacked =
        Unpacked::from_encoding(encoding).ok_or_else(|| CallError::Packed { place: place() })?;
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(|error| target.broken(error))?.into_data() {
            unpacked.take(&data).map_err(failed)?;
        }
    }
    unpacked.finish().map_err(failed)
}

impl Reply {
    /// The reply, if it is a success.
    pub(crate) fn succeeded(self, target: &Target) -> Result<Self, CallError> {
        let place = target.place().to_owned();
        if self.status.is_success() {
            Ok(self)
        } else if self.status.is_redirection() {
            Err(CallError::Redirected {
                place,
                to: self.redirected_to(),
            })
        } else {
            Err(CallError::Refused {
                place,
                status: self.status,
                retry_after: retry_after(&self.headers),
            })
        }
    }

    /// Scheme and host that it sends us to. No more than that: what follows may hold secrets.
    fn redirected_to(&self) -> Option<String> {
        let to = Url::parse(self.headers.get(LOCATION)?.to_str().ok()?).ok()?;
        let port = to.port().map(|port| format!(":{port}")).unwrap_or_default();
        Some(format!("{}://{}{port}", to.scheme(), to.host()?))
    }
}

impl Target {
    fn broken(&self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> CallError {
        CallError::Broken {
            place: self.place().to_owned(),
            source: source.into(),
        }
    }
}
