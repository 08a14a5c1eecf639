//! Imports.

mod announce;
mod archive;
mod bombs;
mod cancel;
mod commit;
mod corpus;
mod files;
mod interrupted;
mod killed;
mod mapping;
mod one_call;
mod reading;
mod redelivery;
mod report;
mod rows;
pub mod setting;
mod sweep;
