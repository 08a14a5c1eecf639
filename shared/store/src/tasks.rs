//! Tasks: what they are stored like, and how single ones are found and changed. Lists are in `task_query`.
//!
//! Four indexes besides the id's and three that hold few tasks (those in the bin, those with a parent, those that
//! another system has a name for), no more: each
//! costs every imported row (see the ADR on text search). A project and a user are of one organization, so indexes that
//! begin with them do without its id: what leads each key is compared for each imported row.

use bson::{Bson, Document, doc};
use katalusis_domain::Timestamp;
use katalusis_domain::import::{ImportId, task_id};
use katalusis_domain::organization::{OrganizationId, UserId};
use katalusis_domain::project::ProjectId;
use katalusis_domain::task::{Task, TaskId};

use crate::schema::{Collection, index, partial, unique_among};
use crate::{Commit, OrganizationStore, StoreError, Stored};

/// The unique index that keeps an external id to one task of a project.
pub const UNIQUE_EXTERNAL_ID: &str = "unique_external_id";
/// Counts changes of who is whose parent, for [`Commit::keep_hierarchy`].
const HIERARCHY: &str = "hierarchy";

pub(crate) fn tasks() -> Collection {
    Collection {
        name: Task::COLLECTION,
        indexes: vec![
            // Not unique: numbers are given out once. Beside another import MongoDB would look for each one's double
            // among all that the other has not committed.
            index("by_number", doc! { "project_id": 1, "number": 1 }),
            // With the status at its end, so that a list of some statuses reads no task of another one.
            index(
                "by_creation_and_status",
                doc! { "organization_id": 1, "created_at": -1, "_id": -1, "status": 1 },
            ),
            index(
                "by_project_status",
                doc! { "project_id": 1, "status": 1, "created_at": -1 },
            ),
            index("by_assignee", doc! { "assignees": 1, "status": 1 }),
            unique_among(
                UNIQUE_EXTERNAL_ID,
                doc! { "project_id": 1, "external_id": 1 },
                has_external_id(),
            ),
            partial(
                "in_bin",
                doc! { "organization_id": 1, "deleted_at": -1 },
                in_bin(),
            ),
            partial(
                "by_parent",
                doc! { "organization_id": 1, "parent_id": 1 },
                has_parent(),
            ),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "project_id", "number", "title", "status", "priority", "created_at", "revision"],
            "properties": {
                "status": { "enum": ["new", "in_progress", "on_hold", "completed"] },
                "priority": { "enum": ["low", "medium", "high", "critical"] },
                "created_at": { "bsonType": "date" },
            },
        }),
    }
}

/// Tasks in the bin, as the partial index knows them: a filter must contain this very comparison to use it.
pub(crate) fn in_bin() -> Document {
    doc! { "deleted_at": { "$gt": Timestamp::from_millis(0) } }
}

/// Tasks with an external id that are not in the bin; the same holds for its index.
pub(crate) fn has_external_id() -> Document {
    doc! { "external_id": { "$gt": "" }, "deleted_at": { "$type": "null" } }
}

/// Tasks that are parts of others; the same holds for its index.
pub(crate) fn has_parent() -> Document {
    doc! { "parent_id": { "$gt": "" } }
}

impl Stored for Task {
    const COLLECTION: &'static str = "tasks";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

impl OrganizationStore {
    /// The task with this number in this project.
    pub async fn task_by_number(
        &self,
        project_id: ProjectId,
        number: i64,
    ) -> Result<Option<Task>, StoreError> {
        self.find_one(doc! { "project_id": project_id, "number": number })
            .await
    }

    /// The tasks that an import made of these rows of its file.
    pub async fn tasks_of_rows(
        &self,
        import: ImportId,
        first: i64,
        last: i64,
    ) -> Result<Vec<Task>, StoreError> {
        let ids: Vec<TaskId> = (first..=last).map(|row| task_id(import, row)).collect();
        self.get_all(&ids).await
    }

