//! Lists of tasks: every filter, every order.

use std::time::Duration;

use bson::spec::BinarySubtype;
use bson::{Binary, Bson, Document, doc};
use futures::{Stream, TryStreamExt};
use katalusis_domain::import::ImportId;
use katalusis_domain::organization::UserId;
use katalusis_domain::project::{CustomValue, ProjectId};
use katalusis_domain::task::{Priority, Status, Task, TaskId};
use katalusis_domain::{Id, Timestamp};
use mongodb::Collection;

use crate::page::Keyset;
use crate::tasks::in_bin;
use crate::{OrganizationStore, Page, PageRequest, StoreError};

/// A list that takes longer is ended by the database: it asks for too much.
pub(crate) const LIST_TIME_LIMIT: Duration = Duration::from_secs(10);
/// The same for a search by words, which works harder for each task that it reads.
const SEARCH_TIME_LIMIT: Duration = Duration::from_secs(3);
/// An export may take as long as a request does.
pub(crate) const EXPORT_TIME_LIMIT: Duration = Duration::from_secs(25);

/// Which tasks are wanted; everything given must hold. Of several values for one thing, any.
#[derive(Debug, Clone, Default)]
pub struct TaskQuery {
    /// In the bin, instead of out of it.
    pub deleted: bool,
    /// Only in these projects; `None` is all.
    pub projects: Option<Vec<ProjectId>>,
    /// With any of these statuses.
    pub statuses: Vec<Status>,
    /// With any of these priorities.
    pub priorities: Vec<Priority>,
    /// With any of these people on it.
    pub assignees: Vec<UserId>,
    /// With nobody on it (or one of `assignees`, if there are any).
    pub unassigned: bool,
    /// With any of these tags.
    pub tags: Vec<String>,
    /// Made by any of these people.
    pub created_by: Vec<UserId>,
    /// A part of any of these tasks.
    pub parents: Vec<TaskId>,
    /// Watched by any of these people.
    pub watchers: Vec<UserId>,
    /// With any of these numbers within their projects.
    pub numbers: Vec<i64>,
    /// Called so by another system.
    pub external_ids: Vec<String>,
    /// Made by any of these imports.
    pub imports: Vec<ImportId>,
    /// To begin then.
    pub start: TimeRange,
    /// Due then.
    pub due: TimeRange,
    /// Without a due date.
    pub no_due_date: bool,
    /// Made then.
    pub created: TimeRange,
    /// Last changed then.
    pub updated: TimeRange,
    /// Last completed then.
    pub completed: TimeRange,
    /// Words that each occur in key, title, description or tags, in any case.
    pub words: Vec<String>,
    /// Custom fields that have any of these values.
    pub custom: Vec<(String, Vec<CustomValue>)>,
}

/// A span of time.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimeRange {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// What tasks can be sorted by. Those without the date come first in ascending order, last in descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskSortField {
    /// When they were made.
    CreatedAt,
    /// When they last changed.
    UpdatedAt,
    /// When they are due.
    DueAt,
    /// When they should begin.
    StartAt,
    /// How urgent they are.
    Priority,
    /// How far they are.
    Status,
    /// By code point: capitals before small letters.
    Title,
    /// The number within the project.
    Number,
}

/// An order of tasks; equal ones are in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskSort {
    /// By what.
    pub field: TaskSortField,
    /// From most to least.
    pub descending: bool,
}

impl TaskSort {
    fn keyset(self) -> Keyset {
        let field = match self.field {
            TaskSortField::CreatedAt => "created_at",
            TaskSortField::UpdatedAt => "updated_at",
            TaskSortField::DueAt => "due_at",
            TaskSortField::StartAt => "start_at",
            TaskSortField::Priority => "priority_rank",
            TaskSortField::Status => "status_rank",
            TaskSortField::Title => "title",
            TaskSortField::Number => "number",
        };
        if self.descending {
            Keyset::descending(field)
        } else {
            Keyset::ascending(field)
        }
    }
}

impl TaskQuery {
    /// How long MongoDB may look.
    fn time_limit(&self) -> Duration {
        if self.words.is_empty() {
            LIST_TIME_LIMIT
        } else {
            SEARCH_TIME_LIMIT
        }
    }

