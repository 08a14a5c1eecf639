//! `ETag` and `If-Match`: nobody's change is lost.

use axum::Json;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::{Code, Problem};

/// An answer with its revision as `ETag`.
pub struct Revised<T> {
    /// The status.
    pub status: StatusCode,
    /// The revision.
    pub revision: i64,
    /// The body.
    pub body: T,
}

impl<T> Revised<T> {
    /// 200 with this revision.
    pub fn ok(revision: i64, body: T) -> Self {
        Self {
            status: StatusCode::OK,
            revision,
            body,
        }
    }

    /// 201 with this revision.
    pub fn created(revision: i64, body: T) -> Self {
        Self {
            status: StatusCode::CREATED,
            revision,
            body,
        }
    }
}

impl<T: Serialize> IntoResponse for Revised<T> {
    fn into_response(self) -> Response {
        let etag = HeaderValue::try_from(format!("\"{}\"", self.revision));
        let mut response = (self.status, Json(self.body)).into_response();
        if let Ok(etag) = etag {
            response.headers_mut().insert(ETAG, etag);
        }
        response
    }
}

/// The revision that a change is meant for. Required: without it the answer is 428.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: whatever is there.
    Any,
    /// One of these.
    Revisions(Vec<i64>),
}

impl IfMatch {
    /// Lets the change go on if `revision` is the one that is meant.
    pub fn check(&self, revision: i64) -> Result<(), Problem> {
        match self {
            Self::Any => Ok(()),
            Self::Revisions(meant) if meant.contains(&revision) => Ok(()),
            Self::Revisions(_) => Err(katalusis_store::StoreError::LostRace.into()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(IF_MATCH) else {
            return Err(Problem::new(
                Code::RevisionRequired,
                "Send the `ETag` that you got when reading as `If-Match`, or `If-Match: *`.",
            ));
        };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self::Any);
        }
        // A tag that is none of ours matches nothing: 412, as RFC 9110 says.
        Ok(Self::Revisions(
            text.split(',').filter_map(|tag| revision(tag.trim())).collect(),
        ))
    }
}

/// The revision in an `ETag` of ours, be it that a proxy that compresses answers made it weak.
fn revision(tag: &str) -> Option<i64> {
    let strong = tag.strip_prefix("W/").unwrap_or(tag);
    let number = strong.strip_prefix('"')?.strip_suffix('"')?;
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|_| digits)
}

/// For a change that may go without: what is sent is still heeded.
impl<S: Send + Sync> OptionalFromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        if !parts.headers.contains_key(IF_MATCH) {
            return Ok(None);
        }
        <Self as FromRequestParts<S>>::from_request_parts(parts, state)
            .await
            .map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_tag_as_it_was_given_names_a_revision() {
        assert_eq!(revision("\"12\""), Some(12));
        assert_eq!(revision("W/\"12\""), Some(12));
        for other in [
            "12",
            "W/W/\"12\"",
            "\"+12\"",
            "\"\"12\"\"",
            "\"\"",
            "\"",
            "",
            "\"x\"",
        ] {
            assert_eq!(revision(other), None, "{other}");
        }
    }
}
