//! The audit log.

mod export;
mod list;
