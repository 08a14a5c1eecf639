//! Runs as callers see them.

use katalusis_domain::Timestamp;
use katalusis_domain::event::{Actor, Event, EventId, Fact, Told};
use katalusis_domain::organization::UserId;
use katalusis_domain::task::TaskId;
use katalusis_domain::workflow::{Activity, Happening, Meeting, Origin, RunId, RunRecord, Status};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A run with where it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Run)]
pub struct RunView {
    #[serde(flatten)]
    summary: RunSummary,
    /// What began it.
    #[schema(value_type = Value, example = json!({"task": {"key": "OPS-42", "priority": "critical"}}))]
    trigger: Value,
    /// The workflow's variables.
    #[schema(value_type = Value, example = json!({"amount": 1200}))]
    vars: Map<String, Value>,
    /// What nodes gave, by their id.
    #[schema(value_type = Value, example = json!({"ask": {"decision": "approved"}}))]
    steps: Map<String, Value>,
    /// Where it is. Headers of calls and what comes after the host in addresses are hidden.
    activities: Vec<Activity>,
    /// What came to joins.
    meetings: Vec<Meeting>,
}

/// A run without where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunSummary {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: RunId,
    /// What it is a run of.
    origin: Origin,
    /// What that was called when it began.
    #[schema(example = "Approve critical tasks")]
    name: String,
    /// Whether it goes on.
    status: Status,
    /// How many of its nodes need a person's decision.
    #[schema(example = 0)]
    incidents: i64,
    /// Who stands behind what it does.
    acts_for: UserId,
    /// Who began it, if a person did.
    #[schema(required)]
    started_by: Option<UserId>,
    /// The task that it is about.
    #[schema(required)]
    task_id: Option<TaskId>,
    /// The run that began it.
    #[schema(required, value_type = Option<String>, format = Uuid)]
    parent_id: Option<RunId>,
    /// When it began.
    started_at: Timestamp,
    /// When it was over.
    #[schema(required)]
    ended_at: Option<Timestamp>,
    /// The nodes that it is at.
    #[schema(example = json!(["ask_leads"]))]
    at: Vec<String>,
    /// Counts its steps; the `ETag` is the same in quotes.
    #[schema(example = 4)]
    revision: i64,
}

/// One step of a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunEvent {
    /// The event's id.
    id: EventId,
    /// When.
    at: Timestamp,
    /// By whom.
    actor: Actor,
    /// What it did, in order.
    happened: Vec<Happening>,
    /// Who was told what.
    told: Vec<Told>,
}

impl RunEvent {
    /// What an event tells of a run; nothing if it tells of something else.
    pub(crate) fn of(event: Event) -> Option<Self> {
        let (Fact::RunStarted(progress)
        | Fact::RunAdvanced(progress)
        | Fact::RunStuck(progress)
        | Fact::RunCompleted(progress)
        | Fact::RunCancelled(progress)) = event.fact
        else {
            return None;
        };
        Some(Self {
            id: event.id,
            at: event.at,
            actor: event.actor,
            happened: progress.happened,
            told: progress.told,
        })
    }
}

impl From<RunRecord> for RunSummary {
    fn from(run: RunRecord) -> Self {
        let at = run
            .state
            .activities
            .iter()
            .map(|activity| activity.node.to_string());
        Self {
            id: run.id,
            origin: run.origin,
            name: run.name,
            status: run.status,
            incidents: run.incidents,
            acts_for: run.acts_for,
            started_by: run.state.started_by,
            task_id: run.task_id,
            parent_id: run.parent,
            started_at: run.started_at,
            ended_at: run.ended_at,
            at: at.collect(),
            revision: run.revision,
        }
    }
}

impl From<RunRecord> for RunView {
    fn from(mut run: RunRecord) -> Self {
        let mut activities = run.state.activities.clone();
        activities.iter_mut().for_each(Activity::hide_secrets);
        Self {
            trigger: std::mem::take(&mut run.state.trigger),
            vars: std::mem::take(&mut run.state.vars),
            steps: std::mem::take(&mut run.state.steps),
            meetings: std::mem::take(&mut run.state.meetings),
            activities,
            summary: run.into(),
        }
    }
}
