//! `Idempotency-Key`: the same request twice is done once, and answered twice.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::digest::{Context, SHA256};
use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, ETAG, HeaderName, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Limited};
use katalusis_domain::event::Actor;
use katalusis_domain::{Caller, RequestContext};
use katalusis_identity::Refused;
use katalusis_store::{Reservation, SavedAnswer, Store};

use crate::caller::{bearer, context, organization};
use crate::layers::{BODY_LIMIT, Edge};
use crate::{Code, Problem};

/// POSTs that give credentials out or take them back. They make nothing that must not be there twice, and what they
/// answered is soon no good any more, or too good: each is carried out as often as it is sent. And the address that other
/// systems call, which knows their calls by itself.
const NEVER_KEPT: [&str; 6] = [
    "/api/auth/login",
    "/api/auth/logout",
    "/api/auth/password-reset",
    "/api/auth/password-reset/confirm",
    "/api/auth/refresh",
    "/api/hooks/{id}/{token}",
];
/// The POSTs that nobody needs a credential for and that are done once. Everywhere else nobody is refused, so nothing
/// is kept for them.
pub const OPEN_POSTS: [&str; 2] = ["/api/auth/invitations/accept", "/api/auth/signup"];

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// A one-call import has the largest body that can be repeated: 10 MB and its form.
const LARGE_POST: (&str, usize) = ("/api/tasks/import", 11 * 1024 * 1024);
const KEPT_HEADERS: [HeaderName; 4] = [CONTENT_TYPE, ETAG, LOCATION, SET_COOKIE];

/// Answers a POST that carries a key once, and from memory after that.
///
/// The answer may hold secrets (a new token), so it is sealed with a key that follows from the request itself:
/// only who can repeat the request can open it, and only while they may do what they might then.
pub(crate) async fn answer_once(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(&KEY) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match who(&edge, &parts).await {
        // Whoever may not ask here is refused by the handler, and what is refused needs no memory.
        Ok(None) => next.run(Request::from_parts(parts, body)).await,
        Ok(Some(who)) => match repeatable(&who, parts, body).await {
            Ok((repeatable, request)) => repeatable.run(&edge.store, request, next).await,
            Err(problem) => problem.into_response(),
        },
        Err(problem) => problem.into_response(),
    }
}

/// Who asks, as far as a repetition has to come from the same one; `None` for whom nothing is kept.
async fn who(edge: &Edge, parts: &Parts) -> Result<Option<String>, Problem> {
    if !is_done_once(route(parts).unwrap_or_default()) {
        return Ok(None);
    }
    if let Some(credential) = bearer(parts) {
        let organization = organization(parts)?;
        let caller = edge
            .authenticator
            .authenticate(credential, organization, RequestContext::default())
            .await;
        if let Some(name) = name_of(caller)? {
            return Ok(Some(name));
        }
    }
    // Strangers share no keys as long as they come from different places.
    let open = OPEN_POSTS.contains(&route(parts).unwrap_or_default());
    Ok(open.then(|| context(parts).address.unwrap_or_default()))
}

/// Another user's key is another key, as is a super admin's in another organization, or that of someone whose role is
/// another by now. A new access token is the same person's.
///
/// What could not be found out is an error: taken for nobody, the same person would be someone else the next time.
fn name_of(caller: Result<Caller, Refused>) -> Result<Option<String>, Problem> {
    match caller {
        Ok(caller) => {
            let token = match caller.actor {
                Actor::Token { id, .. } => id.to_string(),
                _ => String::new(),
            };
            Ok(Some(format!(
                "{}/{}/{:?}/{token}",
                caller.organization_id, caller.user_id, caller.role
            )))
        }
        Err(Refused::Invalid | Refused::OtherOrganization) => Ok(None),
        Err(Refused::Store(error)) => Err(error.into()),
    }
}

/// Whether repetitions of a POST to this route are known as such.
pub(crate) fn is_done_once(route: &str) -> bool {
    !NEVER_KEPT.contains(&route)
}

fn route(parts: &Parts) -> Option<&str> {
    parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str)
}

fn body_limit(parts: &Parts) -> usize {
    let (large, limit) = LARGE_POST;
    if route(parts) == Some(large) {
        limit
    } else {
        BODY_LIMIT
    }
}

