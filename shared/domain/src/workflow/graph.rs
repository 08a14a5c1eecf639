//! A definition, looked up by name.

use std::collections::{BTreeSet, HashMap};

use super::definition::{Definition, Node, NodeId};

/// A definition's nodes by their id and its edges by where they come from.
pub(super) struct Graph<'a> {
    nodes: HashMap<&'a NodeId, &'a Node>,
    edges: HashMap<&'a NodeId, Vec<(&'a str, &'a NodeId)>>,
}

impl<'a> Graph<'a> {
    pub fn new(definition: &'a Definition) -> Self {
        let mut edges: HashMap<&NodeId, Vec<(&str, &NodeId)>> = HashMap::new();
        for edge in &definition.edges {
            edges.entry(&edge.from).or_default().push((&edge.exit, &edge.to));
        }
        Self {
            nodes: definition.nodes.iter().map(|node| (&node.id, node)).collect(),
            edges,
        }
    }

    pub fn node(&self, id: &NodeId) -> Option<&'a Node> {
        self.nodes.get(id).copied()
    }

    /// Where this exit of a node leads to.
    pub fn follows<'s>(&'s self, id: &NodeId, exit: &'s str) -> impl Iterator<Item = &'a NodeId> + 's {
        let leaving = self.edges.get(id).map_or(&[][..], Vec::as_slice);
        leaving
            .iter()
            .filter(move |(by, _)| *by == exit)
            .map(|(_, to)| *to)
    }

    /// The exits of a node that lead somewhere, each once.
    pub fn exits_in_use(&self, id: &NodeId) -> BTreeSet<&'a str> {
        let leaving = self.edges.get(id).map_or(&[][..], Vec::as_slice);
        leaving.iter().map(|(exit, _)| *exit).collect()
    }

    /// The nodes that one edge leads to.
    pub fn leaving<'s>(&'s self, id: &NodeId) -> impl Iterator<Item = &'a NodeId> + 's {
        self.edges.get(id).into_iter().flatten().map(|(_, to)| *to)
    }

    /// All nodes that can be come to from these, themselves among them.
    pub fn reachable<'s>(&'s self, from: impl IntoIterator<Item = &'s NodeId>) -> BTreeSet<&'s NodeId> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&NodeId> = from.into_iter().collect();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(self.leaving(id));
            }
        }
        found
    }

    /// Whether one comes to `to` from `from` by one edge or more, without passing a node that `blocks`.
    pub fn leads_to(&self, from: &NodeId, to: &NodeId, blocks: impl Fn(&NodeId) -> bool) -> bool {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&NodeId> = self.leaving(from).collect();
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if seen.insert(id) && !blocks(id) {
                open.extend(self.leaving(id));
            }
        }
        false
    }

    /// The joins that one may come to from here, itself not among them.
    pub fn joins_after(&self, id: &NodeId) -> Vec<&NodeId> {
        let is_join = |id: &NodeId| self.node(id).is_some_and(|node| node.does.joins().is_some());
        let after = self.reachable(self.leaving(id));
        after
            .into_iter()
            .filter(|after| *after != id && is_join(after))
            .collect()
    }
}
