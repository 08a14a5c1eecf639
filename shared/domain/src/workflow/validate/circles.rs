//! Circles in which nothing is waited for.

use std::collections::BTreeSet;

use super::{Code, Finding};
use crate::workflow::definition::{Definition, NodeId};
use crate::workflow::graph::Graph;

/// Finds circles that a run would go round without end: those without a node that waits.
///
/// What is done outside is no wait: a circle of calls would call for ever.
pub(super) fn find(definition: &Definition, graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    let restless: BTreeSet<&NodeId> = definition
        .nodes
        .iter()
        .filter(|node| !node.does.waits())
        .map(|node| &node.id)
        .collect();
    let waits = |id: &NodeId| !restless.contains(id);
    let circling = restless.iter().filter(|id| graph.leads_to(id, id, waits));
    if let Some(node) = circling.copied().find_map(|id| graph.node(id)) {
        findings.push(Finding {
            code: Code::EndlessLoop,
            node: Some(node.id.clone()),
            pointer: None,
            message: format!(
                "The circle through \"{}\" never waits. Put a delay, an approval or a task into it.",
                node.name
            ),
        });
    }
}
