//! What Katalusis knows, without doing anything: types, rules and decisions.
//!
//! Nothing in here reads a clock, draws a random number or performs I/O. Time and chance come in through
//! [`World`], so every rule can be tested with values that the test chose.

pub mod attachment;
pub mod caller;
pub mod cause;
pub mod comment;
pub mod custom_field;
pub mod event;
pub mod formula;
pub mod id;
pub mod import;
pub mod notification;
pub mod organization;
pub mod permission;
pub mod project;
pub mod rule;
mod schema;
pub mod task;
pub mod task_changes;
pub mod task_view;
pub mod text;
pub mod timestamp;
pub mod workflow;
pub mod world;

pub use caller::{Caller, RequestContext};
pub use id::Id;
pub use timestamp::Timestamp;
pub use world::World;
