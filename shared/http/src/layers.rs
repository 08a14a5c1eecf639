//! The edge: what happens to every request before and after its handler.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::Poll;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, HeaderName, USER_AGENT};
use axum::http::{HeaderValue, Method};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use katalusis_domain::RequestContext;
use katalusis_identity::Authenticator;
use katalusis_store::Store;
use moka::future::Cache;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tracing::Instrument;

use crate::{Code, Problem, idempotency, refusals};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;
/// API Gateway gives up after 29 s; an answer of ours is better than none.
const TIME_LIMIT: Duration = Duration::from_secs(28);

tokio::task_local! {
    static REQUEST: Arc<str>;
}

/// The id of the request that this task works on; empty outside of one.
pub(crate) fn current_request_id() -> String {
    REQUEST.try_with(ToString::to_string).unwrap_or_default()
}

/// What the edge needs.
#[derive(Clone)]
pub struct Edge {
    pub(crate) store: Store,
    pub(crate) authenticator: Authenticator,
    origins: Arc<[HeaderValue]>,
    trusted_proxies: usize,
    refusals: Cache<String, ()>,
}

impl Edge {
    /// `origins` may call from a browser; `trusted_proxies` of them stand before us and may be believed about
    /// the client's address.
    pub fn new(
        store: Store,
        authenticator: Authenticator,
        origins: &[String],
        trusted_proxies: usize,
    ) -> Self {
        let origins = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
        let refusals = Cache::builder()
            .max_capacity(10_000)
            .time_to_live(Duration::from_mins(1))
            .build();
        Self {
            store,
            authenticator,
            origins,
            trusted_proxies,
            refusals,
        }
    }

    /// Finds out who is calling; one for the whole process, because it remembers.
    pub fn authenticator(&self) -> Authenticator {
        self.authenticator.clone()
    }

    /// Whether this process told of no such refusal within the last minute.
    pub(crate) async fn first_refusal(&self, what: &str) -> bool {
        let entry = self.refusals.entry_by_ref(what).or_insert(()).await;
        entry.is_fresh()
    }
}

/// Puts the edge around an area's router.
pub fn layers(router: Router, edge: &Edge) -> Router {
    router
        .fallback(async || Problem::new(Code::NotFound, "There is nothing at this path. See /api/docs."))
        .method_not_allowed_fallback(async || {
            Problem::new(
                Code::MethodNotAllowed,
                "This path does not know this method. See /api/docs.",
            )
        })
        .layer(from_fn_with_state(edge.clone(), idempotency::answer_once))
        .layer(from_fn_with_state(edge.clone(), refusals::record))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(time_limit))
        .layer(CatchPanicLayer::custom(|_| {
            Problem::internal(&std::io::Error::other("a handler panicked")).into_response()
        }))
        .layer(cors(&edge.origins))
        .layer(from_fn_with_state(edge.clone(), identify))
}

fn cors(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().cloned()))
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers(
            [
                "authorization",
                "content-type",
                "idempotency-key",
                "if-match",
                "x-request-id",
                "x-organization-id",
            ]
            .map(HeaderName::from_static),
        )
        .expose_headers(["etag", "location", "retry-after", "x-request-id"].map(HeaderName::from_static))
        .allow_credentials(!origins.is_empty())
        .max_age(Duration::from_hours(1))
}

async fn time_limit(request: Request, next: Next) -> Response {
    let arrived = Arc::new(AtomicBool::new(request.body().is_end_stream()));
    let request = if arrived.load(Relaxed) {
        request
    } else {
        request.map(|body| noting_its_end(body, Arc::clone(&arrived)))
    };
    if let Ok(response) = tokio::time::timeout(TIME_LIMIT, next.run(request)).await {
        response
    } else if !arrived.load(Relaxed) {
        Problem::new(
            Code::TooSlow,
            "The body did not arrive to its end in time. Send it again over a faster connection.",
        )
        .into_response()
    } else {
        tracing::warn!("request took too long and was ended");
        Problem::new(
            Code::Timeout,
            "The request took too long and was ended. Ask for less at a time.",
        )
        .into_response()
    }
}

/// The same body; `arrived` tells when it was read to its end.
fn noting_its_end(body: Body, arrived: Arc<AtomicBool>) -> Body {
    let end = stream::poll_fn(move |_| {
        arrived.store(true, Relaxed);
        Poll::Ready(None)
    });
    Body::from_stream(body.into_data_stream().chain(end))
}

/// Gives the request its id, its log line and its context; gives every answer its security headers.
async fn identify(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let given = request
        .headers()
        .get(&REQUEST_ID)
        .and_then(|value| value.to_str().ok());
    let id: Arc<str> = match given {
        Some(given) if is_usable(given) => given.into(),
        _ => edge.store.world().uuid().to_string().into(),
    };
    let context = RequestContext {
        request_id: id.to_string(),
        address: address(&request, edge.trusted_proxies),
        user_agent: header(&request, &USER_AGENT).map(|agent| agent.chars().take(300).collect()),
        idempotency: None,
    };
    request.extensions_mut().insert(context);

    let method = request.method().clone();
    // The route, not the path: paths hold ids and, in links, secrets.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let span =
        tracing::info_span!("request", request_id = %id, %method, route = route.as_deref().unwrap_or("-"));
    let started = Instant::now();
    let mut response = REQUEST
        .scope(id.clone(), next.run(request).instrument(span.clone()))
        .await;
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), millis, "answered"));

    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    secure(&mut response);
    response
}

/// Gives an answer the security headers that it has not set itself.
pub fn secure(response: &mut Response) {
    const HEADERS: [(&str, &str); 5] = [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        (
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // Whatever the status: a redirect may hold a signed link, and a browser keeps a 404 if it is not told.
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// A request id from outside goes into logs and events, so it has to be short and plain.
fn is_usable(id: &str) -> bool {
    (8..=128).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

fn header(request: &Request, name: &HeaderName) -> Option<String> {
    request.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// The client's address: each trusted proxy appended the one that it saw, so only that many are believed,
/// counted from the end.
fn address(request: &Request, trusted_proxies: usize) -> Option<String> {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip().to_string());
    let Some(steps_back) = trusted_proxies.checked_sub(1) else {
        return peer;
    };
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|address| address.trim().to_owned())
        .collect::<Vec<_>>();
    let index = forwarded.len().checked_sub(1 + steps_back);
    index
        .and_then(|index| forwarded.get(index).cloned())
        .filter(|address| address.len() <= 45)
        .or(peer)
}
