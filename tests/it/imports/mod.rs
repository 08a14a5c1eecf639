//! Imports.

mod one_call;
mod setting;
mod signed_upload;