    /// How often it was changed who is whose parent; read it before looking for circles.
    pub async fn hierarchy(&self) -> Result<i64, StoreError> {
        self.take_numbers(HIERARCHY, 0).await
    }

    /// Whether making `parent` the parent of `task` would close a circle, and how deep `parent` itself lies.
    pub async fn ancestry(&self, task: TaskId, parent: &Task, limit: usize) -> Result<Ancestry, StoreError> {
        let mut depth = 1;
        let mut above = parent.parent_id;
        if parent.id == task {
            return Ok(Ancestry::Circle);
        }
        while let Some(id) = above {
            if id == task {
                return Ok(Ancestry::Circle);
            }
            depth += 1;
            if depth > limit {
                return Ok(Ancestry::TooDeep);
            }
            above = self.get::<Task>(id).await?.and_then(|task| task.parent_id);
        }
        Ok(Ancestry::Depth(depth))
    }

    /// How many levels of parts lie below a task, those in the bin counted: 0 if it has none, and `limit` + 1 if
    /// there are more than `limit`.
    pub async fn height(&self, task: TaskId, limit: usize) -> Result<usize, StoreError> {
        let mut level = vec![Bson::from(task)];
        for height in 0..=limit {
            let below = doc! { "$and": [has_parent(), { "parent_id": { "$in": level } }] };
            level = self
                .store()
                .collection::<Task>()
                .distinct("_id", self.scoped::<Task>(below))
                .await?;
            if level.is_empty() {
                return Ok(height);
            }
        }
        Ok(limit + 1)
    }
}

/// What lies above a task that shall become a parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ancestry {
    /// It may; so many levels deep lies the parent, 1 for one at the top.
    Depth(usize),
    /// The child would be its own ancestor.
    Circle,
    /// There are too many above already.
    TooDeep,
}

impl Commit {
    /// Writes the fields that differ between `before`, as it was read, and `after`, whose revision is one
    /// higher: [`StoreError::LostRace`] if someone else was faster. Watchers are left alone; see
    /// [`Commit::watch`].
    pub fn change_task(self, before: &Task, after: &Task) -> Result<Self, StoreError> {
        let (old, new) = (stored(before)?, stored(after)?);
        let mut set = Document::new();
        for (field, value) in new {
            if field != "watchers" && old.get(&field) != Some(&value) {
                set.insert(field, value);
            }
        }
        let filter = doc! { "_id": before.id, "revision": before.revision };
        Ok(self.update_one::<Task>(filter, doc! { "$set": set }))
    }

    /// Adds people to those who watch a task. This is not a new revision: it takes nothing from anybody who
    /// edits the task meanwhile.
    pub fn watch(self, task: TaskId, people: &[UserId]) -> Self {
        let people: Vec<Bson> = people.iter().map(|id| Bson::from(*id)).collect();
        self.update_one::<Task>(
            doc! { "_id": task },
            doc! { "$addToSet": { "watchers": { "$each": people } } },
        )
    }

    /// Removes someone from those who watch a task.
    pub fn unwatch(self, task: TaskId, person: UserId) -> Self {
        self.update_one::<Task>(doc! { "_id": task }, doc! { "$pull": { "watchers": person } })
    }

    /// Makes the change hold only if nobody changed who is whose parent since [`OrganizationStore::hierarchy`]
    /// gave `seen`: two changes that are fine alone could close a circle together.
    pub fn keep_hierarchy(self, seen: i64) -> Self {
        self.advance_counter(HIERARCHY, seen)
    }
}

/// A document as it is stored. (`serialize_to_document` is human-readable and would write times as text.)
pub(crate) fn stored<T: Stored>(value: &T) -> Result<Document, StoreError> {
    let raw = bson::serialize_to_raw_document_buf(value)?;
    Ok(Document::try_from(raw.as_ref())?)
}
