//! Tasks: what they are, and how they move.

use std::collections::BTreeMap;

use chrono::{Datelike, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::organization::{OrganizationId, UserId};
use crate::project::{CustomValue, Project, ProjectId};
use crate::text::check_line;
use crate::{Id, Timestamp};

/// Identifies a [`Task`].
pub type TaskId = Id<Task>;

/// The longest title, in characters.
pub const TITLE_MAX: usize = 500;
/// The longest description, in characters.
pub const DESCRIPTION_MAX: usize = 50_000;
/// The most tags on a task, and the longest of them in characters.
pub const TAGS_MAX: usize = 50;
/// See [`TAGS_MAX`].
pub const TAG_MAX: usize = 60;
/// The longest external id, in characters.
pub const EXTERNAL_ID_MAX: usize = 200;
/// The most people on a task.
pub const ASSIGNEES_MAX: usize = 50;

/// How long a task can be restored after it went to the bin; then it is removed for good.
pub const KEPT_IN_BIN: TimeDelta = TimeDelta::days(30);

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody began.
    New,
    /// Someone is at it.
    InProgress,
    /// It waits for something.
    OnHold,
    /// It is done; it may be reopened.
    Completed,
}

impl Status {
    /// Every status, in the order in which work goes.
    pub const ALL: [Self; 4] = [Self::New, Self::InProgress, Self::OnHold, Self::Completed];

    /// Where a task may go from here (TASK-2): New → In Progress → On Hold ⇄ In Progress → Completed, and a
    /// completed one is reopened to In Progress.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::New | Self::OnHold | Self::Completed => &[Self::InProgress],
            Self::InProgress => &[Self::OnHold, Self::Completed],
        }
    }

    /// Whether a task may go from here to `other`. Staying is no move, and always possible.
    pub fn may_become(self, other: Self) -> bool {
        self == other || self.next().contains(&other)
    }

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in_progress",
            Self::OnHold => "on_hold",
            Self::Completed => "completed",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::InProgress => "In Progress",
            Self::OnHold => "On Hold",
            Self::Completed => "Completed",
        }
    }

    /// 1 for new to 4 for completed: the order in which work goes.
    pub fn rank(self) -> i32 {
        1 + self as i32
    }

    /// Reads the word or the label, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|status| same_word(text, status.word(), status.label()))
    }
}

/// How urgent a task is. Stored as its rank, so that the database can sort by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Some day.
    Low,
    /// As usual.
    Medium,
    /// Before the usual.
    High,
    /// Now.
    Critical,
}

impl Priority {
    /// Every priority, from least to most urgent.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::Critical => "Critical",
        }
    }

    /// 1 for the least urgent to 4.
    pub fn rank(self) -> i32 {
        1 + self as i32
    }

    /// Reads the word or the label, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|priority| same_word(text, priority.word(), priority.label()))
    }
}

fn same_word(text: &str, word: &str, label: &str) -> bool {
    let text = text.trim();
    text.eq_ignore_ascii_case(word) || text.eq_ignore_ascii_case(label)
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: TaskId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The project that it belongs to.
    pub project_id: ProjectId,
    /// The project's key and its number there: `OPS-42`. Never changes, never used again.
    pub key: String,
    /// The number within the project.
    pub number: i64,
    /// 1 to [`TITLE_MAX`] characters.
    pub title: String,
    /// Markdown, up to [`DESCRIPTION_MAX`] characters.
    pub description: String,
    /// Where it stands.
    pub status: Status,
    /// [`Status::rank`], to sort by.
    pub status_rank: i32,
    /// How urgent it is.
    pub priority: Priority,
    /// [`Priority::rank`], to sort by.
    pub priority_rank: i32,
    /// Who works on it.
    pub assignees: Vec<UserId>,
    /// Words to find it by; lower case, each once.
    pub tags: Vec<String>,
    /// When it should begin.
    pub start_at: Option<Timestamp>,
    /// When it should be done.
    pub due_at: Option<Timestamp>,
    /// The task that it is a part of.
    pub parent_id: Option<TaskId>,
    /// What another system calls it, 1 to [`EXTERNAL_ID_MAX`] characters; no two tasks of a project that are not in the
    /// bin have the same.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The project's custom fields, by their key.
    pub custom: BTreeMap<String, CustomValue>,
    /// Who wants to hear of it.
    pub watchers: Vec<UserId>,
    /// Where it came from, when it was not typed.
    pub source: Option<Source>,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was last completed; empty while it is not.
    pub completed_at: Option<Timestamp>,
    /// When it went to the bin; empty while it has not.
    pub deleted_at: Option<Timestamp>,
    /// Counts changes; the `ETag`.
    pub revision: i64,
}

impl Task {
    /// A task without a title, a number and a key, which have to follow.
    pub fn new(project: &Project, id: TaskId, maker: UserId, now: Timestamp) -> Self {
        Self {
            id,
            organization_id: project.organization_id,
            project_id: project.id,
            key: String::new(),
            number: 0,
            title: String::new(),
            description: String::new(),
            status: Status::New,
            status_rank: Status::New.rank(),
            priority: Priority::Medium,
            priority_rank: Priority::Medium.rank(),
            assignees: Vec::new(),
            tags: Vec::new(),
            start_at: None,
            due_at: None,
            parent_id: None,
            external_id: None,
            custom: BTreeMap::new(),
            watchers: vec![maker],
            source: None,
            created_by: maker,
            created_at: now,
            updated_at: now,
            completed_at: None,
            deleted_at: None,
            revision: 1,
        }
    }

    /// Puts the task at this status, whatever it was before, and keeps `completed_at` right: the time of its
    /// last completion, and empty while it is not completed. Whether the move is allowed,
    /// [`Status::may_become`] says.
    pub fn set_status(&mut self, status: Status, now: Timestamp) {
        match (self.status, status) {
            (_, Status::Completed) if self.completed_at.is_some() => {}
            (_, Status::Completed) => self.completed_at = Some(now),
            _ => self.completed_at = None,
        }
        self.status = status;
        self.status_rank = status.rank();
    }

    /// Gives the task this priority.
    pub fn set_priority(&mut self, priority: Priority) {
        self.priority = priority;
        self.priority_rank = priority.rank();
    }

    /// Whether it lay in the bin for so long that it may be removed at any moment.
    pub fn is_overdue_in_bin(&self, now: Timestamp) -> bool {
        self.deleted_at.is_some_and(|at| at < now - KEPT_IN_BIN)
    }

    /// Whether it is in the bin.
    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }
}

/// A tag as it is kept, trimmed and in lower case, or what is wrong with it.
pub fn normal_tag(tag: &str) -> Result<String, String> {
    let tag = tag.trim().to_lowercase();
    check_line(&tag, 1, TAG_MAX)?;
    // Lists of tags are written with commas in files, and must be read back as they were.
    if tag.contains([',', ';']) {
        return Err("must not contain a comma or a semicolon".to_owned());
    }
    Ok(tag)
}

/// An external id as it is kept, trimmed, or what is wrong with it.
pub fn normal_external_id(id: &str) -> Result<String, String> {
    let id = id.trim();
    check_line(id, 1, EXTERNAL_ID_MAX)?;
    Ok(id.to_owned())
}

/// Whether a task may begin or be due then: a year from 1900 to 2999.
pub fn is_plausible_date(time: Timestamp) -> bool {
    (1900..=2999).contains(&time.utc().year())
}

/// The row of a file that a task was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The import.
    pub import_id: uuid::Uuid,
    /// The row's number in the file, as a spreadsheet counts (the header is row 1).
    pub row: i64,
}

#[cfg(test)]
pub(crate) mod tests;