struct Repeatable {
    /// Names the record: who, where, which key. Nothing of it can be read back.
    record: String,
    /// Says whether a repetition is one.
    request_hash: String,
    sealing_key: [u8; 32],
}

async fn repeatable(who: &str, mut parts: Parts, body: Body) -> Result<(Repeatable, Request), Problem> {
    let key = key(&parts)?;
    let bytes = Limited::new(body, body_limit(&parts))
        .collect()
        .await
        .map_err(|_| Problem::new(Code::TooLarge, "The body is larger than what can be sent here."))?
        .to_bytes();
    let place = format!("{}{}", parts.uri.path(), parts.uri.query().unwrap_or_default());
    let content_type = parts
        .headers
        .get(CONTENT_TYPE)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    // A multipart body has a boundary of its own each time; its repetition is known by the bytes between.
    let content = without_boundary(content_type, &bytes);
    let [who, place, key] = [who, &place, &key].map(str::as_bytes);
    let repeatable = Repeatable {
        record: hex::encode(hash(&[b"record", who, place, key])),
        request_hash: hex::encode(hash(&[b"request", &content])),
        sealing_key: hash(&[b"seal", who, place, key, &content]),
    };
    if let Some(context) = parts.extensions.get_mut::<RequestContext>() {
        context.idempotency = Some(repeatable.record.clone());
    }
    Ok((repeatable, Request::from_parts(parts, Body::from(bytes))))
}

fn key(parts: &Parts) -> Result<String, Problem> {
    parts
        .headers
        .get(&KEY)
        .and_then(|key| key.to_str().ok())
        .filter(|key| (1..=200).contains(&key.len()))
        .map(str::to_owned)
        .ok_or_else(|| {
            Problem::new(
                Code::Malformed,
                "The header Idempotency-Key must have 1 to 200 characters.",
            )
        })
}

impl Repeatable {
    async fn run(&self, store: &Store, request: Request, next: Next) -> Response {
        match store.reserve(&self.record, &self.request_hash).await {
            Ok(Reservation::Granted) => self.perform(store, next.run(request).await).await,
            Ok(Reservation::Answered(saved)) => self.open(&saved),
            Ok(Reservation::InProgress) => {
                Problem::new(Code::InProgress, "A request with this Idempotency-Key is being worked on.").into_response()
            }
            Ok(Reservation::DoneWithoutAnswer) => Problem::new(
                Code::AlreadyExists,
                "A request with this Idempotency-Key took effect, but its answer was lost. Look for what it made.",
            )
            .into_response(),
            Ok(Reservation::Mismatch) => Problem::new(
                Code::IdempotencyMismatch,
                "This Idempotency-Key was used for a different request. Use a new one.",
            )
            .into_response(),
            Err(error) => Problem::from(error).into_response(),
        }
    }

    /// Keeps what took effect. What did not may be tried again with the same key.
    async fn perform(&self, store: &Store, response: Response) -> Response {
        let (parts, body) = response.into_parts();
        let bytes = body
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        let done = if parts.status.is_success() {
            let sealed = self.seal(store, &parts.headers, &bytes);
            store
                .save_answer(
                    &self.record,
                    SavedAnswer {
                        status: parts.status.as_u16(),
                        sealed,
                    },
                )
                .await
        } else {
            store.release(&self.record).await
        };
        if let Err(error) = done {
            tracing::error!(error = %error, "the answer to an idempotent request could not be kept");
        }
        Response::from_parts(parts, Body::from(bytes))
    }

    fn seal(&self, store: &Store, headers: &HeaderMap, body: &Bytes) -> Vec<u8> {
        let headers: Headers = KEPT_HEADERS
            .iter()
            .filter_map(|name| Some((name.to_string(), headers.get(name)?.to_str().ok()?.to_owned())))
            .collect();
        let mut sealed = packed(&headers, body);
        let nonce: [u8; NONCE_LEN] = store.world().bytes();
        if self.cipher().is_none_or(|cipher| {
            cipher
                .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
                .is_err()
        }) {
            return Vec::new();
        }
        [nonce.as_slice(), &sealed].concat()
    }

