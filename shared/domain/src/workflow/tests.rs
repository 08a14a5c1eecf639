//! Runs, from their beginning to their end.

mod approvals;
pub mod drawing;
mod random_graphs;
mod reference;
mod stories;
