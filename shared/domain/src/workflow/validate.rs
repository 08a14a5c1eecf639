//! What is wrong with a definition, and how it is mended.

mod circles;
mod finding;
mod known;

use std::collections::{BTreeMap, BTreeSet};

pub use self::finding::{Code, Finding};
use self::known::Known;

use super::definition::{Definition, Edge, Node, NodeId, START_NODES_MAX, is_name};
use super::expression::Expression;
use super::graph::Graph;
use super::node::{FAILED, Kind, TIMED_OUT};
use super::secrets::HIDDEN;
use super::template::Template;

/// How many nodes a workflow may have.
pub const NODES_MAX: usize = 500;
/// How many findings are told.
const FINDINGS_MAX: usize = 100;
/// How many edges.
pub const EDGES_MAX: usize = 2000;
/// How many variables.
pub const VARIABLES_MAX: usize = 100;
/// The longest name of a node or a variable for people, in characters.
const NAME_MAX: usize = 100;

/// Says what is wrong with a definition, a hundred things at most; nothing, if it can run.
pub fn validate(definition: &Definition) -> Vec<Finding> {
    let mut findings = Vec::new();
    counts(definition, &mut findings);
    // What is too large is not looked at any closer.
    if findings.iter().any(|finding| finding.code == Code::TooMuch) {
        return findings;
    }
    let graph = Graph::new(definition);
    let known = Known::new(definition, &graph);
    variables(definition, &mut findings);
    edges(definition, &graph, &mut findings);
    reachable(definition, &graph, &mut findings);
    circles::find(definition, &graph, &mut findings);
    let mut seen = BTreeSet::new();
    for node in &definition.nodes {
        if findings.len() >= FINDINGS_MAX {
            break;
        }
        let mut check = Check {
            node,
            graph: &graph,
            before: known.before(&node.id),
            known: &known,
            findings: &mut findings,
        };
        check.node(!seen.insert(&node.id));
        node.does.check(&mut check);
    }
    findings.truncate(FINDINGS_MAX);
    findings
}

fn whole(code: Code, pointer: impl Into<String>, message: impl Into<String>) -> Finding {
    Finding {
        code,
        node: None,
        pointer: Some(pointer.into()),
        message: message.into(),
    }
}

fn counts(definition: &Definition, findings: &mut Vec<Finding>) {
    let starts = definition.nodes.iter().filter(|node| is_start(node)).count();
    if starts == 0 {
        findings.push(whole(
            Code::NoStart,
            "/nodes",
            "Add a start: what shall begin this workflow?",
        ));
    }
    let counted = [
        (starts, START_NODES_MAX, "starts"),
        (definition.nodes.len(), NODES_MAX, "steps"),
        (definition.edges.len(), EDGES_MAX, "connections"),
        (definition.variables.len(), VARIABLES_MAX, "variables"),
    ];
    for (count, most, what) in counted.into_iter().filter(|(count, most, _)| count > most) {
        findings.push(whole(
            Code::TooMuch,
            "",
            format!("There are {count} {what}; there may be {most}. Use sub-workflows."),
        ));
    }
}

fn variables(definition: &Definition, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for (index, variable) in definition.variables.iter().enumerate() {
        let pointer = |field| format!("/variables/{index}/{field}");
        if !is_name(&variable.name) {
            let message = format!(
                "\"{}\" cannot be the name of a variable. Use small letters, digits and _.",
                variable.name
            );
            findings.push(whole(Code::BadName, pointer("name"), message));
        }
        if !seen.insert(&variable.name) {
            let message = format!(
                "Two variables are called \"{}\". Give one another name.",
                variable.name
            );
            findings.push(whole(Code::BadName, pointer("name"), message));
        }
        if !variable.initial.is_null() && !variable.kind.takes(&variable.initial) {
            let message = format!(
                "{} is not {}. Change the initial value of \"{}\".",
                variable.initial,
                variable.kind.label(),
                variable.name
            );
            findings.push(whole(Code::TypeMismatch, pointer("initial"), message));
        }
    }
}