    pub(crate) fn filter(&self) -> Document {
        let mut filter = if self.deleted {
            in_bin()
        } else {
            doc! { "deleted_at": null }
        };
        let mut and: Vec<Document> = Vec::new();
        if let Some(projects) = &self.projects {
            filter.insert("project_id", any_of(ids(projects)));
        }
        one_of(
            &mut filter,
            "status",
            self.statuses.iter().map(|status| status.word().into()),
        );
        one_of(
            &mut filter,
            "priority_rank",
            self.priorities.iter().map(|priority| priority.rank().into()),
        );
        one_of(
            &mut filter,
            "tags",
            self.tags.iter().map(|tag| tag.as_str().into()),
        );
        one_of(&mut filter, "created_by", ids(&self.created_by).into_iter());
        one_of(&mut filter, "parent_id", ids(&self.parents).into_iter());
        one_of(&mut filter, "watchers", ids(&self.watchers).into_iter());
        one_of(
            &mut filter,
            "number",
            self.numbers.iter().map(|number| (*number).into()),
        );
        one_of(
            &mut filter,
            "external_id",
            self.external_ids.iter().map(|id| id.as_str().into()),
        );
        one_of(
            &mut filter,
            "source.import_id",
            self.imports.iter().map(|import| bare(import.uuid())),
        );
        let nobody = doc! { "assignees": { "$size": 0 } };
        match (self.unassigned, self.assignees.is_empty()) {
            (true, true) => and.push(nobody),
            (true, false) => {
                and.push(doc! { "$or": [nobody, { "assignees": any_of(ids(&self.assignees)) }] });
            }
            (false, _) => one_of(&mut filter, "assignees", ids(&self.assignees).into_iter()),
        }
        if self.no_due_date {
            and.push(doc! { "due_at": null });
        }
        for (field, range) in [
            ("start_at", self.start),
            ("due_at", self.due),
            ("created_at", self.created),
            ("updated_at", self.updated),
            ("completed_at", self.completed),
        ] {
            if let Some(range) = range.condition() {
                filter.insert(field, range);
            }
        }
        for (key, values) in &self.custom {
            let values = values.iter().map(|value| match value {
                CustomValue::Checkbox(yes) => (*yes).into(),
                CustomValue::Number(number) => (*number).into(),
                CustomValue::Text(text) => text.as_str().into(),
            });
            one_of(&mut filter, &format!("custom.{key}"), values);
        }
        for word in &self.words {
            let pattern = doc! { "$regex": escaped(word), "$options": "i" };
            let places: Vec<Document> = ["key", "title", "description", "tags"]
                .iter()
                .map(|place| doc! { *place: &pattern })
                .collect();
            and.push(doc! { "$or": places });
        }
        if !and.is_empty() {
            filter.insert("$and", and);
        }
        filter
    }
}

impl TimeRange {
    fn condition(self) -> Option<Document> {
        let mut condition = Document::new();
        if let Some(from) = self.from {
            condition.insert("$gte", from);
        }
        if let Some(until) = self.until {
            condition.insert("$lt", until);
        }
        (!condition.is_empty()).then_some(condition)
    }
}

fn ids<T>(ids: &[Id<T>]) -> Vec<Bson> {
    ids.iter().map(|id| Bson::from(*id)).collect()
}

/// A UUID as serde stores it where no [`Id`] does.
pub(crate) fn bare(uuid: uuid::Uuid) -> Bson {
    Bson::Binary(Binary {
        subtype: BinarySubtype::Generic,
        bytes: uuid.as_bytes().to_vec(),
    })
}

fn any_of(mut values: Vec<Bson>) -> Bson {
    match values.len() {
        // Equality lets the rest of an index give the order.
        1 => values.remove(0),
        _ => Bson::Document(doc! { "$in": values }),
    }
}

fn one_of(filter: &mut Document, field: &str, values: impl Iterator<Item = Bson>) {
    let values: Vec<Bson> = values.collect();
    if !values.is_empty() {
        filter.insert(field, any_of(values));
    }
}

/// The word itself as a pattern.
fn escaped(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() * 2);
    for c in word.chars() {
        if c.is_ascii_punctuation() {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

impl OrganizationStore {
    /// A part of a list of tasks.
    pub async fn tasks(
        &self,
        query: &TaskQuery,
        sort: TaskSort,
        request: &PageRequest,
    ) -> Result<Page<Task>, StoreError> {
        let keyset = sort.keyset();
        let filter = self.scoped::<Task>(keyset.after(query.filter(), request.cursor.as_ref())?);
        let limit = request.limit;
        let time_limit = query.time_limit();
        let key = bson::serialize_to_vec(&doc! { "filter": &filter, "sort": keyset.name(), "limit": limit })?;
        let tasks = self.store().collection::<Task>();
        self.store()
            .same_lists
            .read(key, move || {
                read_page(tasks.clone(), filter.clone(), keyset.clone(), limit, time_limit)
            })
            .await
    }

    /// How many tasks a list has; counting ends at `most`.
    pub async fn count_tasks(&self, query: &TaskQuery, most: u64) -> Result<u64, StoreError> {
        let tasks = self.store().collection::<Task>();
        let count = tasks
            .count_documents(self.scoped::<Task>(query.filter()))
            .limit(most)
            .max_time(query.time_limit());
        Ok(count.await?)
    }

    /// The same tasks one by one, for an export: the database is read as the caller takes them.
    pub async fn stream_tasks(
        &self,
        query: &TaskQuery,
        sort: TaskSort,
    ) -> Result<impl Stream<Item = Result<Task, StoreError>> + Send + use<>, StoreError> {
        let cursor = self
            .store()
            .collection::<Task>()
            .find(self.scoped::<Task>(query.filter()))
            .sort(sort.keyset().sort())
            .allow_disk_use(true)
            .max_time(EXPORT_TIME_LIMIT)
            .await?;
        Ok(cursor.map_err(StoreError::from))
    }
}

async fn read_page(
    tasks: Collection<Task>,
    filter: Document,
    keyset: Keyset,
    limit: i64,
    time_limit: Duration,
) -> Result<Page<Task>, StoreError> {
    let find = tasks.find(filter).allow_disk_use(true).max_time(time_limit);
    keyset.read(find, limit).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_searched_as_it_is() {
        assert_eq!(escaped("a.b*(c)\\ü-1"), "a\\.b\\*\\(c\\)\\\\ü\\-1");
    }
}
