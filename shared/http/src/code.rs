//! The kinds of problems: word, status, title and advice of each.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Names a kind of problem; each has a page at `/problems/<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request cannot be read.
    Malformed,
    /// No credential, or one that is not good (any more).
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// There is no such thing, as far as the caller may know.
    NotFound,
    /// The path exists, but not for this method.
    MethodNotAllowed,
    /// The thing's state does not allow this.
    Conflict,
    /// There is such a thing already.
    AlreadyExists,
    /// The same request is being worked on.
    InProgress,
    /// The thing was changed since it was read.
    LostRace,
    /// The request is too large.
    TooLarge,
    /// The content type is not one that is understood here.
    UnsupportedType,
    /// The request can be read, but its content is not valid.
    Invalid,
    /// An idempotency key was used for another request.
    IdempotencyMismatch,
    /// The change needs an `If-Match` header.
    RevisionRequired,
    /// Too many requests.
    TooManyRequests,
    /// A bug of ours.
    Internal,
    /// Something that we need is away for a moment.
    Unavailable,
    /// The request took too long.
    Timeout,
    /// The request's body did not arrive in time.
    TooSlow,
}

impl Code {
    /// Every code, for their pages.
    pub const ALL: [Self; 19] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::AlreadyExists,
        Self::InProgress,
        Self::LostRace,
        Self::TooLarge,
        Self::UnsupportedType,
        Self::Invalid,
        Self::IdempotencyMismatch,
        Self::RevisionRequired,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
        Self::Timeout,
        Self::TooSlow,
    ];

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        self.entry().0
    }

    /// The HTTP status.
    pub fn status(self) -> StatusCode {
        self.entry().1
    }

    /// The title.
    pub fn title(self) -> &'static str {
        self.entry().2
    }

    /// What it means and what to do about it.
    pub fn advice(self) -> &'static str {
        self.entry().3
    }

    #[expect(clippy::too_many_lines, reason = "it is a table")]
    fn entry(self) -> (&'static str, StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::Malformed => (
                "malformed",
                S::BAD_REQUEST,
                "The request cannot be read",
                "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type. `detail` and `errors` name it. Correct it and send the request again.",
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                S::UNAUTHORIZED,
                "You are not logged in",
                "The request has no credential, or one that is expired, revoked or not ours. People log in again or refresh their access token; programs use an API token that is neither expired nor revoked: `Authorization: Bearer …`.",
            ),
            Self::Forbidden => (
                "forbidden",
                S::FORBIDDEN,
                "You may not do this",
                "Your role, or the areas of your API token, do not include the permission that `detail` names. `GET /api/auth/permissions` shows what each role may do; an admin of your organization can change your role.",
            ),
            Self::NotFound => (
                "not_found",
                S::NOT_FOUND,
                "There is no such thing",
                "Nothing with this id or path exists in your organization, or you may not know of it. Check the id, and that you work in the right organization.",
            ),
            Self::MethodNotAllowed => (
                "method_not_allowed",
                S::METHOD_NOT_ALLOWED,
                "This method is not possible here",
                "The path exists, but not for this HTTP method. The API reference at `/api/docs` lists what is possible.",
            ),
            Self::Conflict => (
                "conflict",
                S::CONFLICT,
                "The state does not allow this",
                "The thing exists, but its present state does not allow the change. `detail` says why, and `allowed` what is possible instead.",
            ),
            Self::AlreadyExists => (
                "already_exists",
                S::CONFLICT,
                "There is one already",
                "A name, key or address that must be unique is taken. Choose another, or change the existing one.",
            ),
            Self::InProgress => (
                "in_progress",
                S::CONFLICT,
                "The same request is being worked on",
                "A request with this `Idempotency-Key` has not been answered yet. Wait a moment and send it again; you will get its answer.",
            ),
            Self::LostRace => (
                "lost_race",
                S::PRECONDITION_FAILED,
                "Someone else was faster",
                "The thing was changed since you read it, so your change was not made. Read it again, look at what changed, and send your change with the new `ETag`.",
            ),
            Self::TooLarge => (
                "too_large",
                S::PAYLOAD_TOO_LARGE,
                "The request is too large",
                "The body is larger than what is accepted here; `detail` names the limit. Files go through a signed upload.",
            ),
            Self::UnsupportedType => (
                "unsupported_type",
                S::UNSUPPORTED_MEDIA_TYPE,
                "The content type is not understood",
                "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
            ),
            Self::Invalid => (
                "invalid",
                S::UNPROCESSABLE_ENTITY,
                "The content is not valid",
                "The request is in the right form, but values in it are not possible. `errors` names each of them with a JSON Pointer into your request and says what is wrong.",
            ),
            Self::IdempotencyMismatch => (
                "idempotency_mismatch",
                S::UNPROCESSABLE_ENTITY,
                "The idempotency key was used for another request",
                "An `Idempotency-Key` names one request. Make a new key for a new request; to repeat one, send exactly the same body.",
            ),
            Self::RevisionRequired => (
                "revision_required",
                S::PRECONDITION_REQUIRED,
                "Say which revision you change",
                "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost. `If-Match: *` changes whatever is there.",
            ),
            Self::TooManyRequests => (
                "too_many_requests",
                S::TOO_MANY_REQUESTS,
                "Too many requests",
                "A limit was reached. Wait as many seconds as `Retry-After` says, then go on.",
            ),
            Self::Internal => (
                "internal",
                S::INTERNAL_SERVER_ERROR,
                "Something went wrong on our side",
                "This is a bug. It is in our logs under the request id that `instance` gives; please tell us that id.",
            ),
            Self::Unavailable => (
                "unavailable",
                S::SERVICE_UNAVAILABLE,
                "The service is away for a moment",
                "Something that we need cannot be reached. Nothing was half done. Try again after as many seconds as `Retry-After` says.",
            ),
            Self::Timeout => (
                "timeout",
                S::SERVICE_UNAVAILABLE,
                "This took too long",
                "The request was ended because it took too long. Ask for less at a time, or try again later.",
            ),
            Self::TooSlow => (
                "too_slow",
                S::REQUEST_TIMEOUT,
                "The body did not arrive in time",
                "We stopped waiting for the rest of the request's body. Send it again over a faster connection.",
            ),
        }
    }
}