fn edges(definition: &Definition, graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(&NodeId, &str), Vec<&Edge>> = BTreeMap::new();
    for (index, edge) in definition.edges.iter().enumerate() {
        let mut bad = |message| findings.push(whole(Code::BadEdge, format!("/edges/{index}"), message));
        let Edge { from, exit, to } = edge;
        let Some(source) = graph.node(from) else {
            bad(format!(
                "A connection begins at \"{from}\", which is not there. Remove it."
            ));
            continue;
        };
        let exits = source.does.exits();
        let Some(known) = exits.iter().find(|known| known.name == *exit) else {
            let names: Vec<_> = exits.iter().map(|exit| exit.name.as_str()).collect();
            bad(format!(
                "\"{}\" has no exit \"{exit}\"; it has: {}.",
                source.name,
                names.join(", ")
            ));
            continue;
        };
        match graph.node(to) {
            None => bad(format!(
                "A connection from \"{}\" ends at \"{to}\", which is not there. Remove it.",
                source.name
            )),
            Some(target) if is_start(target) => bad(format!(
                "Nothing can lead to the start \"{}\". Remove this connection.",
                target.name
            )),
            Some(_) => {}
        }
        let others = seen.entry((from, exit.as_str())).or_default();
        if others.contains(&edge) {
            bad(format!(
                "\"{}\" is connected to \"{to}\" twice. Remove one of the connections.",
                source.name
            ));
        } else if !others.is_empty() && !known.many {
            bad(format!(
                "Two connections leave \"{}\" by \"{exit}\". Put a Parallel step between, or remove one.",
                source.name
            ));
        }
        others.push(edge);
    }
}

fn reachable(definition: &Definition, graph: &Graph<'_>, findings: &mut Vec<Finding>) {
    let starts = definition
        .nodes
        .iter()
        .filter(|node| is_start(node))
        .map(|node| &node.id);
    let reached = graph.reachable(starts);
    for node in definition.nodes.iter().filter(|node| !reached.contains(&node.id)) {
        findings.push(Finding {
            code: Code::Unreachable,
            node: Some(node.id.clone()),
            pointer: None,
            message: format!("No way leads to \"{}\". Connect it, or remove it.", node.name),
        });
    }
}

fn is_start(node: &Node) -> bool {
    matches!(node.does, Kind::Start(_))
}

/// What a kind of node checks its settings with.
pub struct Check<'a> {
    /// The node.
    pub node: &'a Node,
    graph: &'a Graph<'a>,
    known: &'a Known<'a>,
    before: BTreeSet<&'a NodeId>,
    findings: &'a mut Vec<Finding>,
}

