use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::Timestamp;
use crate::workflow::graph::Graph;
use crate::workflow::node::{FAILED, Kind, NEXT, TIMED_OUT};
use crate::workflow::simulate::{Assumption, End, Outcome, Simulation, simulate};
use crate::workflow::tests::drawing::person;
use crate::workflow::validate::{Finding, validate};
use crate::workflow::{Happening, Node};

/// A Monday morning.
pub fn monday() -> Timestamp {
    "2026-03-02T10:00:00Z".parse().unwrap()
}

/// What an organization might fill in.
fn value(takes: Takes) -> Value {
    let people = [101, 102, 103].map(person);
    match takes {
        Takes::Approvers => people
            .map(|user| json!({"person": {"user": user}}))
            .to_vec()
            .into(),
        Takes::People => people.map(|user| json!({"user": user})).to_vec().into(),
        Takes::Project => json!(person(200)),
        Takes::Slack => json!("https://hooks.slack.com/services/T0/B0/x"),
        Takes::Address => {
            json!("https://systems.example.com/{{ run.id }}")
        }
    }
}

/// A template as an organization would publish it.
pub fn ready(template: &Template) -> Definition {
    let blanks = template.blanks.iter();
    let values = blanks.map(|blank| (blank.pointer.as_str(), value(blank.takes)));
    template.filled(values).unwrap()
}

fn simulations(template: &Template) -> Vec<(&str, Simulation)> {
    let definition = ready(template);
    let simulated = |example: &Example| simulate(&definition, &example.scenario, monday());
    let examples = template.scenarios.iter();
    examples
        .map(|example| (example.title.as_str(), simulated(example)))
        .collect()
}

/// Where in the whole definition a finding lies.
fn place(definition: &Definition, finding: &Finding) -> String {
    let pointer = finding.pointer.clone().unwrap_or_default();
    let Some(node) = &finding.node else { return pointer };
    let index = definition.nodes.iter().position(|other| other.id == *node);
    format!("/nodes/{}{pointer}", index.unwrap())
}

#[test]
fn every_file_is_a_template_with_a_name_of_its_own_and_good_words() {
    for file in FILES {
        serde_json::from_str::<Template>(file).unwrap();
    }
    let ids: BTreeSet<&str> = templates().iter().map(|template| template.id.as_str()).collect();
    assert_eq!(ids.len(), FILES.len());
    for template in templates() {
        assert!(
            template.purpose.ends_with('.') && template.purpose.len() < 160,
            "{}",
            template.id
        );
        assert!(template.description.len() > 200, "{}", template.id);
        assert!(!template.scenarios.is_empty(), "{}", template.id);
    }
}

#[test]
fn findings_name_what_is_blank_and_nothing_else() {
    for template in templates() {
        let places: Vec<String> = validate(&template.definition)
            .iter()
            .map(|finding| place(&template.definition, finding))
            .collect();
        assert!(!places.is_empty(), "{}", template.id);
        for place in &places {
            let named = template
                .blanks
                .iter()
                .any(|blank| blank.pointer.starts_with(place));
            assert!(named, "{}: {place}", template.id);
        }
        for blank in &template.blanks {
            let found = places.iter().any(|place| blank.pointer.starts_with(place));
            assert!(found, "{}: {}", template.id, blank.pointer);
        }
    }
}

#[test]
fn once_they_are_filled_in_they_can_run() {
    for template in templates() {
        assert_eq!(validate(&ready(template)), [], "{}", template.id);
    }
}

#[test]
fn only_blanks_can_be_filled_in_and_only_with_what_belongs_there() {
    let template = &templates()[0];
    let elsewhere = template.filled([("/nodes/0/name", json!("x"))]);
    assert_eq!(elsewhere, Err(FillError::NoBlank("/nodes/0/name".into())));
    let people = template
        .blanks
        .iter()
        .find(|blank| blank.takes == Takes::People)
        .unwrap();
    let unfit = template.filled([(people.pointer.as_str(), json!("everyone"))]);
    assert!(matches!(unfit, Err(FillError::Unfit { .. })), "{unfit:?}");
}

