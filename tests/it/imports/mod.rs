//! Imports.

mod announce;
mod cancel;
mod commit;
mod dropped;
mod dropped_twice;
mod files;
mod interrupted;
mod killed;
mod mapping;
mod new_fields;
mod one_call;
mod profiles;
mod proposals;
mod redelivery;
mod report;
mod rows;
pub mod setting;
mod sweep;
