//! Imports.

mod announce;
mod archive;
mod bombs;
mod cancel;
mod commit;
mod corpus;
mod fair;
mod files;
mod history;
mod interrupted;
mod killed;
mod mapping;
mod mended;
mod one_call;
mod progress;
mod properties;
mod reading;
mod redelivery;
mod report;
mod rows;
pub mod setting;
mod sweep;
mod undo;
mod upsert;