#[test]
fn their_scenarios_run_to_the_end_and_each_assumption_matters() {
    for template in templates() {
        for (title, simulation) in simulations(template) {
            let of = format!("{}: {title}", template.id);
            assert_eq!(simulation.end, End::Completed, "{of}");
            assert_eq!(simulation.unused, [], "{of}");
            assert_eq!(simulation.not_begun, None, "{of}");
        }
    }
}

#[test]
fn nothing_fails_but_what_is_assumed_to() {
    for template in templates() {
        for (example, (_, simulation)) in template.scenarios.iter().zip(simulations(template)) {
            let is_assumed = |assumed: &Assumption| matches!(assumed.outcome, Outcome::Failed(_));
            for passage in simulation.path {
                if let Happening::Failed { at, failure, .. } = passage.happening {
                    let assumed = example.scenario.assumed.get(&at.node).into_iter().flatten();
                    let of = format!("{}: {}: {}", template.id, example.title, failure.message);
                    assert!(assumed.into_iter().any(is_assumed), "{of}");
                }
            }
        }
    }
}

/// The exits of approvals and conditions, also those at which a run ends, and those of others that lead somewhere.
fn exits(graph: &Graph<'_>, node: &Node) -> Vec<String> {
    let used = graph.exits_in_use(&node.id);
    let decides = matches!(node.does, Kind::Approval(_) | Kind::Condition(_));
    let exits = node.does.exits().into_iter();
    let unusual = |name: &str| [FAILED, TIMED_OUT].contains(&name);
    exits
        .filter(|exit| used.contains(exit.name.as_str()) || decides && !unusual(&exit.name))
        .map(|exit| exit.name)
        .collect()
}

#[test]
fn their_scenarios_reach_every_node_and_leave_it_by_every_exit() {
    for template in templates() {
        let definition = ready(template);
        let graph = Graph::new(&definition);
        let mut left = BTreeSet::new();
        let mut entered = BTreeSet::new();
        for passage in simulations(template)
            .into_iter()
            .flat_map(|(_, simulation)| simulation.path)
        {
            match passage.happening {
                Happening::Left { at, exit, .. } => drop(left.insert((at.node, exit))),
                Happening::Entered { at } => drop(entered.insert(at.node)),
                _ => {}
            }
        }
        for node in &definition.nodes {
            assert!(
                entered.contains(&node.id),
                "{}: {} is not reached",
                template.id,
                node.id
            );
            for exit in exits(&graph, node) {
                let was_left = left.contains(&(node.id.clone(), exit.clone()));
                assert!(was_left, "{}: {} is not left by {exit}", template.id, node.id);
            }
        }
    }
}

/// How wide a step is drawn: `web/src/features/workflows/shapes/measures.ts`.
const WIDTH: f64 = 240.0;
const GAP: f64 = 30.0;

/// How high a step is drawn: each exit that leads somewhere has a line.
fn height(definition: &Definition, node: &Node) -> f64 {
    let exits: BTreeSet<&str> = definition
        .edges
        .iter()
        .filter(|edge| edge.from == node.id && edge.exit != NEXT)
        .map(|edge| edge.exit.as_str())
        .collect();
    66.0 + 24.0 * f64::from(u32::try_from(exits.len()).unwrap())
}

#[test]
fn their_steps_lie_apart() {
    for template in templates() {
        for (index, one) in template.definition.nodes.iter().enumerate() {
            for other in &template.definition.nodes[index + 1..] {
                let (upper, lower) = if one.position.y <= other.position.y {
                    (one, other)
                } else {
                    (other, one)
                };
                let beside = (one.position.x - other.position.x).abs() >= WIDTH + GAP;
                let below = lower.position.y - upper.position.y >= height(&template.definition, upper) + GAP;
                assert!(
                    beside || below,
                    "{}: {} and {} touch",
                    template.id,
                    one.id,
                    other.id
                );
            }
        }
    }
}
