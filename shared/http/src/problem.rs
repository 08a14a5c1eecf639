//! Problems: what a caller reads when something is wrong (RFC 9457), apart from what we log.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use katalusis_domain::cause::chain;
use katalusis_domain::permission::{Denied, Permission};
use katalusis_files::{FileError, TABLE_BYTES_MAX, TableError};
use katalusis_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Code;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// JSON Pointer into the request body (RFC 6901), or `?name` for a query parameter.
    #[schema(example = "/title")]
    pub pointer: String,
    /// What is wrong, and what would be right.
    #[schema(example = "must have 1 to 500 characters")]
    pub detail: String,
}

impl FieldError {
    /// What is wrong at `pointer`.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: shortened(pointer.into(), 200),
            detail: shortened(detail.into(), 300),
        }
    }
}

/// A problem on its way to the caller.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: String,
    errors: Vec<FieldError>,
    allowed: Option<Vec<String>>,
    retry_after: Option<i64>,
    refused: Option<Permission>,
}

/// A problem as the caller reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// The page that explains the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid")]
    pub kind: String,
    /// The kind of problem in words.
    #[schema(example = "The content is not valid")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What is wrong here, and what to do.
    pub detail: String,
    /// The id of the request, which also stands in our logs.
    pub instance: String,
    /// The kind of problem as a word for programs.
    pub code: Code,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What would have been possible instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<String>>,
}

/// Left in the extensions of an answer that refuses, for the audit log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusedPermission(pub(crate) Permission);

impl Problem {
    /// A problem of this kind, in these words.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: shortened(detail.into(), 600),
            errors: Vec::new(),
            allowed: None,
            retry_after: None,
            refused: None,
        }
    }

    /// There is nothing here with this id, or nothing that the caller may know of.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            Code::NotFound,
            format!("There is no such {what} in your organization."),
        )
    }

    /// Fields with impossible values.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => format!("{} {}", only.pointer, only.detail),
            several => format!("{} values are not valid; see `errors`.", several.len()),
        };
        Self {
            errors,
            ..Self::new(Code::Invalid, detail)
        }
    }

    /// One field with an impossible value.
    pub fn invalid_field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(pointer, detail)])
    }

    /// A state that does not allow the change, with what it does allow.
    pub fn conflict(detail: impl Into<String>, allowed: Vec<String>) -> Self {
        Self {
            allowed: Some(allowed),
            ..Self::new(Code::Conflict, detail)
        }
    }

    /// A limit was reached; `seconds` until it is lifted.
    pub fn too_many_requests(detail: impl Into<String>, seconds: i64) -> Self {
        Self {
            retry_after: Some(seconds.max(1)),
            ..Self::new(Code::TooManyRequests, detail)
        }
    }

    /// Names the fields that are at fault.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// A failure that is ours: logged here, once, with its cause; the caller learns only that it happened.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %chain(error), "request failed");
        Self::new(
            Code::Internal,
            "Something went wrong on our side. It is logged under this request's id.",
        )
    }

    /// Something that we need is away: logged here, once, with its cause.
    pub fn unavailable(what: &str, error: &dyn std::error::Error) -> Self {
        tracing::warn!(error = %chain(error), "{what} cannot be reached");
        Self {
            retry_after: Some(2),
            ..Self::new(
                Code::Unavailable,
                format!("The {what} cannot be reached just now. Try again in a moment."),
            )
        }
    }

    /// Where a request that named no revision lost a race, 412 would speak of a precondition that nobody set.
    pub fn overtaken(error: StoreError) -> Self {
        match error {
            StoreError::LostRace => Self::new(
                Code::Conflict,
                "It was changed by someone else at the same moment. Look at it again, and repeat the request if it \
                 is still what you want.",
            ),
            error => error.into(),
        }
    }

    /// The kind of problem.
    pub fn code(&self) -> Code {
        self.code
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::LostRace => Self::new(
                Code::LostRace,
                "It was changed since you read it. Read it again and repeat your change.",
            ),
            StoreError::Duplicate(_) => Self::new(
                Code::AlreadyExists,
                "There is one already with this name, key or id.",
            ),
            StoreError::InvalidCursor => Self::new(
                Code::Malformed,
                "The cursor does not belong to this list. Take `next_cursor` from an answer with the same filter and sort.",
            ),
            StoreError::TooSlow(_) => Self::new(
                Code::Timeout,
                "The query took too long and was ended. Ask for less, with more filters.",
            ),
            StoreError::Unavailable(_) | StoreError::Interrupted => Self::unavailable("database", &error),
            StoreError::OutOfScope | StoreError::Database(_) | StoreError::Shape(_) => Self::internal(&error),
        }
    }
}

/// Words of ours, and not all of what someone sent us for them to be said about.
fn shortened(text: String, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        Self::unavailable("file store", &error)
    }
}

impl From<TableError<StoreError>> for Problem {
    fn from(error: TableError<StoreError>) -> Self {
        match error {
            TableError::Rows(error) => error.into(),
            TableError::File(error) => error.into(),
            TableError::Busy => Self {
                retry_after: Some(5),
                ..Self::new(
                    Code::Unavailable,
                    "Other exports are being written just now. Try again in a moment.",
                )
            },
            TableError::TooManyRows => Self::invalid_field(
                "?format",
                "must be csv: there are more rows than a sheet has. Or ask for fewer, with more filters",
            ),
            TableError::TooLarge => Self::new(
                Code::Invalid,
                format!(
                    "An export has at most {} MB. Ask for less, with more filters.",
                    TABLE_BYTES_MAX / (1024 * 1024)
                ),
            ),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Hidden => Self::not_found("thing"),
            Denied::Forbidden(permission) => {
                let word = serde_json::to_value(permission).unwrap_or_default();
                let word = word.as_str().unwrap_or_default();
                let detail = format!("This needs the permission {word}, which you do not have.");
                Self {
                    refused: Some(permission),
                    ..Self::new(Code::Forbidden, detail)
                }
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            kind: format!("/problems/{}", self.code.word()),
            title: self.code.title(),
            status: self.code.status().as_u16(),
            detail: self.detail,
            instance: crate::layers::current_request_id(),
            code: self.code,
            errors: self.errors,
            allowed: self.allowed,
        };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (self.code.status(), bytes).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after.or((self.code == Code::Timeout).then_some(5)) {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.code == Code::Unauthenticated {
            headers.insert("www-authenticate", HeaderValue::from_static("Bearer"));
        }
        if let Some(permission) = self.refused {
            response.extensions_mut().insert(RefusedPermission(permission));
        }
        response
    }
}
