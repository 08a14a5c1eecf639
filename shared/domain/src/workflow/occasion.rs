//! What happens that may begin runs, and which start nodes it concerns.

use serde_json::{Map, Value};

use super::expression::Expression;
use super::node::{Start, TaskEvent};
use super::scope::Scope;
use crate::project::ProjectId;

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Occasion {
    /// To a task.
    Task {
        /// What; one change may be several things.
        events: Vec<TaskEvent>,
        /// In which project it is.
        project_id: ProjectId,
        /// What expressions know as `trigger`.
        trigger: Value,
    },
    /// An import was carried out.
    Import {
        /// With which profile.
        profile_id: Option<uuid::Uuid>,
        /// What expressions know as `trigger`.
        trigger: Value,
    },
}

/// Whether an occasion begins a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begins {
    /// It does.
    Yes,
    /// It is not what the node is for.
    Unconcerned,
    /// It is, but the node's condition does not hold; in words.
    No(String),
}

impl Occasion {
    /// What expressions know as `trigger`.
    pub fn trigger(&self) -> &Value {
        match self {
            Self::Task { trigger, .. } | Self::Import { trigger, .. } => trigger,
        }
    }

    /// Whether it begins a run at this start node.
    pub fn begins(&self, start: &Start) -> Begins {
        match (self, start) {
            (
                Self::Task {
                    events,
                    project_id,
                    trigger,
                },
                Start::TaskEvent {
                    event,
                    project_id: wanted,
                    filter,
                },
            ) if events.contains(event) && wanted.is_none_or(|wanted| wanted == *project_id) => {
                if_it_holds(filter.as_ref(), trigger)
            }
            (
                Self::Import { profile_id, trigger },
                Start::ImportFinished {
                    profile_id: wanted,
                    filter,
                },
            ) if wanted.is_none() || wanted == profile_id => if_it_holds(filter.as_ref(), trigger),
            _ => Begins::Unconcerned,
        }
    }
}

fn if_it_holds(filter: Option<&Expression>, trigger: &Value) -> Begins {
    let Some(filter) = filter else { return Begins::Yes };
    let nothing = Map::new();
    match filter.holds(&Scope::new(trigger, &nothing, &nothing, Value::Null)) {
        Ok(true) => Begins::Yes,
        Ok(false) => Begins::No(format!("The condition does not hold: {}", filter.0)),
        Err(error) => Begins::No(format!("The condition cannot be read here: {error}.")),
    }
}

impl Start {
    /// A word for what it listens to, by which workflows are looked up when something happens.
    pub fn listens_to(&self) -> &'static str {
        match self {
            Self::Manual {} => "manual",
            Self::TaskEvent { event, .. } => event.word(),
            Self::Schedule { .. } => "schedule",
            Self::Webhook {} => "webhook",
            Self::ImportFinished { .. } => "import.finished",
        }
    }
}

impl TaskEvent {
    /// The word for it: `task.created`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "task.created",
            Self::Changed => "task.changed",
            Self::StatusChanged => "task.status_changed",
            Self::Completed => "task.completed",
            Self::Commented => "task.commented",
        }
    }
}
