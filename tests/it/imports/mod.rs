//! Imports.

mod announce;
mod cancel;
mod commit;
mod dropped;
mod dropped_twice;
mod fair;
mod files;
mod history;
mod interrupted;
mod killed;
mod mapping;
mod mended;
mod new_fields;
mod one_call;
mod profiles;
mod progress;
mod properties;
mod proposals;
mod redelivery;
mod report;
mod rows;
pub mod setting;
mod sweep;
mod undo;
mod upsert;
