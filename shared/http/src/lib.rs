//! What every HTTP area shares: problems, extractors, pages, revisions, idempotency, layers and the OpenAPI
//! base. Nothing in here knows an area or a host.

pub mod body;
mod caller;
mod code;
mod idempotency;
mod layers;
pub mod openapi;
mod page;
mod path;
mod problem;
mod refusals;
mod revision;

pub use body::{Body, Params, Patch};
pub use caller::{Anyone, Authenticated};
pub use code::Code;
pub use idempotency::OPEN_POSTS;
pub use layers::{Edge, layers, secure};
pub use page::{PageParams, Paged};
pub use path::PathId;
pub use problem::{FieldError, Problem};
pub use revision::{IfMatch, Revised};

/// What handlers answer with.
pub type Answer<T> = Result<T, Problem>;
