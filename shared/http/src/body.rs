//! Reading request bodies and query parameters, with errors that name what is wrong.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::{Code, FieldError, Problem};

/// A JSON body. Its type refuses unknown fields (`#[serde(deny_unknown_fields)]`).
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(&request) {
            return Err(not_json());
        }
        parse(&read(request, state).await?).map(Self)
    }
}

/// A body that may be left out, or be `null`.
impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        let json = is_json(&request);
        let bytes = read(request, state).await?;
        match (bytes.is_empty(), json) {
            (true, _) => Ok(None),
            (false, true) => parse::<Option<T>>(&bytes).map(|value| value.map(Self)),
            (false, false) => Err(not_json()),
        }
    }
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::new(Code::TooLarge, "The body is larger than 1 MiB.")
        } else {
            Problem::new(Code::Malformed, "The body could not be read to its end.")
        }
    })
}

fn not_json() -> Problem {
    Problem::new(
        Code::UnsupportedType,
        "Send JSON with `Content-Type: application/json`.",
    )
}

fn is_json(request: &Request) -> bool {
    let Some(value) = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let essence = value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // serde would take a list for an object's fields in their order.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(Problem::invalid_field("", "must be an object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        if inner.is_data() {
            Problem::invalid_field(pointer, without_position(&inner.to_string()))
        } else if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
            // serde_json calls a number where a word belongs a fault of the syntax.
            Problem::invalid_field(pointer, "is not of the right type")
        } else {
            Problem::new(Code::Malformed, format!("The body is not JSON: {inner}."))
        }
    })?;
    json.end()
        .map_err(|error| Problem::new(Code::Malformed, format!("The body is not JSON: {error}.")))?;
    Ok(value)
}

/// serde's words end with a position in the text, which says nothing to someone who has the pointer.
fn without_position(message: &str) -> String {
    message
        .rsplit_once(" at line ")
        .map_or(message, |(words, _)| words)
        .to_owned()
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;

    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// Query parameters; a repeated one is a list. Their type refuses unknown ones.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = axum_extra::extract::Query::<T>::from_request_parts(parts, state).await;
        query
            .map(|axum_extra::extract::Query(params)| Self(params))
            .map_err(|rejection| {
                let text = rejection.body_text();
                let detail = text
                    .rsplit_once("Failed to deserialize query string: ")
                    .map_or(text.as_str(), |(_, d)| d);
                Problem::new(
                    Code::Malformed,
                    format!("The query parameters are not right: {detail}."),
                )
                .with_errors(vec![FieldError::new("?", detail)])
            })
    }
}

impl<T: DeserializeOwned> Params<T> {
    /// Reads some of a query's `name=value` pairs, where others of the same query are another type's.
    pub async fn of_pairs(pairs: &[&str]) -> Result<Self, Problem> {
        let uri: Uri = format!("/?{}", pairs.join("&"))
            .parse()
            .map_err(|_| Problem::new(Code::Malformed, "The query parameters cannot be read."))?;
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.uri = uri;
        Self::from_request_parts(&mut parts, &()).await
    }
}

/// A field of a JSON Merge Patch (RFC 7396): absent means unchanged, `null` means cleared.
///
/// Use with `#[serde(default)]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// Not mentioned.
    #[default]
    Unchanged,
    /// `null`.
    Cleared,
    /// A new value.
    Set(T),
}

impl<T> Patch<T> {
    /// Puts the change into a field that may be empty.
    pub fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Unchanged => {}
            Self::Cleared => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }

    /// The new value of a field that cannot be empty; `null` is refused with the field's pointer.
    pub fn required(self, pointer: &str) -> Result<Option<T>, FieldError> {
        match self {
            Self::Unchanged => Ok(None),
            Self::Set(value) => Ok(Some(value)),
            Self::Cleared => Err(FieldError::new(pointer, "cannot be null")),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Cleared, Self::Set))
    }
}
