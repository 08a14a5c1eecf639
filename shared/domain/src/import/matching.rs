//! Which task a row means when an import changes tasks: the key that finds it, and what the row then does.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::draft::Draft;
use super::mapping::{Mapping, Target};
use super::outcome::{CellError, Outcome, PlannedRow, Skip, SkipReason, TaskFields, Update};
use super::plan::{Planner, Step, error_at};
use crate::project::CustomValue;
use crate::task::Task;
use crate::task_changes;

/// What an import does with rows whose task exists, and with those whose task does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Every row becomes a new task.
    #[default]
    Create,
    /// Rows change the tasks that they mean; those without a task are skipped.
    Update,
    /// Rows change the tasks that they mean; those without a task become one.
    Upsert,
    /// Rows without a task become one; the others are skipped.
    CreateMissing,
}

/// What an empty cell does to a task that exists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmptyCells {
    /// The field stays as it is.
    #[default]
    Keep,
    /// The field is emptied.
    Clear,
}

/// How rows find their tasks.
#[derive(Debug, Clone, PartialEq)]
pub struct Matching {
    /// What becomes of those with a task, and of those without.
    pub mode: Mode,
    /// The field that rows and tasks have in common: the task key, the external id or a custom field.
    pub key: Target,
    /// What empty cells do.
    pub empty_cells: EmptyCells,
    /// What the project's task keys begin with.
    pub project_key: String,
}

/// What a row, or a task, has in the field of the key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyValue {
    /// The number of a task within its project.
    Number(i64),
    /// A text.
    Text(String),
}

impl Matching {
    /// How rows find their tasks; `None` if they need not, because every row becomes a new task.
    ///
    /// Without a key the mapping gives it: the task key, or else the external id. New tasks are looked up by their
    /// external ids as well, because no two tasks of a project have the same.
    pub fn new(
        mode: Mode,
        key: Option<&Target>,
        empty_cells: EmptyCells,
        mapping: &Mapping,
        project_key: &str,
    ) -> Option<Self> {
        let maps = |target: &Target| mapping.rules.iter().any(|rule| rule.target == *target);
        let key = match (mode, key) {
            (Mode::Create, _) if maps(&Target::ExternalId) => Target::ExternalId,
            (Mode::Create, _) => return None,
            (_, Some(key)) => key.clone(),
            (_, None) if !maps(&Target::TaskKey) && maps(&Target::ExternalId) => Target::ExternalId,
            (_, None) => Target::TaskKey,
        };
        Some(Self {
            mode,
            key,
            empty_cells,
            project_key: project_key.to_owned(),
        })
    }

    /// The number that a task key of the project names, or what is wrong with the text.
    pub(super) fn number(&self, text: &str) -> Result<i64, String> {
        let project = &self.project_key;
        let (found, number) = text
            .split_once('-')
            .ok_or_else(|| format!("must be the key of a task, like {project}-12"))?;
        if !found.eq_ignore_ascii_case(project) {
            return Err(format!(
                "is not the key of a task of {project}, into which this file is imported"
            ));
        }
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.parse().ok().filter(|_| digits);
        number.ok_or_else(|| format!("must be the key of a task, like {project}-12"))
    }

    /// What new fields have as the key; a task key is given to a task when it is made.
    pub fn of_fields(&self, fields: &TaskFields) -> Option<KeyValue> {
        match &self.key {
            Target::ExternalId => fields.external_id.clone().map(KeyValue::Text),
            Target::Custom(key) => text_of(fields.custom.get(key)),
            _ => None,
        }
    }

    /// What a task has as the key.
    pub fn of_task(&self, task: &Task) -> Option<KeyValue> {
        match &self.key {
            Target::TaskKey => Some(KeyValue::Number(task.number)),
            Target::ExternalId => task.external_id.clone().map(KeyValue::Text),
            Target::Custom(key) => text_of(task.custom.get(key)),
            _ => None,
        }
    }

    /// Tasks by what they have as the key.
    pub fn by_key(&self, tasks: Vec<Task>) -> HashMap<KeyValue, Vec<Task>> {
        let mut by_key: HashMap<_, Vec<Task>> = HashMap::new();
        for task in tasks {
            if let Some(key) = self.of_task(&task) {
                by_key.entry(key).or_default().push(task);
            }
        }
        by_key
    }
}

fn text_of(value: Option<&CustomValue>) -> Option<KeyValue> {
    match value {
        Some(CustomValue::Text(text)) => Some(KeyValue::Text(text.clone())),
        _ => None,
    }
}

/// The keys that a file had so far. It keeps a digest of each, so that a million rows fit into memory.
#[derive(Debug, Default)]
pub struct Seen(HashMap<[u64; 2], u32>);

impl Seen {
    /// Takes note of the key of a row; the row that had it before, if there is one.
    pub fn earlier(&mut self, key: &KeyValue, row: i64) -> Option<i64> {
        let digest = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            (salt, key).hash(&mut hasher);
            hasher.finish()
        };
        match self.0.entry([digest(0), digest(1)]) {
            Entry::Occupied(earlier) => Some(i64::from(*earlier.get())),
            Entry::Vacant(new) => {
                new.insert(u32::try_from(row).unwrap_or(u32::MAX));
                None
            }
        }
    }
}

