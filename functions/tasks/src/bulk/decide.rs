//! What a bulk change does to one task.

use std::collections::BTreeSet;

use katalusis_domain::Timestamp;
use katalusis_domain::organization::UserId;
use katalusis_domain::project::Project;
use katalusis_domain::task::{ASSIGNEES_MAX, Priority, Status, TAGS_MAX, Task};
use katalusis_domain::task_changes;
use katalusis_http::Patch;
use serde::Serialize;
use utoipa::ToSchema;

/// A bulk change whose own values are right.
pub(crate) struct Wish {
    pub(crate) status: Option<Status>,
    pub(crate) priority: Option<Priority>,
    pub(crate) add_assignees: Vec<UserId>,
    pub(crate) remove_assignees: Vec<UserId>,
    pub(crate) add_tags: Vec<String>,
    pub(crate) remove_tags: Vec<String>,
    pub(crate) due_at: Patch<Timestamp>,
    pub(crate) delete: bool,
}

/// Why a task was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such task, as far as you may know.
    NotFound,
    /// It is in the bin.
    Deleted,
    /// Its project is archived.
    Archived,
    /// The status cannot be reached from the present one; `allowed` names those that can.
    StatusNotAllowed,
    /// A guest cannot be put on a task that guests do not see.
    AssigneeCannotSee,
    /// It would have too many assignees or tags.
    TooMany,
    /// It was changed since.
    ChangedSince,
    /// Another task of its project has its external id by now.
    ExternalIdTaken,
}

/// What becomes of a task.
pub(crate) enum Decision {
    Changed(Box<Task>),
    Unchanged,
    Refused(Refusal),
}

impl Wish {
    /// What this does to `task`. `guests` are those of the added people who see only shared projects.
    pub(crate) fn decide(
        &self,
        task: &Task,
        project: &Project,
        guests: &BTreeSet<UserId>,
        now: Timestamp,
    ) -> Decision {
        if task.is_deleted() {
            let nothing_to_do = self.delete;
            return if nothing_to_do {
                Decision::Unchanged
            } else {
                Decision::Refused(Refusal::Deleted)
            };
        }
        if project.archived {
            return Decision::Refused(Refusal::Archived);
        }
        let mut after = task.clone();
        if let Err(reason) = self.apply(&mut after, project, guests, now) {
            return Decision::Refused(reason);
        }
        if task_changes::differences(task, &after).is_empty() {
            return Decision::Unchanged;
        }
        after.revision += 1;
        after.updated_at = now;
        Decision::Changed(Box::new(after))
    }

    fn apply(
        &self,
        task: &mut Task,
        project: &Project,
        guests: &BTreeSet<UserId>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.delete {
            task.deleted_at = Some(now);
        }
        if let Some(status) = self.status {
            if !task.status.may_become(status) {
                return Err(Refusal::StatusNotAllowed);
            }
            task.set_status(status, now);
        }
        if let Some(priority) = self.priority {
            task.set_priority(priority);
        }
        task.assignees.retain(|id| !self.remove_assignees.contains(id));
        for id in &self.add_assignees {
            if !task.assignees.contains(id) {
                if guests.contains(id) && !project.shared_with_guests {
                    return Err(Refusal::AssigneeCannotSee);
                }
                task.assignees.push(*id);
            }
        }
        task.tags.retain(|tag| !self.remove_tags.contains(tag));
        for tag in &self.add_tags {
            if !task.tags.contains(tag) {
                task.tags.push(tag.clone());
            }
        }
        if task.assignees.len() > ASSIGNEES_MAX || task.tags.len() > TAGS_MAX {
            return Err(Refusal::TooMany);
        }
        self.due_at.clone().apply(&mut task.due_at);
        Ok(())
    }
}
