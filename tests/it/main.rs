//! The product over its real surface: HTTP, queues and files, against a real mongod and LocalStack.
//!
//! One folder per area, one file per verb. `tests/run` starts what is needed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

mod audit;
mod auth;
mod imports;
mod meta;
mod notifications;
mod people;
mod processes;
mod product;
mod projects;
mod reliability;
mod security;
mod store;
mod tasks;
mod workflows;
