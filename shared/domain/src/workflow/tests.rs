//! Runs, from their beginning to their end.

mod approvals;
pub mod drawing;
mod joins;
mod random_graphs;
mod recorded;
mod reference;
mod stories;
mod tapes;