impl Check<'_> {
    /// Says that something is wrong with the setting `field`: its name, with `/` between what lies in each other; with
    /// one in front if it is not a setting of the kind but of the node itself.
    pub fn finding(&mut self, code: Code, field: &str, message: String) {
        let pointer = if field.starts_with('/') {
            field.to_owned()
        } else {
            format!("/does/{field}")
        };
        self.findings.push(Finding {
            code,
            node: Some(self.node.id.clone()),
            pointer: Some(pointer),
            message,
        });
    }

    /// What any node has.
    fn node(&mut self, taken: bool) {
        let Node {
            id,
            name,
            limit_seconds,
            retries,
            ..
        } = self.node;
        if !id.is_well_formed() {
            self.finding(
                Code::BadName,
                "/id",
                format!("\"{id}\" cannot be the id of a step. Use small letters, digits and _."),
            );
        }
        if taken {
            self.finding(
                Code::BadName,
                "/id",
                format!("Two steps have the id \"{id}\". Give one another."),
            );
        }
        if name.trim().is_empty() || name.chars().count() > NAME_MAX {
            self.finding(
                Code::BadName,
                "/name",
                format!("Give the step a name of 1 to {NAME_MAX} characters."),
            );
        }
        if limit_seconds.is_some_and(|limit| !(1..=31_622_400).contains(&limit)) {
            self.finding(
                Code::BadSetting,
                "/limit_seconds",
                "The time limit is a second to a year.".into(),
            );
        }
        if retries.is_some_and(|retries| {
            !(1..=20).contains(&retries.attempts) || !(1..=3600).contains(&retries.first_seconds)
        }) {
            self.finding(
                Code::BadSetting,
                "/retries",
                "Try 1 to 20 times, the first time after 1 to 3600 seconds.".into(),
            );
        }
        let used = self.graph.exits_in_use(id);
        let exits = self.node.does.exits();
        // Only what is done outside takes longer than it should, or fails and may succeed later.
        let acts = exits.iter().any(|exit| exit.name == FAILED);
        if limit_seconds.is_some() && !acts {
            let message = "This step cannot take too long. Remove its time limit.".into();
            self.finding(Code::BadSetting, "/limit_seconds", message);
        }
        if retries.is_some() && !acts {
            let message = "This step does nothing that could be tried again. Remove its retries.".into();
            self.finding(Code::BadSetting, "/retries", message);
        }
        for exit in exits {
            if exit.needed && !used.contains(exit.name.as_str()) {
                let message = format!(
                    "Nothing follows on \"{}\" by \"{}\". Connect it to what comes next.",
                    name, exit.name
                );
                self.finding(Code::DeadEnd, "", message);
            }
        }
        if used.contains(TIMED_OUT) && limit_seconds.is_none() {
            let message = "It has an exit for when its time is over, but no time limit. Set one.".into();
            self.finding(Code::MissingSetting, "/limit_seconds", message);
        }
    }

    /// A text that must not be empty.
    pub fn text(&mut self, field: &str, template: &Template) {
        if template.0.trim().is_empty() {
            self.finding(Code::MissingSetting, field, "Write a text.".into());
        }
        self.template(field, template);
    }

    /// A text that may be empty.
    pub fn template(&mut self, field: &str, template: &Template) {
        match template.paths() {
            Ok(paths) => self.paths(field, &paths),
            Err(error) => self.finding(Code::BadExpression, field, sentence(&error)),
        }
    }

    /// An expression.
    pub fn expression(&mut self, field: &str, expression: &Expression) {
        if expression.0.trim().is_empty() {
            return self.finding(Code::MissingSetting, field, "Write an expression.".into());
        }
        match expression.paths() {
            Ok(paths) => self.paths(field, &paths),
            Err(error) => self.finding(Code::BadExpression, field, sentence(&error)),
        }
    }

    /// An expression that has to be true or false.
    pub fn condition(&mut self, field: &str, expression: &Expression) {
        self.expression(field, expression);
        if let Some(value) = expression.constant().filter(|value| !value.is_boolean()) {
            let message = format!("A condition is true or false, and not {value}.");
            self.finding(Code::TypeMismatch, field, message);
        }
    }

    /// A web address.
    pub fn address(&mut self, field: &str, address: &str) {
        self.shown(field, address);
        if !address.starts_with("https://") && !address.starts_with("http://") {
            let message = "Write an address that begins with https://.".into();
            self.finding(Code::BadSetting, field, message);
        }
    }

    /// A text that may hold a secret of another system: what is found does not repeat it.
    pub fn secret(&mut self, field: &str, template: &Template) {
        match template.paths() {
            Ok(paths) => self.paths(field, &paths),
            Err(error) => {
                let message = format!("It cannot be filled: {}.", error.reason());
                self.finding(Code::BadExpression, field, message);
            }
        }
    }

    /// A secret of another system: a copy lacks it if it was hidden from who made it.
    pub fn shown(&mut self, field: &str, secret: &str) {
        if secret.contains(HIDDEN) {
            let message =
                format!("What is behind {HIDDEN} was hidden from you when you copied it; write it anew.");
            self.finding(Code::MissingSetting, field, message);
        }
    }

    fn paths(&mut self, field: &str, paths: &BTreeSet<String>) {
        for path in paths {
            if let Err(message) = self.known.check(path, &self.before) {
                self.finding(Code::UnknownVariable, field, message);
            }
        }
    }
}

/// An error as a sentence of its own.
fn sentence(error: &impl ToString) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first = chars
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

#[cfg(test)]
mod tests;
