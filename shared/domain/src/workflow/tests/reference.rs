//! Random structured workflows, run by [`step`](crate::workflow::step) and by a few lines that cannot be wrong.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::drawing::{Driven, delay, draw, manual, notify};
use crate::workflow::Doing;

/// A workflow as a tree: what is drawn from it is known to fit together.
#[derive(Debug, Clone)]
enum Block {
    Call,
    Wait,
    Sequence(Vec<Block>),
    Choice(u32, Vec<Block>),
    Together(Vec<Block>),
}

fn block() -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![Just(Block::Call), Just(Block::Wait)];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Block::Sequence),
            (0_u32..4, prop::collection::vec(inner.clone(), 1..4))
                .prop_map(|(taken, blocks)| Block::Choice(taken, blocks)),
            prop::collection::vec(inner, 1..4).prop_map(Block::Together),
        ]
    })
}

/// What is drawn of a tree, and how often the reference says that each node is visited.
#[derive(Default)]
struct Drawn {
    nodes: Vec<(String, Value)>,
    edges: Vec<String>,
    visits: BTreeMap<String, u32>,
}

impl Drawn {
    fn node(&mut self, does: Value, visited: u32) -> String {
        let id = format!("n{}", self.nodes.len());
        self.nodes.push((id.clone(), does));
        self.visits.insert(id.clone(), visited);
        id
    }

    fn connect(&mut self, from: &[String], to: &str) {
        self.edges.extend(from.iter().map(|from| format!("{from}>{to}")));
    }

    /// Draws a block after these loose ends, and gives its own.
    fn draw(&mut self, block: &Block, after: &[String], visited: u32) -> Vec<String> {
        match block {
            Block::Call => self.leaf(notify("x"), after, visited),
            Block::Wait => self.leaf(delay(60), after, visited),
            Block::Sequence(blocks) => blocks
                .iter()
                .fold(after.to_vec(), |after, block| self.draw(block, &after, visited)),
            Block::Choice(taken, blocks) => {
                let branches: Vec<Value> = (0..blocks.len())
                    .map(|index| json!({"exit": format!("b{index}"), "when": format!("{taken} == {index}")}))
                    .collect();
                let id = self.node(json!({"kind": "condition", "branches": branches}), visited);
                self.connect(after, &id);
                let mut ends = vec![format!("{id}.otherwise")];
                for (index, block) in blocks.iter().enumerate() {
                    let goes_here = u32::from(usize::try_from(*taken).unwrap() == index);
                    ends.extend(self.draw(block, &[format!("{id}.b{index}")], visited * goes_here));
                }
                ends
            }
            Block::Together(blocks) => {
                let id = self.node(json!({"kind": "parallel"}), visited);
                self.connect(after, &id);
                let mut ends = Vec::new();
                for block in blocks {
                    ends.extend(self.draw(block, std::slice::from_ref(&id), visited));
                }
                let join = self.node(
                    json!({"kind": "join", "needed": "all"}),
                    visited * u32::try_from(blocks.len()).unwrap(),
                );
                self.connect(&ends, &join);
                vec![join]
            }
        }
    }

    fn leaf(&mut self, does: Value, after: &[String], visited: u32) -> Vec<String> {
        let id = self.node(does, visited);
        self.connect(after, &id);
        vec![id]
    }
}

proptest! {
    /// Whatever is done first when several things can be: each node is come to as often as the tree says, and the run
    /// ends.
    #[test]
    fn a_structured_workflow_visits_what_the_tree_says(block in block(), order in prop::collection::vec(0_usize..64, 200)) {
        let mut drawn = Drawn::default();
        drawn.nodes.push(("start".into(), manual()));
        drawn.draw(&block, &["start".into()], 1);
        let nodes: Vec<_> = drawn.nodes.iter().map(|(id, does)| (id.as_str(), does.clone())).collect();
        let edges: Vec<_> = drawn.edges.iter().map(String::as_str).collect();
        let mut run = Driven::begin(draw(&nodes, &edges), json!({}));
        for pick in order {
            let Some(activity) = run.run.activities.get(pick % run.run.activities.len().max(1)) else { break };
            match activity.doing {
                Doing::Acting { .. } => {
                    let node = activity.node.0.clone();
                    run.succeed(&node, json!({}));
                }
                _ => run.pass(60),
            }
            prop_assert_eq!(run.run.incidents(), 0);
        }
        while !run.is_completed() {
            let acting = run.run.activities.iter().find(|activity| matches!(activity.doing, Doing::Acting { .. }));
            match acting.map(|activity| activity.node.0.clone()) {
                Some(node) => run.succeed(&node, json!({})),
                None => run.pass(60),
            }
        }
        for (id, visited) in drawn.visits {
            prop_assert_eq!(run.visits(&id), visited, "{}", id);
        }
    }
}
