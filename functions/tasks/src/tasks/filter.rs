//! Which tasks a list or an export is about: the query parameters that both share.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use katalusis_domain::custom_field::is_field_key;
use katalusis_domain::import::ImportId;
use katalusis_domain::organization::UserId;
use katalusis_domain::permission::{Grant, Permission};
use katalusis_domain::project::{CustomValue, ProjectId};
use katalusis_domain::task::{Priority, Status, TaskId};
use katalusis_domain::{Caller, Timestamp};
use katalusis_http::{Answer, Code, FieldError, Params, Problem};
use katalusis_store::{OrganizationStore, TaskQuery, TaskSort, TaskSortField, TimeRange};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::{IntoParams, ToSchema};

use crate::access::ProjectName;

/// The most values that a repeated parameter may have.
const VALUES_MAX: usize = 50;
/// The longest search text in characters, and the most words in it.
const SEARCH_MAX: usize = 200;
const WORDS_MAX: usize = 10;
/// The longest word: the work of looking for one grows with its length.
const WORD_MAX: usize = 60;

/// Which tasks, in which order. Everything given must hold; a repeated parameter means any of its values.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskFilter {
    /// Where they stand.
    #[serde(default)]
    #[param(value_type = Vec<Status>)]
    status: Vec<Status>,
    /// How urgent they are.
    #[serde(default)]
    #[param(value_type = Vec<Priority>)]
    priority: Vec<Priority>,
    /// Who works on them: ids of users, `me`, or `none` for tasks that nobody works on.
    #[serde(default)]
    #[param(example = json!(["me"]))]
    assignee: Vec<String>,
    /// Tags.
    #[serde(default)]
    #[param(example = json!(["contract"]))]
    tag: Vec<String>,
    /// Projects by id or key.
    #[serde(default)]
    #[param(example = json!(["OPS"]))]
    project: Vec<String>,
    /// Who made them: ids of users, or `me`.
    #[serde(default)]
    #[param(example = json!(["me"]))]
    created_by: Vec<String>,
    /// The tasks that they are a part of, by id.
    #[serde(default)]
    #[param(value_type = Vec<TaskId>)]
    parent: Vec<TaskId>,
    /// Who watches them: ids of users, or `me`.
    #[serde(default)]
    #[param(example = json!(["me"]))]
    watcher: Vec<String>,
    /// Their numbers within their projects.
    #[serde(default)]
    #[param(example = json!([42]))]
    number: Vec<i64>,
    /// What another system calls them.
    #[serde(default)]
    #[param(example = json!(["CRM-4711"]))]
    external_id: Vec<String>,
    /// The imports that made them, by id.
    #[serde(default)]
    #[param(value_type = Vec<String>)]
    import: Vec<ImportId>,
    /// To begin at this time or later.
    start_after: Option<Timestamp>,
    /// To begin before this time.
    start_before: Option<Timestamp>,
    /// Due at this time or later.
    due_after: Option<Timestamp>,
    /// Due before this time.
    due_before: Option<Timestamp>,
    /// `true`: only tasks without a due date.
    #[serde(default)]
    no_due_date: bool,
    /// Made at this time or later.
    created_after: Option<Timestamp>,
    /// Made before this time.
    created_before: Option<Timestamp>,
    /// Last changed at this time or later.
    updated_after: Option<Timestamp>,
    /// Last changed before this time.
    updated_before: Option<Timestamp>,
    /// Last completed at this time or later, and not reopened.
    completed_after: Option<Timestamp>,
    /// Last completed before this time, and not reopened.
    completed_before: Option<Timestamp>,
    /// Words that each occur somewhere in key, title, description or tags, in any case; parts of words do.
    /// At most 10 words of up to 60 characters.
    #[param(max_length = 200, example = "carrier contract")]
    q: Option<String>,
    /// `true`: the tasks in the bin, instead of the others.
    #[serde(default)]
    deleted: bool,
    /// The order; `-` in front reverses it. Tasks without the date come first in ascending order and last in
    /// descending. Titles are ordered by code point, statuses as work goes, priorities by urgency.
    #[serde(default)]
    #[param(inline, default = "-created_at")]
    sort: Sort,
}

