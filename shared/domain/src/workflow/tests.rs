//! Runs, from their beginning to their end.

pub mod drawing;
mod random_graphs;
mod reference;
mod stories;