    fn open(&self, saved: &SavedAnswer) -> Response {
        let opened = saved
            .sealed
            .split_first_chunk::<NONCE_LEN>()
            .and_then(|(nonce, sealed)| {
                let mut sealed = sealed.to_vec();
                let nonce = Nonce::assume_unique_for_key(*nonce);
                let opened = self.cipher()?.open_in_place(nonce, Aad::empty(), &mut sealed);
                unpacked(opened.ok()?)
            });
        let Some((headers, body)) = opened else {
            return Problem::new(
                Code::AlreadyExists,
                "This request took effect, but its answer cannot be read any more.",
            )
            .into_response();
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(saved.status).unwrap_or_default();
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }

    fn cipher(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&AES_256_GCM, &self.sealing_key)
            .ok()
            .map(LessSafeKey::new)
    }
}

type Headers = Vec<(String, String)>;

/// The length of the headers (4 bytes), the headers as JSON, and the body as it is.
fn packed(headers: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let headers = serde_json::to_vec(headers).unwrap_or_default();
    let length = u32::try_from(headers.len()).unwrap_or(u32::MAX).to_be_bytes();
    [length.as_slice(), &headers, body].concat()
}

fn unpacked(packed: &[u8]) -> Option<(Headers, Vec<u8>)> {
    let (length, rest) = packed.split_first_chunk()?;
    let (headers, body) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some((serde_json::from_slice(headers).ok()?, body.to_vec()))
}

/// Each part with its length in front, so that parts cannot flow into each other.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// What a form says, without the boundary between its parts, which programs choose anew each time.
fn without_boundary(content_type: &[u8], body: &Bytes) -> Bytes {
    let Some(boundary) = std::str::from_utf8(content_type).ok().and_then(boundary) else {
        return body.clone();
    };
    let mut kept = Vec::with_capacity(body.len());
    let mut from = 0;
    for at in memchr::memmem::find_iter(body, boundary.as_bytes()) {
        kept.extend_from_slice(&body[from..at]);
        from = at + boundary.len();
    }
    kept.extend_from_slice(&body[from..]);
    kept.into()
}

/// The boundary of `multipart/form-data`: 1 to 70 characters (RFC 2046, 5.1.1).
fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value)
    })?;
    let boundary = boundary.trim().trim_matches('"');
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

#[cfg(test)]
mod tests {
    use katalusis_store::StoreError;

    use super::*;

    #[test]
    fn whoever_could_not_be_looked_up_is_not_taken_for_nobody() {
        assert!(matches!(name_of(Err(Refused::Invalid)), Ok(None)));
        assert!(matches!(name_of(Err(Refused::OtherOrganization)), Ok(None)));
        let away = name_of(Err(Refused::Store(StoreError::Interrupted)));
        assert_eq!(away.unwrap_err().code(), Code::Unavailable);
    }

    #[test]
    fn a_kept_answer_is_little_larger_than_it_was_and_read_as_it_was() {
        let headers = vec![("location".to_owned(), "/api/tasks/1".to_owned())];
        let body: Vec<u8> = (0..=255).cycle().take(10_000).collect();
        let packed = packed(&headers, &body);
        assert!(packed.len() < body.len() + 100, "{}", packed.len());
        assert_eq!(unpacked(&packed), Some((headers, body)));
        // Cut off anywhere, or kept by another version.
        for other in [&packed[..3], &packed[..20], b"[[[\"location\",\"/\"]],[123]]"] {
            assert_eq!(unpacked(other), None);
        }
    }

    #[test]
    fn the_same_form_is_the_same_whatever_its_boundary() {
        let form = |boundary: &str| Bytes::from(format!("--{boundary}\r\nTitle\r\n--{boundary}--"));
        let kept = |kind: &str, boundary: &str| without_boundary(kind.as_bytes(), &form(boundary));
        let a = kept("multipart/form-data; boundary=aaaa", "aaaa");
        assert_eq!(
            a,
            kept("Multipart/Form-Data; charset=utf-8; boundary=\"bb\"", "bb")
        );
        assert_eq!(a, "--\r\nTitle\r\n----");
        // Whoever sends anything else has nothing taken out.
        for kind in [
            "text/csv; boundary=aaaa",
            "multipart/form-data",
            "multipart/form-data; boundary=",
        ] {
            assert_eq!(kept(kind, "aaaa"), form("aaaa"), "{kind}");
        }
        let long = "a".repeat(71);
        assert_eq!(
            kept(&format!("multipart/form-data; boundary={long}"), &long),
            form(&long)
        );
    }
}
