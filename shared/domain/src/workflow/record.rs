//! A run as it is stored: its state, and what is looked for among runs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::activity::{Activity, Doing, Waiting};
use super::run::{Run, RunId, Status};
use crate::Timestamp;
use crate::organization::{OrganizationId, UserId};
use crate::task::TaskId;

/// How deep runs may have begun each other: a workflow that begins itself, or a rule whose change fires it again, is
/// cut there.
pub const DEPTH_MAX: u32 = 8;

/// Why a run that would lie deeper than [`DEPTH_MAX`] does not begin.
pub fn too_deep() -> String {
    format!("{DEPTH_MAX} workflows and rules have begun each other by now; they would go on for ever.")
}

/// A run as it is stored. Everything besides `state` and who is behind it follows from the state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: RunId,
    /// The organization it belongs to.
    pub organization_id: OrganizationId,
    /// What it is a run of.
    pub origin: Origin,
    /// What that was called when it began.
    pub name: String,
    /// Who made what it is a run of, and stands behind what it does.
    pub acts_for: UserId,
    /// How many runs are above it that began each other.
    pub depth: u32,
    /// The run that began it.
    pub parent: Option<RunId>,
    /// The task that it is about.
    pub task_id: Option<TaskId>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// Whether it goes on.
    pub status: Status,
    /// How many of its nodes need a person's decision.
    pub incidents: i64,
    /// When time alone changes something about it.
    pub due_at: Option<Timestamp>,
    /// What it waits for, see [`RunRecord::task_word`] and [`RunRecord::run_word`].
    pub waits_for: Vec<String>,
    /// Who was asked to approve something and has not answered.
    pub asked: Vec<UserId>,
    /// Where it stands. Kept as JSON, which has room for whatever systems send: any names, any depth.
    #[serde(with = "as_json")]
    pub state: Run,
    /// Counts its steps.
    pub revision: i64,
}

/// What a run is a run of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunOrigin)]
pub struct Origin {
    /// A workflow or a rule.
    pub kind: OriginKind,
    /// Its id.
    #[serde(with = "hyphenated")]
    #[schema(value_type = String, format = Uuid)]
    pub id: Uuid,
    /// Which version of it.
    #[schema(examples(3))]
    pub version: i64,
}

/// What runs are begun by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RunOriginKind)]
pub enum OriginKind {
    /// A workflow.
    Workflow,
    /// A rule.
    Rule,
}

impl RunRecord {
    /// A run that has not begun, at revision 0: what [`RunRecord::stepped`] makes of it is the first that is stored.
    pub fn new(
        state: Run,
        organization_id: OrganizationId,
        origin: Origin,
        acts_for: UserId,
        cause: Cause,
    ) -> Self {
        Self {
            id: state.id,
            organization_id,
            origin,
            name: state.workflow.clone(),
            acts_for,
            depth: cause.depth,
            parent: cause.parent,
            task_id: cause.task_id,
            started_at: state.started_at,
            ended_at: None,
            status: Status::Running,
            incidents: 0,
            due_at: None,
            waits_for: Vec::new(),
            asked: Vec::new(),
            state,
            revision: 0,
        }
    }

    /// Whether it is having something done outside under this idempotency key right now.
    pub fn is_acting(&self, key: &str) -> bool {
        let is_meant = |activity: &Activity| {
            matches!(activity.doing, Doing::Acting { .. }) && activity.key().within(self.id) == key
        };
        self.state.activities.iter().any(is_meant)
    }

    /// The record with its next state.
    #[must_use]
    pub fn stepped(self, state: Run, at: Timestamp) -> Self {
        let over = state.status != Status::Running;
        Self {
            ended_at: over.then(|| self.ended_at.unwrap_or(at)),
            status: state.status,
            incidents: i64::try_from(state.incidents()).unwrap_or(i64::MAX),
            due_at: state.due_at(),
            waits_for: waits_for(&state),
            asked: asked(&state),
            state,
            revision: self.revision + 1,
            ..self
        }
    }

    /// How [`RunRecord::waits_for`] names a task.
    pub fn task_word(id: TaskId) -> String {
        format!("task:{id}")
    }

    /// How [`RunRecord::waits_for`] names another run.
    pub fn run_word(id: RunId) -> String {
        format!("run:{id}")
    }
}

/// Where a run comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cause {
    /// How many runs are above it.
    pub depth: u32,
    /// The run that began it.
    pub parent: Option<RunId>,
    /// The task that it is about.
    pub task_id: Option<TaskId>,
}

fn waiting(state: &Run) -> impl Iterator<Item = &Waiting> {
    state
        .activities
        .iter()
        .filter_map(|activity| match &activity.doing {
            Doing::Waiting { waiting } => Some(waiting),
            Doing::Acting { .. } | Doing::Resting { .. } | Doing::Stuck { .. } => None,
        })
}

fn waits_for(state: &Run) -> Vec<String> {
    let words = waiting(state).filter_map(|waiting| match waiting {
        Waiting::Task { task_id } => Some(RunRecord::task_word(*task_id)),
        Waiting::Run { run_id } => Some(RunRecord::run_word(*run_id)),
        Waiting::Time { .. } | Waiting::Votes { .. } => None,
    });
    each_once(words)
}

fn asked(state: &Run) -> Vec<UserId> {
    let people = waiting(state).filter_map(|waiting| match waiting {
        Waiting::Votes { ballot } => Some(ballot.open()),
        Waiting::Time { .. } | Waiting::Task { .. } | Waiting::Run { .. } => None,
    });
    each_once(people.flatten())
}

fn each_once<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    items
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect()
}

mod as_json {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Run;

    pub fn serialize<S: Serializer>(state: &Run, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(state).map_err(serde::ser::Error::custom)?;
        text.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Run, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        serde_json::from_str(&text).map_err(D::Error::custom)
    }
}

mod hyphenated {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use uuid::Uuid;

    use crate::Id;

    pub fn serialize<S: Serializer>(id: &Uuid, serializer: S) -> Result<S::Ok, S::Error> {
        Id::<()>::new(*id).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
        Ok(Id::<()>::deserialize(deserializer)?.uuid())
    }
}
