//! Rules: when something happens, if a condition holds, then do this (FLOW-6).
//!
//! A rule is a workflow without branches, so its executions are runs like any other: durable, retried, and seen.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::organization::{OrganizationId, UserId};
use crate::project::ProjectId;
use crate::workflow::node::{
    ChangeTask, CreateTask, HttpCall, Kind, Notification, Start, SubWorkflow, TaskEvent,
};
use crate::workflow::validate::{Code, Finding, validate};
use crate::workflow::{Definition, Edge, Expression, Node, NodeId, Position, RunId, WorkflowId};
use crate::{Id, Timestamp};

/// How many actions a rule may have.
pub const ACTIONS_MAX: usize = 10;
/// How many rules an organization may have.
pub const RULES_MAX: u64 = 500;
/// The name of a rule's start as a node.
const START: &str = "start";

/// Identifies a [`Rule`].
pub type RuleId = Id<Rule>;

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: RuleId,
    /// The organization it belongs to.
    pub organization_id: OrganizationId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// When it looks, at what, and what it does.
    #[serde(flatten)]
    pub policy: Policy,
    /// Whether it looks at all.
    pub enabled: bool,
    /// What it listens to, see [`Start::listens_to`].
    pub listens: Vec<String>,
    /// Signs webhooks that it sends; 32 random bytes in Base64.
    pub secret: String,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// When it was deleted.
    #[serde(default)]
    pub deleted_at: Option<Timestamp>,
    /// Which of its versions new runs are on: counts the changes of `policy`, from 1.
    pub version: i64,
    /// Counts all its changes.
    pub revision: i64,
}

/// When, if, then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RulePolicy)]
pub struct Policy {
    /// When it looks.
    pub when: RuleEvent,
    /// Only for tasks of this project.
    #[serde(default)]
    pub project_id: Option<ProjectId>,
    /// Only if this holds; always, if absent.
    #[serde(default, rename = "if")]
    #[schema(value_type = Option<String>, examples("trigger.task.priority == 'critical'"))]
    pub condition: Option<Expression>,
    /// What it does, in order.
    pub then: Vec<RuleAction>,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleEvent {
    /// A task was created.
    TaskCreated,
    /// Any field of a task changed.
    TaskChanged,
    /// A task's status changed.
    TaskStatusChanged,
    /// A task was completed.
    TaskCompleted,
    /// Someone commented on a task.
    TaskCommented,
    /// An import was carried out.
    ImportFinished,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RuleAction {
    /// Change a task, or comment on it.
    ChangeTask(ChangeTask),
    /// Create a task.
    CreateTask(CreateTask),
    /// Tell people or systems something.
    Notification(Notification),
    /// Begin a workflow.
    SubWorkflow(SubWorkflow),
    /// Call a web address.
    HttpCall(HttpCall),
}

impl Policy {
    /// The rule as a workflow.
    pub fn definition(&self) -> Definition {
        let start = node(START.into(), "When", Kind::Start(self.start()), 0);
        let actions = self.then.iter().enumerate().map(|(index, action)| {
            let (name, does) = action.node();
            node(action_id(index), name, does, index + 1)
        });
        let nodes: Vec<Node> = std::iter::once(start).chain(actions).collect();
        let edges = nodes.windows(2).map(|pair| Edge {
            from: pair[0].id.clone(),
            exit: crate::workflow::node::NEXT.to_owned(),
            to: pair[1].id.clone(),
        });
        Definition {
            variables: Vec::new(),
            edges: edges.collect(),
            nodes,
        }
    }

    /// What has to be mended before it can work, with pointers into the rule.
    pub fn findings(&self) -> Vec<Finding> {
        let in_rule = |finding: Finding| {
            let inner = finding.pointer.as_deref().unwrap_or_default();
            let pointer = match finding.node.as_ref().and_then(action_index) {
                Some(index) => format!("/then/{index}{}", inner.strip_prefix("/does").unwrap_or(inner)),
                None if inner.ends_with("/filter") => "/if".to_owned(),
                None => "/then".to_owned(),
            };
            Finding {
                pointer: Some(pointer),
                node: None,
                ..finding
            }
        };
        let mut findings: Vec<Finding> = validate(&self.definition()).into_iter().map(in_rule).collect();
        if self.when == RuleEvent::ImportFinished && self.project_id.is_some() {
            findings.push(Finding {
                code: Code::BadSetting,
                node: None,
                pointer: Some("/project_id".to_owned()),
                message:
                    "An import is in no one project; ask for trigger.import.project_id in the condition."
                        .to_owned(),
            });
        }
        findings
    }

    fn start(&self) -> Start {
        let task = |event| Start::TaskEvent {
            event,
            project_id: self.project_id,
            filter: self.condition.clone(),
        };
        match self.when {
            RuleEvent::TaskCreated => task(TaskEvent::Created),
            RuleEvent::TaskChanged => task(TaskEvent::Changed),
            RuleEvent::TaskStatusChanged => task(TaskEvent::StatusChanged),
            RuleEvent::TaskCompleted => task(TaskEvent::Completed),
            RuleEvent::TaskCommented => task(TaskEvent::Commented),
            RuleEvent::ImportFinished => Start::ImportFinished {
                profile_id: None,
                filter: self.condition.clone(),
            },
        }
    }

    /// Hides the secrets of other systems, which only those may see who may change the rule.
    pub fn hide_secrets(&mut self) {
        for action in &mut self.then {
            match action {
                RuleAction::HttpCall(call) => call.hide_secrets(),
                RuleAction::Notification(notification) => notification.hide_secrets(),
                RuleAction::ChangeTask(_) | RuleAction::CreateTask(_) | RuleAction::SubWorkflow(_) => {}
            }
        }
    }

    /// What it listens to, see [`Start::listens_to`].
    pub fn listens_to(&self) -> &'static str {
        self.start().listens_to()
    }
}

impl RuleAction {
    /// The step that it is.
    pub fn kind(&self) -> Kind {
        self.node().1
    }

