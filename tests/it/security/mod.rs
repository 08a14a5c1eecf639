//! Who gets to what: every operation as everyone, nothing across organizations, no secret where it must not be.

mod document;
mod idempotency;
mod isolation;
mod matrix;
mod misconfigured;
mod scene;
mod search;
mod secrets;
