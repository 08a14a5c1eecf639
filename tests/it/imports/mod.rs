//! Imports.

mod announce;
mod cancel;
mod commit;
mod files;
mod interrupted;
mod killed;
mod mapping;
mod mended;
mod one_call;
mod redelivery;
mod report;
mod rows;
pub mod setting;
mod sweep;
mod undo;
mod upsert;
