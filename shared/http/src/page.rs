//! Lists in parts.

use axum::Json;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use katalusis_store::{Cursor, Page, PageRequest};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{Code, FieldError, Problem};

const DEFAULT_LIMIT: i64 = 50;
const MAX_LIMIT: i64 = 200;

/// Which part of a list is wanted. A list with filters of its own repeats these two fields instead of
/// flattening this type: serde forgets types when it flattens.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// At most this many items, 1 to 200. A page ends earlier when its texts are very long.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// Where to go on: `next_cursor` of the part before.
    cursor: Option<String>,
}

impl PageParams {
    /// From fields that stand among others.
    pub fn new(limit: Option<i64>, cursor: Option<String>) -> Self {
        Self { limit, cursor }
    }

    /// As the store wants it.
    pub fn request(&self) -> Result<PageRequest, Problem> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let error = FieldError::new("?limit", format!("must be 1 to {MAX_LIMIT}"));
            return Err(Problem::new(Code::Malformed, "The limit must be 1 to 200.").with_errors(vec![error]));
        }
        let cursor = self.cursor.as_deref().map(decode).transpose()?;
        Ok(PageRequest { limit, cursor })
    }
}

fn decode(text: &str) -> Result<Cursor, Problem> {
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| katalusis_store::StoreError::InvalidCursor.into())
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Paged<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next part begins; `null` at the end.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

impl<T> From<Page<T>> for Paged<T> {
    fn from(page: Page<T>) -> Self {
        let next_cursor = page
            .next
            .map(|cursor| URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default()));
        Self {
            items: page.items,
            next_cursor,
        }
    }
}

impl<T: Serialize> IntoResponse for Paged<T> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}
