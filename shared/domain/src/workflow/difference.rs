//! What differs between two definitions.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::definition::{Definition, Edge, Node, NodeId, Position, Variable};

/// What one has to do to a definition to make it another one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = WorkflowDifference)]
pub struct Difference {
    /// Nodes that only the later one has.
    pub added: Vec<Node>,
    /// Nodes that only the earlier one has.
    pub removed: Vec<Node>,
    /// Nodes that both have, but differently.
    pub changed: Vec<NodeChange>,
    /// Nodes that only lie elsewhere on the canvas.
    pub moved: Vec<Move>,
    /// Edges that only the later one has.
    pub edges_added: Vec<Edge>,
    /// Edges that only the earlier one has.
    pub edges_removed: Vec<Edge>,
    /// Variables that only the later one has.
    pub variables_added: Vec<Variable>,
    /// Variables that only the earlier one has.
    pub variables_removed: Vec<Variable>,
    /// Variables that both have, but differently.
    pub variables_changed: Vec<VariableChange>,
}

/// A node that was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = WorkflowNodeChange)]
pub struct NodeChange {
    /// Which.
    pub node: NodeId,
    /// What of it; where it lies is among it if it was moved as well.
    pub fields: Vec<FieldChange>,
}

/// A variable that was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = WorkflowVariableChange)]
pub struct VariableChange {
    /// Its name.
    #[schema(examples("amount"))]
    pub variable: String,
    /// What of it.
    pub fields: Vec<FieldChange>,
}

/// A field that was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = WorkflowFieldChange)]
pub struct FieldChange {
    /// Where in the node or the variable: a JSON Pointer.
    #[schema(examples("/does/question"))]
    pub pointer: String,
    /// What it was; absent if it was not there.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    #[schema(value_type = Option<Value>)]
    pub old: Option<Value>,
    /// What it is; absent if it is not there any more.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    #[schema(value_type = Option<Value>)]
    pub new: Option<Value>,
}

/// A `null` that is there is a value, and not a field that is absent.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// That a node lies elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = WorkflowMove)]
pub struct Move {
    /// Which.
    pub node: NodeId,
    /// Where it lay.
    pub old: Position,
    /// Where it lies.
    pub new: Position,
}

impl Difference {
    /// What differs between two definitions. In which order nodes, edges and variables are listed makes no difference;
    /// of several nodes or variables of one name the last one counts.
    pub fn between(old: &Definition, new: &Definition) -> Self {
        let mut difference = Self::default();
        difference.nodes(old, new);
        difference.edges(old, new);
        difference.variables(old, new);
        difference
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn nodes(&mut self, old: &Definition, new: &Definition) {
        let before: BTreeMap<_, _> = old.nodes.iter().map(|node| (&node.id, node)).collect();
        let after: BTreeMap<_, _> = new.nodes.iter().map(|node| (&node.id, node)).collect();
        let only = |these: &BTreeMap<&NodeId, &Node>, those: &BTreeMap<&NodeId, &Node>| {
            let only = these.iter().filter(|(id, _)| !those.contains_key(*id));
            only.map(|(_, node)| Node::clone(node)).collect()
        };
        self.added = only(&after, &before);
        self.removed = only(&before, &after);
        for (id, node) in after {
            let Some(was) = before.get(id).filter(|was| **was != node) else {
                continue;
            };
            let in_place = Node {
                position: was.position,
                ..node.clone()
            };
            let node_id = id.clone();
            if in_place == **was {
                self.moved.push(Move {
                    node: node_id,
                    old: was.position,
                    new: node.position,
                });
            } else {
                let fields = fields(*was, node);
                self.changed.push(NodeChange {
                    node: node_id,
                    fields,
                });
            }
        }
    }

    fn edges(&mut self, old: &Definition, new: &Definition) {
        let edge = |edge: &Edge| (edge.from.clone(), edge.exit.clone(), edge.to.clone());
        let before: BTreeSet<_> = old.edges.iter().map(edge).collect();
        let after: BTreeSet<_> = new.edges.iter().map(edge).collect();
        let edges = |(from, exit, to): &(NodeId, String, NodeId)| Edge {
            from: from.clone(),
            exit: exit.clone(),
            to: to.clone(),
        };
        self.edges_added = after.difference(&before).map(edges).collect();
        self.edges_removed = before.difference(&after).map(edges).collect();
    }

    fn variables(&mut self, old: &Definition, new: &Definition) {
        let before: BTreeMap<_, _> = old.variables.iter().map(|var| (&var.name, var)).collect();
        let after: BTreeMap<_, _> = new.variables.iter().map(|var| (&var.name, var)).collect();
        let only = |these: &BTreeMap<&String, &Variable>, those: &BTreeMap<&String, &Variable>| {
            let only = these.iter().filter(|(name, _)| !those.contains_key(*name));
            only.map(|(_, variable)| Variable::clone(variable)).collect()
        };
        self.variables_added = only(&after, &before);
        self.variables_removed = only(&before, &after);
        let both = after.into_iter().filter_map(|(name, variable)| {
            let was = before.get(name).filter(|was| **was != variable)?;
            Some(VariableChange {
                variable: name.clone(),
                fields: fields(*was, variable),
            })
        });
        self.variables_changed = both.collect();
    }
}

/// The fields that differ, in the order of their pointers. What both write as JSON is compared.
fn fields<T: Serialize>(old: &T, new: &T) -> Vec<FieldChange> {
    let value = |of: &T| serde_json::to_value(of).unwrap_or_default();
    let mut changes = Vec::new();
    compare("", &value(old), &value(new), &mut changes);
    changes.sort_by(|one, other| one.pointer.cmp(&other.pointer));
    changes
}

/// Goes into objects that both have. Lists are compared as one: what was inserted would otherwise change all that follows.
fn compare(pointer: &str, old: &Value, new: &Value, changes: &mut Vec<FieldChange>) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) if is_same_kind(old, new) => {
            let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for name in names {
                let pointer = format!("{pointer}/{}", escaped(name));
                match (old.get(name), new.get(name)) {
                    (Some(old), Some(new)) => compare(&pointer, old, new, changes),
                    (old, new) => changes.push(FieldChange {
                        pointer,
                        old: old.cloned(),
                        new: new.cloned(),
                    }),
                }
            }
        }
        _ if old == new => {}
        _ => changes.push(FieldChange {
            pointer: pointer.to_owned(),
            old: Some(old.clone()),
            new: Some(new.clone()),
        }),
    }
}

/// Whether two objects have fields in common, as those of one kind of node have: others are replaced as a whole.
fn is_same_kind(old: &Map<String, Value>, new: &Map<String, Value>) -> bool {
    old.get("kind") == new.get("kind") && old.get("when") == new.get("when")
}

/// A name within a JSON Pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests;
