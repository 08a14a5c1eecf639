//! Workflows: what people draw, and the pure function that runs it.
//!
//! A [`Definition`] is a graph of nodes. A [`Run`] is where one execution of it stands. [`step`] takes both and an
//! [`Input`], and gives the next state and the [`Order`]s that the host has to carry out. It reads no clock, does no
//! I/O and always answers: what cannot go on becomes an incident that a person can see and mend.

mod activity;
mod ballot;
mod definition;
pub mod difference;
mod expression;
mod graph;
mod happening;
mod join;
mod json_schema;
pub mod node;
mod occasion;
mod person;
mod record;
mod retries;
mod run;
mod scope;
mod secrets;
pub mod simulate;
mod step;
mod storable;
mod template;
pub mod templates;
pub mod validate;
pub mod versions;

#[cfg(test)]
mod tests;

pub use activity::{Activity, ActivityKey, Doing, Failure, Incident, SplitId, Waiting};
pub use ballot::{Ballot, Refusal, Verdict, Vote};
pub use definition::{Definition, Edge, Node, NodeId, Position, START_NODES_MAX, Variable, VariableType};
pub use expression::{Expression, ExpressionError};
pub use happening::Happening;
pub use join::{Meeting, Needed};
pub use json_schema::definition_schema;
pub use node::{Action, Kind};
pub use occasion::{Begins, Occasion};
pub use person::Person;
pub use record::{Cause, DEPTH_MAX, Origin, OriginKind, RunRecord, too_deep};
pub use retries::Retries;
pub use run::{Run, RunId, Status};
pub use scope::Scope;
pub use step::{Answer, Input, Order, Stepped, step};
pub use storable::storable;
pub use template::{Template, TemplateError};
pub use versions::{Version, VersionId, Workflow, WorkflowId};
