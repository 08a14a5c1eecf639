//! Where one execution of a workflow stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::activity::{Activity, ActivityKey, Doing};
use super::definition::NodeId;
use super::join::Meeting;
use super::scope::Scope;
use crate::organization::UserId;
use crate::{Id, Timestamp};

/// Identifies a [`Run`].
pub type RunId = Id<Run>;

/// Where one execution of a workflow stands: all that [`step`](super::step) needs to go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunState)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The workflow's name, for texts.
    pub workflow: String,
    /// When it was begun.
    pub started_at: Timestamp,
    /// Who began it, if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_by: Option<UserId>,
    /// Whether it goes on.
    pub status: Status,
    /// What began it, for expressions.
    #[schema(value_type = Value)]
    pub trigger: Value,
    /// The workflow's variables.
    #[schema(value_type = Value)]
    pub vars: Map<String, Value>,
    /// What nodes gave, by their id; of a node that was visited several times what it gave last.
    #[schema(value_type = Value)]
    pub steps: Map<String, Value>,
    /// Where it is.
    pub activities: Vec<Activity>,
    /// What came to joins.
    #[serde(default)]
    pub meetings: Vec<Meeting>,
    /// How often it came to each node.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, u32>)]
    pub visits: BTreeMap<NodeId, u32>,
    /// How many nodes it came to altogether.
    #[serde(default)]
    pub entered: u32,
}

/// Whether a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RunStatus)]
pub enum Status {
    /// It goes on, or waits.
    Running,
    /// It came to its end.
    Completed,
    /// Someone cancelled it.
    Cancelled,
}

impl Status {
    /// As it is written: `running`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl Run {
    /// A run that has not begun yet: [`Input::Begin`](super::Input::Begin) is its first input.
    pub fn new(
        id: RunId,
        workflow: impl Into<String>,
        trigger: Value,
        vars: Map<String, Value>,
        started_by: Option<UserId>,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            workflow: workflow.into(),
            started_at: at,
            started_by,
            status: Status::Running,
            trigger,
            vars,
            steps: Map::new(),
            activities: Vec::new(),
            meetings: Vec::new(),
            visits: BTreeMap::new(),
            entered: 0,
        }
    }

    /// What its expressions and templates know.
    pub fn scope(&self) -> Scope<'_> {
        let run = json!({
            "id": self.id,
            "workflow": self.workflow,
            "started_at": self.started_at,
            "started_by": self.started_by,
        });
        Scope::new(&self.trigger, &self.vars, &self.steps, run)
    }

    /// When time alone changes something about it; `None` if only the world can.
    pub fn due_at(&self) -> Option<Timestamp> {
        self.activities.iter().filter_map(Activity::due_at).min()
    }

    /// The activity of this name.
    pub fn activity(&self, key: &ActivityKey) -> Option<&Activity> {
        self.activities
            .iter()
            .find(|activity| activity.node == key.node && activity.iteration == key.iteration)
    }

    /// How many of its activities need a person's decision.
    pub fn incidents(&self) -> usize {
        self.activities
            .iter()
            .filter(|activity| matches!(activity.doing, Doing::Stuck { .. }))
            .count()
    }
}
