//! What a finding says.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::workflow::definition::NodeId;

/// Something that has to be mended before the workflow can run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WorkflowFinding)]
pub struct Finding {
    /// What sort of mistake it is.
    pub code: Code,
    /// At which node; at none if it concerns the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeId>,
    /// Where in the node or, without one, in the definition: a JSON Pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(examples("/does/question"))]
    pub pointer: Option<String>,
    /// For people: what is wrong, and what to do.
    pub message: String,
}

/// The sorts of mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowFindingCode)]
pub enum Code {
    /// Nothing begins it.
    NoStart,
    /// There is more than there may be.
    TooMuch,
    /// A name is missing, taken, or not one.
    BadName,
    /// An edge begins or ends nowhere.
    BadEdge,
    /// No way leads to a node.
    Unreachable,
    /// A way ends where it should go on.
    DeadEnd,
    /// A circle in which nothing is waited for.
    EndlessLoop,
    /// Something is not filled in.
    MissingSetting,
    /// Something cannot be as it is filled in.
    BadSetting,
    /// An expression or a text cannot be read.
    BadExpression,
    /// An expression or a text names something that is not there.
    UnknownVariable,
    /// A value is not of its type.
    TypeMismatch,
}