impl Planner {
    /// What a row becomes, now that it is known which tasks have its key, and which row had it before.
    pub fn resolve(&self, draft: Draft, found: &[Task], earlier: Option<i64>) -> PlannedRow {
        let Some(matching) = self.matching.as_ref().filter(|_| draft.done.is_none()) else {
            return draft.created();
        };
        let row = draft.row;
        if let Some(earlier) = earlier {
            let reason = format!("stands in row {earlier} already; no two rows can mean the same task");
            return self.refused(draft, &reason);
        }
        let skip = |reason, task: Option<&Task>| PlannedRow {
            row,
            outcome: Outcome::Skip(Skip {
                reason,
                task_key: task.map(|task| task.key.clone()),
            }),
        };
        match (found, matching.mode) {
            ([], _) if draft.key_is_wrong => draft.created(),
            ([], Mode::Update) if draft.key.is_some() => skip(SkipReason::NoSuchTask, None),
            ([], Mode::Update) => self.refused(draft, "is empty, so that nobody knows which task is meant"),
            ([], _) if matching.key == Target::TaskKey && draft.key.is_some() => self.refused(
                draft,
                "is no task; where a new one shall be made, leave the cell empty",
            ),
            ([], _) => draft.created(),
            ([task], Mode::Create) => {
                self.refused(draft, &format!("is the external id of {} already", task.key))
            }
            ([task], Mode::CreateMissing) => skip(SkipReason::Exists, Some(task)),
            ([task], Mode::Update | Mode::Upsert) => match self.changed(draft, matching, task) {
                Outcome::Update(update) if update.changes.is_empty() => {
                    skip(SkipReason::Unchanged, Some(task))
                }
                outcome => PlannedRow { row, outcome },
            },
            (several, _) => {
                let keys: Vec<_> = several.iter().take(5).map(|task| task.key.as_str()).collect();
                let reason = format!(
                    "is in several tasks, so that nobody knows which is meant: {}",
                    keys.join(", ")
                );
                self.refused(draft, &reason)
            }
        }
    }

    /// The row with one more error: what is wrong with its key.
    fn refused(&self, mut draft: Draft, reason: &str) -> PlannedRow {
        let key = self.matching.as_ref().map(|matching| &matching.key);
        let step = self.steps.iter().find(|step| Some(&step.target) == key);
        let shown = match (&draft.key, &self.matching) {
            (Some(KeyValue::Number(number)), Some(matching)) => format!("{}-{number}", matching.project_key),
            (Some(KeyValue::Text(text)), _) => text.clone(),
            _ => String::new(),
        };
        let column = step.map_or("task_key", |step| step.name.as_str());
        draft.errors.insert(0, error_at(column, &shown, reason));
        PlannedRow {
            row: draft.row,
            outcome: Outcome::Error(draft.errors),
        }
    }

    /// What the row changes in its task.
    fn changed(&self, mut draft: Draft, matching: &Matching, task: &Task) -> Outcome {
        let names_title = self.steps.iter().any(|step| step.target == Target::Title);
        let empties_title = matching.empty_cells == EmptyCells::Clear && names_title;
        // Only new tasks need a title from the row.
        if let Some(index) = draft.untitled.filter(|_| !empties_title) {
            draft.errors.remove(index);
        }
        if task.is_deleted() {
            let reason = format!("{} is in the bin; restore it first", task.key);
            draft.errors.insert(0, error_at("task_key", "", &reason));
        }
        let mut after = task.clone();
        for (index, step) in self.steps.iter().enumerate() {
            if draft.given.contains(&index) {
                if let Err(error) = step.put(&draft.fields, &mut after) {
                    draft.errors.push(error);
                }
            } else if matching.empty_cells == EmptyCells::Clear && step.target != matching.key {
                step.clear(&mut after);
            }
        }
        if !draft.errors.is_empty() {
            return Outcome::Error(draft.errors);
        }
        let mut changes = task_changes::differences(task, &after);
        // When a task is completed is known when the plan is carried out; when it had been, is known now.
        changes.retain(|change| change.field != "completed_at" || change.new.is_null());
        Outcome::Update(Update {
            task_id: task.id,
            task_key: task.key.clone(),
            revision: task.revision,
            changes,
        })
    }
}

impl Step {
    /// Puts what the row says into the field of a task that exists.
    fn put(&self, fields: &TaskFields, task: &mut Task) -> Result<(), CellError> {
        match &self.target {
            Target::TaskKey => {}
            Target::ExternalId => task.external_id.clone_from(&fields.external_id),
            Target::Title => task.title.clone_from(&fields.title),
            Target::Description => task.description.clone_from(&fields.description),
            Target::Priority => task.set_priority(fields.priority),
            Target::Assignees => task.assignees.clone_from(&fields.assignees),
            Target::Tags => task.tags.clone_from(&fields.tags),
            Target::StartAt => task.start_at = fields.start_at,
            Target::DueAt => task.due_at = fields.due_at,
            Target::Custom(key) => {
                if let Some(value) = fields.custom.get(key) {
                    task.custom.insert(key.clone(), value.clone());
                }
            }
            Target::Status if task.status.may_become(fields.status) => {
                task.set_status(fields.status, task.updated_at);
            }
            Target::Status => {
                let labels: Vec<_> = task.status.next().iter().map(|status| status.label()).collect();
                let reason = format!(
                    "{} is {} and can only become {}",
                    task.key,
                    task.status.label(),
                    labels.join(" or ")
                );
                return Err(error_at(&self.name, fields.status.label(), &reason));
            }
        }
        Ok(())
    }

    /// Empties the field of a task that exists; some cannot be.
    fn clear(&self, task: &mut Task) {
        match &self.target {
            Target::TaskKey | Target::Title | Target::Status | Target::Priority => {}
            Target::ExternalId => task.external_id = None,
            Target::Description => task.description.clear(),
            Target::Assignees => task.assignees.clear(),
            Target::Tags => task.tags.clear(),
            Target::StartAt => task.start_at = None,
            Target::DueAt => task.due_at = None,
            Target::Custom(key) => {
                task.custom.remove(key);
            }
        }
    }
}

#[cfg(test)]
#[path = "matching_tests.rs"]
mod tests;