/// An order of tasks.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[allow(missing_docs, reason = "the words are those of the fields")]
pub enum Sort {
    #[serde(rename = "created_at")]
    CreatedAt,
    #[default]
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
    #[serde(rename = "updated_at")]
    UpdatedAt,
    #[serde(rename = "-updated_at")]
    UpdatedAtDescending,
    #[serde(rename = "due_at")]
    DueAt,
    #[serde(rename = "-due_at")]
    DueAtDescending,
    #[serde(rename = "start_at")]
    StartAt,
    #[serde(rename = "-start_at")]
    StartAtDescending,
    #[serde(rename = "priority")]
    Priority,
    #[serde(rename = "-priority")]
    PriorityDescending,
    #[serde(rename = "status")]
    Status,
    #[serde(rename = "-status")]
    StatusDescending,
    #[serde(rename = "title")]
    Title,
    #[serde(rename = "-title")]
    TitleDescending,
    #[serde(rename = "number")]
    Number,
    #[serde(rename = "-number")]
    NumberDescending,
}

impl From<Sort> for TaskSort {
    fn from(sort: Sort) -> Self {
        use TaskSortField as Field;
        let (field, descending) = match sort {
            Sort::CreatedAt => (Field::CreatedAt, false),
            Sort::CreatedAtDescending => (Field::CreatedAt, true),
            Sort::UpdatedAt => (Field::UpdatedAt, false),
            Sort::UpdatedAtDescending => (Field::UpdatedAt, true),
            Sort::DueAt => (Field::DueAt, false),
            Sort::DueAtDescending => (Field::DueAt, true),
            Sort::StartAt => (Field::StartAt, false),
            Sort::StartAtDescending => (Field::StartAt, true),
            Sort::Priority => (Field::Priority, false),
            Sort::PriorityDescending => (Field::Priority, true),
            Sort::Status => (Field::Status, false),
            Sort::StatusDescending => (Field::Status, true),
            Sort::Title => (Field::Title, false),
            Sort::TitleDescending => (Field::Title, true),
            Sort::Number => (Field::Number, false),
            Sort::NumberDescending => (Field::Number, true),
        };
        Self { field, descending }
    }
}

/// Query parameters with `custom.<key>=value` among them, whose names no type can list.
pub(crate) struct TaskParams<T> {
    pub(crate) filter: TaskFilter,
    /// The parameters besides the filter.
    pub(crate) rest: T,
    pub(crate) custom: Vec<(String, Vec<CustomValue>)>,
}

impl<T: DeserializeOwned + HasNames, S: Send + Sync> FromRequestParts<S> for TaskParams<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let (mut filter, mut rest, mut custom) = (Vec::new(), Vec::new(), Vec::new());
        for pair in parts.uri.query().unwrap_or_default().split('&') {
            let name = pair.split('=').next().unwrap_or_default();
            if name.starts_with("custom.") {
                custom.push(pair);
            } else if T::NAMES.contains(&name) {
                rest.push(pair);
            } else {
                filter.push(pair);
            }
        }
        let custom: Vec<(String, String)> = Params::of_pairs(&custom).await?.0;
        Ok(Self {
            filter: Params::of_pairs(&filter).await?.0,
            rest: Params::of_pairs(&rest).await?.0,
            custom: custom_values(custom)?,
        })
    }
}

/// Parameters that know their names.
pub(crate) trait HasNames {
    const NAMES: &'static [&'static str];
}

/// No parameters besides the filter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

impl HasNames for Nothing {
    const NAMES: &'static [&'static str] = &[];
}

fn custom_values(pairs: Vec<(String, String)>) -> Answer<Vec<(String, Vec<CustomValue>)>> {
    let mut custom: Vec<(String, Vec<CustomValue>)> = Vec::new();
    if pairs.len() > VALUES_MAX {
        return Err(malformed("custom", "may be given at most 50 times"));
    }
    for (name, text) in pairs {
        let key = name.strip_prefix("custom.").unwrap_or_default();
        if !is_field_key(key) {
            return Err(malformed(&name, "is not the key of a custom field"));
        }
        // The parameter is text; which type the field has, differs by project.
        let mut values = Vec::new();
        if let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) {
            values.push(CustomValue::Number(number));
        }
        if let Ok(yes) = text.parse() {
            values.push(CustomValue::Checkbox(yes));
        }
        values.push(CustomValue::Text(text));
        match custom.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => known.append(&mut values),
            None => custom.push((key.to_owned(), values)),
        }
    }
    Ok(custom)
}

