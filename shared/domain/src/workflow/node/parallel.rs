//! Goes on by all its edges at once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Does, Exit, Here, NEXT, Next};
use crate::workflow::activity::Failure;
use crate::workflow::validate::Check;

/// Goes on by all edges of its exit at once. A join brings the branches together again; those that need none just end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowParallel)]
pub struct Parallel {}

impl Does for Parallel {
    fn exits(&self) -> Vec<Exit> {
        vec![Exit::split(NEXT)]
    }

    fn check(&self, _check: &mut Check<'_>) {}

    fn begin(&self, _here: &Here<'_>) -> Result<Next, Failure> {
        Ok(Next::Split)
    }
}