    fn node(&self) -> (&'static str, Kind) {
        match self {
            Self::ChangeTask(node) => ("Change the task", Kind::ChangeTask(node.clone())),
            Self::CreateTask(node) => ("Create a task", Kind::CreateTask(node.clone())),
            Self::Notification(node) => ("Tell", Kind::Notification(node.clone())),
            Self::SubWorkflow(node) => ("Begin a workflow", Kind::SubWorkflow(node.clone())),
            Self::HttpCall(node) => ("Call an address", Kind::HttpCall(node.clone())),
        }
    }
}

fn node(id: NodeId, name: &str, does: Kind, column: usize) -> Node {
    Node {
        id,
        name: name.to_owned(),
        does,
        limit_seconds: None,
        retries: None,
        position: Position {
            x: 280.0 * f64::from(u32::try_from(column).unwrap_or(u32::MAX)),
            y: 0.0,
        },
    }
}

fn action_id(index: usize) -> NodeId {
    NodeId(format!("action_{}", index + 1))
}

fn action_index(id: &NodeId) -> Option<usize> {
    let number: usize = id.as_str().strip_prefix("action_")?.parse().ok()?;
    number.checked_sub(1)
}

impl Rule {
    /// The id that its versions are kept under, as those of workflows are.
    pub fn versions_of(&self) -> WorkflowId {
        self.id.cast()
    }
}

/// What a rule made of one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleLogEntry {
    /// Its id: the same however often the event comes.
    #[serde(rename = "_id")]
    pub id: Id<Self>,
    /// The organization it belongs to.
    pub organization_id: OrganizationId,
    /// The rule.
    pub rule_id: RuleId,
    /// The event.
    pub event_id: crate::event::EventId,
    /// What kind of event it was, e.g. `task.created`.
    pub event: String,
    /// What it happened to.
    pub subject: Option<crate::event::Subject>,
    /// When the rule looked.
    pub at: Timestamp,
    /// Whether it fired.
    pub fired: bool,
    /// Why not, in words.
    pub why_not: Option<String>,
    /// The run that it began.
    #[serde(default)]
    pub run_id: Option<RunId>,
    /// When the entry goes away.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy(condition: &str, text: &str) -> Policy {
        serde_json::from_value(json!({
            "when": "task_created", "if": condition,
            "then": [
                {"kind": "change_task", "task": "trigger.task.id", "comment": "Seen."},
                {"kind": "notification", "channel": {"slack": "https://hooks.example.com/x"}, "text": text},
            ],
        }))
        .unwrap()
    }

    #[test]
    fn a_rule_is_a_workflow_without_branches() {
        let rule = policy("trigger.task.priority == 'critical'", "{{ trigger.task.title }}");
        assert_eq!(rule.findings(), []);
        let drawn = rule.definition();
        assert_eq!(drawn.nodes.len(), 3);
        assert_eq!(drawn.edges[1].to, action_id(1));
    }

    #[test]
    fn findings_point_into_the_rule() {
        let pointers = |rule: &Policy| {
            let found = rule.findings().into_iter();
            found.map(|finding| finding.pointer.unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(pointers(&policy("trigger.task.prioritet == 1", "x")), ["/if"]);
        assert_eq!(
            pointers(&policy("true", "{{ trigger.nothing }}")),
            ["/then/1/text"]
        );
    }
}