fn malformed(name: &str, detail: &str) -> Problem {
    Problem::new(Code::Malformed, format!("The query parameter {name} {detail}."))
        .with_errors(vec![FieldError::new(format!("?{name}"), detail)])
}

impl TaskFilter {
    /// The order.
    pub(crate) fn sort(&self) -> TaskSort {
        self.sort.into()
    }

    /// The query, narrowed to what the caller may see.
    pub(crate) async fn query(
        self,
        organization: &OrganizationStore,
        caller: &Caller,
        custom: Vec<(String, Vec<CustomValue>)>,
    ) -> Answer<TaskQuery> {
        self.check_sizes()?;
        let guest = caller.reach(Permission::TasksRead) == Grant::Shared;
        if guest && self.deleted {
            return Err(malformed("deleted", "is not for guests"));
        }
        let mut projects = wanted_projects(organization, &self.project).await?;
        if guest {
            let shared = organization.shared_project_ids().await?;
            projects = Some(match projects {
                None => shared,
                Some(wanted) => wanted.into_iter().filter(|id| shared.contains(id)).collect(),
            });
        }
        let unassigned = self.assignee.iter().any(|who| who == "none");
        let assignees: Vec<String> = self.assignee.into_iter().filter(|who| who != "none").collect();
        Ok(TaskQuery {
            deleted: self.deleted,
            projects,
            statuses: self.status,
            priorities: self.priority,
            assignees: people("assignee", &assignees, caller)?,
            unassigned,
            tags: self.tag.iter().map(|tag| tag.trim().to_lowercase()).collect(),
            created_by: people("created_by", &self.created_by, caller)?,
            parents: self.parent,
            watchers: people("watcher", &self.watcher, caller)?,
            numbers: self.number,
            external_ids: self.external_id,
            imports: self.import,
            start: span(self.start_after, self.start_before),
            due: span(self.due_after, self.due_before),
            no_due_date: self.no_due_date,
            created: span(self.created_after, self.created_before),
            updated: span(self.updated_after, self.updated_before),
            completed: span(self.completed_after, self.completed_before),
            words: words(self.q.as_deref().unwrap_or_default())?,
            custom,
        })
    }

    fn check_sizes(&self) -> Answer<()> {
        for (name, count) in [
            ("status", self.status.len()),
            ("priority", self.priority.len()),
            ("assignee", self.assignee.len()),
            ("tag", self.tag.len()),
            ("project", self.project.len()),
            ("created_by", self.created_by.len()),
            ("parent", self.parent.len()),
            ("watcher", self.watcher.len()),
            ("number", self.number.len()),
            ("external_id", self.external_id.len()),
            ("import", self.import.len()),
        ] {
            if count > VALUES_MAX {
                return Err(malformed(name, "may be given at most 50 times"));
            }
        }
        Ok(())
    }
}

fn span(from: Option<Timestamp>, until: Option<Timestamp>) -> TimeRange {
    TimeRange { from, until }
}

fn words(text: &str) -> Answer<Vec<String>> {
    if text.chars().count() > SEARCH_MAX || text.contains(char::is_control) {
        return Err(malformed(
            "q",
            "must have at most 200 characters, none of them invisible",
        ));
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    if words.len() > WORDS_MAX {
        return Err(malformed("q", "must have at most 10 words"));
    }
    if words.iter().any(|word| word.chars().count() > WORD_MAX) {
        return Err(malformed("q", "must have no word of more than 60 characters"));
    }
    Ok(words)
}

fn people(name: &str, texts: &[String], caller: &Caller) -> Answer<Vec<UserId>> {
    texts
        .iter()
        .map(|text| match text.as_str() {
            "me" => Ok(caller.user_id),
            text => text
                .parse()
                .map_err(|_| malformed(name, "must be ids of users, or `me`")),
        })
        .collect()
}

/// Projects that do not exist find nothing; `None` is all.
async fn wanted_projects(
    organization: &OrganizationStore,
    names: &[String],
) -> Answer<Option<Vec<ProjectId>>> {
    if names.is_empty() {
        return Ok(None);
    }
    let mut wanted = Vec::new();
    for name in names {
        match name.parse() {
            Ok(ProjectName::Id(id)) => wanted.push(id),
            Ok(ProjectName::Key(key)) => {
                wanted.extend(organization.project_by_key(&key).await?.map(|project| project.id));
            }
            Err(()) => return Err(malformed("project", "must be ids or keys of projects")),
        }
    }
    Ok(Some(wanted))
}
