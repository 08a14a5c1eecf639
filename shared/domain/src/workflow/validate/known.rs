//! The names that expressions and texts may use.

use std::collections::{BTreeSet, HashMap};

use crate::task_view::FIELDS;
use crate::workflow::definition::{Definition, NodeId};
use crate::workflow::graph::Graph;
use crate::workflow::node::{Kind, Start};

/// How many names a message lists.
const NAMED_MAX: usize = 20;

/// What is known of a run.
const RUN: [&str; 4] = ["id", "workflow", "started_at", "started_by"];

/// The names that may be used anywhere in a workflow.
pub(super) struct Known<'a> {
    graph: &'a Graph<'a>,
    vars: Vec<&'a str>,
    trigger: Vec<&'static str>,
    incoming: HashMap<&'a NodeId, Vec<&'a NodeId>>,
}

impl<'a> Known<'a> {
    pub fn new(definition: &'a Definition, graph: &'a Graph<'a>) -> Self {
        let mut incoming: HashMap<&NodeId, Vec<&NodeId>> = HashMap::new();
        for edge in &definition.edges {
            incoming.entry(&edge.to).or_default().push(&edge.from);
        }
        let starts = definition.nodes.iter().flat_map(|node| match &node.does {
            Kind::Start(start) => trigger(start),
            _ => &[],
        });
        Self {
            graph,
            vars: definition
                .variables
                .iter()
                .map(|variable| variable.name.as_str())
                .collect(),
            trigger: starts.copied().collect(),
            incoming,
        }
    }

    /// The nodes that a run may have come by when it is at this one, itself among them.
    pub fn before(&self, at: &'a NodeId) -> BTreeSet<&'a NodeId> {
        let mut found = BTreeSet::new();
        let mut open = vec![at];
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(self.incoming.get(id).into_iter().flatten().copied());
            }
        }
        found
    }

    /// Says what is wrong with a path like `steps.ask.decision` where a run has come by these nodes.
    pub fn check(&self, path: &str, before: &BTreeSet<&NodeId>) -> Result<(), String> {
        let mut parts = path.split('.');
        let (root, name) = (parts.next().unwrap_or_default(), parts.next());
        let field = parts.next();
        match root {
            "vars" => one_of(path, name, self.vars.iter().copied()),
            "run" => one_of(path, name, RUN.into_iter()),
            "trigger" => {
                one_of(path, name, self.trigger.iter().copied())?;
                let field = field.filter(|_| name == Some("task"));
                one_of(path, field, FIELDS.into_iter())
            }
            "steps" => {
                one_of(path, name, before.iter().map(|id| id.as_str()))?;
                let node = name.and_then(|name| self.graph.node(&name.into()));
                node.map_or(Ok(()), |node| {
                    one_of(path, field, node.does.gives().iter().copied().chain(["skipped"]))
                })
            }
            _ => Err(format!(
                "\"{root}\" is not known here. Names begin with trigger, vars, steps or run."
            )),
        }
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
    let choice = match known.len() {
        0 => "nothing".to_owned(),
        1..=NAMED_MAX => known.join(", "),
        more => format!("{} and {} more", known[..NAMED_MAX].join(", "), more - NAMED_MAX),
    };
    Err(format!(
        "\"{path}\" is not known here: instead of \"{name}\" there is {choice}."
    ))
}
