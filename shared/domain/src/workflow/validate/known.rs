//! The names that expressions and texts may use.

use crate::workflow::definition::{Definition, NodeId};
use crate::workflow::graph::Graph;
use crate::workflow::node::{Kind, Start};

/// The fields of a task.
const TASK: [&str; 19] = [
    "id",
    "key",
    "project_id",
    "title",
    "description",
    "status",
    "priority",
    "assignees",
    "tags",
    "start_at",
    "due_at",
    "parent_id",
    "external_id",
    "custom",
    "watchers",
    "created_by",
    "created_at",
    "updated_at",
    "completed_at",
];

/// What is known of a run.
const RUN: [&str; 4] = ["id", "workflow", "started_at", "started_by"];

/// Says what is wrong with a path like `steps.ask.decision` at this node.
pub(super) fn check(
    path: &str,
    definition: &Definition,
    graph: &Graph<'_>,
    at: &NodeId,
) -> Result<(), String> {
    let mut parts = path.split('.');
    let (root, name) = (parts.next().unwrap_or_default(), parts.next());
    let field = parts.next();
    match root {
        "vars" => one_of(
            path,
            name,
            definition.variables.iter().map(|variable| variable.name.as_str()),
        ),
        "run" => one_of(path, name, RUN.into_iter()),
        "trigger" => {
            let known = definition.nodes.iter().flat_map(|node| match &node.does {
                Kind::Start(start) => trigger(start),
                _ => &[],
            });
            one_of(path, name, known.copied())?;
            if name == Some("task") {
                one_of(path, field, TASK.into_iter())
            } else {
                Ok(())
            }
        }
        "steps" => {
            let earlier = |id: &NodeId| id == at || graph.leads_to(id, at);
            let nodes = definition.nodes.iter().filter(|node| earlier(&node.id));
            one_of(path, name, nodes.clone().map(|node| node.id.as_str()))?;
            let node = nodes.clone().find(|node| Some(node.id.as_str()) == name);
            node.map_or(Ok(()), |node| {
                one_of(path, field, node.does.gives().iter().copied().chain(["skipped"]))
            })
        }
        _ => Err(format!(
            "\"{root}\" is not known here. Names begin with trigger, vars, steps or run."
        )),
    }
}

/// What begins with this start.
fn trigger(start: &Start) -> &'static [&'static str] {
    match start {
        Start::Manual {} => &[],
        Start::TaskEvent { .. } => &["task", "event", "comment"],
        Start::Schedule { .. } => &["scheduled_at"],
        Start::Webhook {} => &["body"],
        Start::ImportFinished { .. } => &["import"],
    }
}

/// Whether a path's next name is one of these; a path that ends before is the whole of them.
fn one_of<'a>(path: &str, name: Option<&str>, known: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let Some(name) = name else { return Ok(()) };
    let known: Vec<&str> = known.collect();
    if known.contains(&name) {
        return Ok(());
    }
    let choice = if known.is_empty() {
        "nothing".into()
    } else {
        known.join(", ")
    };
    Err(format!(
        "\"{path}\" is not known here: instead of \"{name}\" there is {choice}."
    ))
}
