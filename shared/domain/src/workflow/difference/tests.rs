use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::workflow::templates::templates;
use crate::workflow::tests::drawing::{delay, draw, manual, notify};

/// Nodes, edges and variables in the order of their names.
fn in_order(mut definition: Definition) -> Definition {
    definition.nodes.sort_by(|one, other| one.id.cmp(&other.id));
    definition
        .variables
        .sort_by(|one, other| one.name.cmp(&other.name));
    let key = |edge: &Edge| (edge.from.clone(), edge.exit.clone(), edge.to.clone());
    definition.edges.sort_by_key(key);
    definition
}

fn changed<T: Serialize + serde::de::DeserializeOwned>(old: &T, fields: &[FieldChange]) -> T {
    let mut value = serde_json::to_value(old).unwrap();
    for field in fields {
        assert_eq!(
            value.pointer(&field.pointer),
            field.old.as_ref(),
            "{}",
            field.pointer
        );
        let (object, name) = field.pointer.rsplit_once('/').unwrap();
        let object = value.pointer_mut(object).unwrap().as_object_mut().unwrap();
        let name = name.replace("~1", "/").replace("~0", "~");
        match &field.new {
            Some(new) => object.insert(name, new.clone()),
            None => object.remove(&name),
        };
    }
    serde_json::from_value(value).unwrap()
}

/// What comes of a definition by a difference.
fn applied(mut definition: Definition, difference: &Difference) -> Definition {
    definition.nodes.retain(|node| !difference.removed.contains(node));
    definition
        .edges
        .retain(|edge| !difference.edges_removed.contains(edge));
    definition
        .variables
        .retain(|variable| !difference.variables_removed.contains(variable));
    for node in &mut definition.nodes {
        let id = node.id.clone();
        for change in difference.changed.iter().filter(|change| change.node == id) {
            *node = changed(node, &change.fields);
        }
        for change in difference.moved.iter().filter(|change| change.node == id) {
            assert_eq!(node.position, change.old);
            node.position = change.new;
        }
    }
    for variable in &mut definition.variables {
        let name = variable.name.clone();
        let changes = difference.variables_changed.iter();
        for change in changes.filter(|change| change.variable == name) {
            *variable = changed(variable, &change.fields);
        }
    }
    definition.nodes.extend(difference.added.clone());
    definition.edges.extend(difference.edges_added.clone());
    definition.variables.extend(difference.variables_added.clone());
    definition
}

/// Something that someone does on the canvas.
fn edit(definition: &mut Definition, (what, pick): (u8, usize)) {
    fn one<T>(list: &mut [T], pick: usize) -> Option<&mut T> {
        let count = list.len();
        list.get_mut(pick % count.max(1))
    }
    let other = &templates()[pick % templates().len()].definition;
    let mut other_nodes = other.nodes.clone();
    let Some(node) = one(&mut definition.nodes, pick) else {
        return;
    };
    match what {
        0 => node.name.push('!'),
        1 => node.position.x += 280.0,
        2 => node.limit_seconds = Some(u32::try_from(pick).unwrap()),
        3 => node.limit_seconds = None,
        4 => node.does = one(&mut other_nodes, pick / 7).unwrap().does.clone(),
        5 => drop(definition.nodes.remove(pick % definition.nodes.len())),
        6 => {
            let mut new = one(&mut other_nodes, pick / 7).unwrap().clone();
            new.id = NodeId(format!("new_{pick}"));
            if !definition.nodes.iter().any(|node| node.id == new.id) {
                definition.nodes.push(new);
            }
        }
        7 if !definition.edges.is_empty() => drop(definition.edges.remove(pick % definition.edges.len())),
        8 => {
            let to = node.id.clone();
            let edge = Edge {
                from: to.clone(),
                exit: format!("exit_{pick}"),
                to,
            };
            if !definition.edges.contains(&edge) {
                definition.edges.push(edge);
            }
        }
        9 => {
            if let Some(variable) = one(&mut definition.variables, pick) {
                variable.required = !variable.required;
                variable.initial = json!(pick);
            }
        }
        _ => definition.variables.reverse(),
    }
}

proptest! {
    #[test]
    fn a_difference_leads_from_one_definition_to_the_other_and_equal_ones_have_none(
        template in 0_usize..11,
        edits in prop::collection::vec((0_u8..11, 0_usize..1000), 0..12),
    ) {
        let old = templates()[template].definition.clone();
        let mut new = old.clone();
        for change in edits {
            edit(&mut new, change);
        }
        let difference = Difference::between(&old, &new);
        prop_assert_eq!(in_order(applied(old.clone(), &difference)), in_order(new.clone()));
        prop_assert_eq!(difference.is_empty(), in_order(old) == in_order(new.clone()));
        prop_assert!(Difference::between(&new, &new).is_empty());
        let json = serde_json::to_string(&difference).unwrap();
        prop_assert_eq!(serde_json::from_str::<Difference>(&json).unwrap(), difference);
    }
}

fn drawn() -> Definition {
    draw(
        &[("start", manual()), ("wait", delay(60)), ("tell", notify("x"))],
        &["start>wait", "wait>tell"],
    )
}

#[test]
fn a_change_names_the_field_and_what_was_only_moved_is_told_apart() {
    let mut new = drawn();
    new.nodes[1].does = serde_json::from_value(delay(120)).unwrap();
    new.nodes[1].retries = Some(crate::workflow::Retries::default());
    new.nodes[2].position.x = 280.0;
    let difference = Difference::between(&drawn(), &new);
    let fields = json!([
        {"pointer": "/does/wait/seconds", "old": 60, "new": 120},
        {"pointer": "/retries", "new": {"attempts": 5, "first_seconds": 10}},
    ]);
    assert_eq!(
        serde_json::to_value(&difference).unwrap(),
        json!({
            "added": [], "removed": [], "changed": [{"node": "wait", "fields": fields}],
            "moved": [{"node": "tell", "old": {"x": 0.0, "y": 0.0}, "new": {"x": 280.0, "y": 0.0}}],
            "edges_added": [], "edges_removed": [],
            "variables_added": [], "variables_removed": [], "variables_changed": [],
        })
    );
}

#[test]
fn a_node_of_another_kind_is_changed_as_a_whole() {
    let mut new = drawn();
    new.nodes[1].does = serde_json::from_value(notify("y")).unwrap();
    let difference = Difference::between(&drawn(), &new);
    assert_eq!(difference.changed[0].fields.len(), 1);
    assert_eq!(difference.changed[0].fields[0].pointer, "/does");
}

#[test]
fn an_order_of_its_own_is_no_difference() {
    let mut new = drawn();
    new.nodes.reverse();
    new.edges.reverse();
    assert!(Difference::between(&drawn(), &new).is_empty());
}
