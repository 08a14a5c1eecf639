//! What each row becomes: the dry run, and at the same time the plan that a commit carries out.

use std::collections::HashMap;

use super::mapping::{Mapping, Rule, Target, position};
use super::matching::{KeyValue, Matching};
use super::outcome::{CellError, Outcome, PlannedRow, Skip, TaskFields};
use super::report::ReportColumns;
use super::value;
use super::{CELL_MAX, People};
use crate::Timestamp;
use crate::organization::UserId;
use crate::project::{CustomField, CustomValue, FieldKind};
use crate::task::{
    ASSIGNEES_MAX, DESCRIPTION_MAX, Priority, Status, TAGS_MAX, TITLE_MAX, is_plausible_date,
    normal_external_id, normal_tag,
};
use crate::text::{check_line, check_prose, unix_lines};

/// How much of a wrong value an error shows, in characters.
const SHOWN: usize = 80;

/// Plans rows: a mapping made ready for one file and one project.
#[derive(Debug, Clone)]
pub struct Planner {
    columns: Vec<String>,
    pub(super) steps: Vec<Step>,
    people: People,
    /// What is wrong with every row, because the mapping does not fit the file.
    everywhere: Vec<CellError>,
    /// Which of that is the lack of a title.
    untitled: Option<usize>,
    pub(super) matching: Option<Matching>,
    /// Where the file says which rows an earlier import did.
    report: Option<ReportColumns>,
    /// Whether no step reads the key by which rows find their tasks.
    keyless: bool,
}

/// What a row says, before it is known whether its task exists.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The row's number.
    pub row: i64,
    /// What it has as the key by which rows find their tasks, if it has anything.
    pub key: Option<KeyValue>,
    /// Whether it has something there that cannot be a key.
    pub(super) key_is_wrong: bool,
    pub(super) fields: TaskFields,
    pub(super) errors: Vec<CellError>,
    /// Which of the errors is the lack of a title, which a task that exists does not need.
    pub(super) untitled: Option<usize>,
    /// The steps whose cells say something; only where tasks may be changed.
    pub(super) given: Vec<usize>,
    /// What an earlier import did with it.
    pub(super) done: Option<Skip>,
}

impl Draft {
    /// The row as a new task.
    pub(super) fn created(self) -> PlannedRow {
        let outcome = if let Some(skip) = self.done {
            Outcome::Skip(skip)
        } else if self.errors.is_empty() {
            Outcome::Create(self.fields)
        } else {
            Outcome::Error(self.errors)
        };
        PlannedRow {
            row: self.row,
            outcome,
        }
    }
}

/// A rule, with all that can be looked up before the first row.
#[derive(Debug, Clone)]
pub(super) struct Step {
    from: From,
    pub(super) name: String,
    pub(super) target: Target,
    field: Option<CustomField>,
    values: HashMap<String, String>,
    default: String,
    split: Vec<char>,
}

#[derive(Debug, Clone)]
enum From {
    Column(usize),
    Constant(String),
}

impl Planner {
    /// Makes a mapping ready for a file with these columns, and a project with these custom fields.
    pub fn new(mapping: &Mapping, columns: &[String], custom_fields: &[CustomField], people: People) -> Self {
        let mut everywhere = Vec::new();
        let mut steps = Vec::new();
        for rule in &mapping.rules {
            match Step::new(rule, columns, custom_fields) {
                Ok(step) => steps.push(step),
                Err(error) => everywhere.push(error),
            }
        }
        let untitled =
            (!mapping.rules.iter().any(|rule| rule.target == Target::Title)).then_some(everywhere.len());
        if untitled.is_some() {
            everywhere.push(error_at(
                "title",
                "",
                "no column is mapped to the title, which every task needs",
            ));
        }
        Self {
            columns: columns.to_vec(),
            steps,
            people,
            everywhere,
            untitled,
            matching: None,
            report: None,
            keyless: false,
        }
    }

    /// The same, for rows that find their tasks like this.
    #[must_use]
    pub fn with_matching(mut self, matching: Option<Matching>) -> Self {
        if let Some(matching) = &matching
            && self.steps.iter().all(|step| step.target != matching.key)
        {
            self.keyless = true;
            let reason = "no column is mapped to this field, by which rows find their tasks";
            self.everywhere.push(error_at(&matching.key.word(), "", reason));
        }
        self.matching = matching;
        self
    }

    /// The same, for a file that is the report of an earlier import: rows that it did are not done again.
    #[must_use]
    pub fn after(mut self, report: Option<ReportColumns>) -> Self {
        self.report = report;
        self
    }

    /// How rows find their tasks; `None` if every row becomes a new one.
    pub fn matching(&self) -> Option<&Matching> {
        self.matching.as_ref()
    }

    /// What the row with this number becomes if its task does not exist; `cell` gives its cells, of which there are
    /// `count`.
    pub fn plan<'a>(&self, row: i64, count: usize, cell: impl Fn(usize) -> &'a str) -> PlannedRow {
        self.draft(row, count, cell).created()
    }

    /// What the row with this number says; [`Planner::resolve`] decides what it becomes.
    pub fn draft<'a>(&self, row: i64, count: usize, cell: impl Fn(usize) -> &'a str) -> Draft {
        let mut draft = Draft {
            row,
            key: None,
            key_is_wrong: self.keyless,
            fields: TaskFields::default(),
            errors: self.everywhere.clone(),
            untitled: self.untitled,
            given: Vec::new(),
            done: None,
        };
        let or_empty = |index| if index < count { cell(index) } else { "" };
        draft.done = self.report.and_then(|report| report.done(or_empty));
        if draft.done.is_some() {
            return draft;
        }
        for index in self.columns.len()..count {
            if !cell(index).trim().is_empty() {
                let reason = format!(
                    "the row has {count} cells, the header only {}",
                    self.columns.len()
                );
                draft
                    .errors
                    .push(error_at(&format!("Column {}", index + 1), cell(index), &reason));
                break;
            }
        }
        for (index, step) in self.steps.iter().enumerate() {
            let text = match &step.from {
                From::Column(index) if *index < count => cell(*index),
                From::Column(_) => "",
                From::Constant(text) => text,
            };
            self.take(index, text, &mut draft);
        }
        if let Some(matching) = &self.matching
            && draft.key.is_none()
        {
            draft.key = matching.of_fields(&draft.fields);
        }
        draft
    }

    /// Takes into the draft what a step has read.
    fn take(&self, index: usize, cell: &str, draft: &mut Draft) {
        let step = &self.steps[index];
        let matching = self.matching.as_ref();
        let taken = step.read(cell).and_then(|text| {
            if text.is_empty() && step.target == Target::Title {
                draft.untitled = Some(draft.errors.len());
            }
            if !text.is_empty() && matching.is_some() {
                draft.given.push(index);
            }
            match matching.filter(|_| step.target == Target::TaskKey && !text.is_empty()) {
                Some(matching) if matching.key == Target::TaskKey => {
                    draft.key = Some(KeyValue::Number(matching.number(text)?));
                    Ok(())
                }
                _ => step.apply(text, &self.people, &mut draft.fields),
            }
        });
        if let Err(reason) = taken {
            draft.key_is_wrong |= matching.is_some_and(|matching| matching.key == step.target);
            draft.errors.push(error_at(&step.name, cell, &reason));
        }
    }
}

pub(super) fn error_at(column: &str, value: &str, reason: &str) -> CellError {
    let mut shown: String = value.chars().take(SHOWN).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    CellError {
        column: column.to_owned(),
        value: shown,
        reason: reason.to_owned(),
    }
}

impl Step {
    fn new(rule: &Rule, columns: &[String], custom_fields: &[CustomField]) -> Result<Self, CellError> {
        let word = rule.target.word();
        let field = match &rule.target {
            Target::Custom(key) => {
                let found = custom_fields.iter().find(|field| field.key == *key).cloned();
                Some(found.ok_or_else(|| error_at(&word, "", "the project has no such custom field"))?)
            }
            _ => None,
        };
        let (from, name) = match (&rule.column, &rule.constant) {
            (Some(column), _) => {
                let index = position(columns, column)
                    .ok_or_else(|| error_at(column, "", "the file has no column with this name"))?;
                (From::Column(index), columns[index].clone())
            }
            (None, Some(constant)) => (From::Constant(constant.clone()), word),
            (None, None) => {
                return Err(error_at(
                    &word,
                    "",
                    "the mapping gives neither a column nor a constant",
                ));
            }
        };
        let translations = rule.values.iter();
        Ok(Self {
            from,
            name,
            target: rule.target.clone(),
            field,
            values: translations
                .map(|value| (value.from.trim().to_lowercase(), value.to.clone()))
                .collect(),
            default: rule.default.clone().unwrap_or_default(),
            split: rule.split.as_deref().unwrap_or(",;\n").chars().collect(),
        })
    }

    /// What a cell says: translated, or the default if it is empty.
    fn read<'a>(&'a self, text: &'a str) -> Result<&'a str, String> {
        if text.len() > CELL_MAX {
            return Err("must have at most 64 KiB".to_owned());
        }
        if text.contains('\0') {
            return Err("must not contain NUL characters".to_owned());
        }
        Ok(self.translated(text.trim()))
    }

    fn apply(&self, text: &str, people: &People, fields: &mut TaskFields) -> Result<(), String> {
        match &self.target {
            Target::TaskKey => {}
            Target::Title => fields.title = title(text)?,
            _ if text.is_empty() => {}
            Target::Description => fields.description = description(text)?,
            Target::Status => fields.status = status(text)?,
            Target::Priority => fields.priority = priority(text)?,
            Target::Assignees => fields.assignees = self.assignees(text, people)?,
            Target::Tags => fields.tags = self.tags(text)?,
            Target::StartAt => fields.start_at = Some(time(text)?),
            Target::DueAt => fields.due_at = Some(time(text)?),
            Target::ExternalId => fields.external_id = Some(normal_external_id(text)?),
            Target::Custom(key) => {
                if let Some(field) = &self.field {
                    fields.custom.insert(key.clone(), custom(field, text, people)?);
                }
            }
        }
        Ok(())
    }

    fn translated<'a>(&'a self, text: &'a str) -> &'a str {
        let text = if text.is_empty() {
            self.default.trim()
        } else {
            text
        };
        if self.values.is_empty() {
            return text;
        }
        self.values
            .get(&text.to_lowercase())
            .map_or(text, |found| found.trim())
    }

    /// The parts of a list; a value that is translated as a whole is cut after that.
    fn parts<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let parts = text.split(self.split.as_slice()).map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(|part| self.translated(part))
    }

    fn assignees(&self, text: &str, people: &People) -> Result<Vec<UserId>, String> {
        let mut found = Vec::new();
        for part in self.parts(text) {
            let person = people.find(part).map_err(|reason| {
                format!("\"{}\": {reason}", part.chars().take(SHOWN).collect::<String>())
            })?;
            if !found.contains(&person) {
                found.push(person);
            }
        }
        if found.len() > ASSIGNEES_MAX {
            return Err(format!(
                "names {} people; at most {ASSIGNEES_MAX} can be assigned",
                found.len()
            ));
        }
        Ok(found)
    }

    fn tags(&self, text: &str) -> Result<Vec<String>, String> {
        let mut found: Vec<String> = Vec::new();
        for part in self.parts(text) {
            let tag = normal_tag(part).map_err(|reason| format!("a tag {reason}"))?;
            if !found.contains(&tag) {
                found.push(tag);
            }
            if found.len() > TAGS_MAX {
                return Err(format!("has more than {TAGS_MAX} tags"));
            }
        }
        Ok(found)
    }
}

/// A title is one line: breaks and other invisible characters become spaces.
fn title(text: &str) -> Result<String, String> {
    let title = if text.contains(char::is_control) {
        let parts = text.split(char::is_control).map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        text.to_owned()
    };
    if title.is_empty() {
        return Err("is empty; every task needs a title".to_owned());
    }
    check_line(&title, 1, TITLE_MAX)?;
    Ok(title)
}

fn description(text: &str) -> Result<String, String> {
    let description = unix_lines(text);
    check_prose(&description, DESCRIPTION_MAX)?;
    Ok(description)
}

fn status(text: &str) -> Result<Status, String> {
    Status::parse(text).ok_or_else(|| format!("must be one of {}", Status::ALL.map(Status::label).join(", ")))
}

fn priority(text: &str) -> Result<Priority, String> {
    Priority::parse(text)
        .ok_or_else(|| format!("must be one of {}", Priority::ALL.map(Priority::label).join(", ")))
}

fn time(text: &str) -> Result<Timestamp, String> {
    let time = value::time(text).filter(|time| is_plausible_date(*time));
    time.ok_or_else(|| "must be a date like 2026-03-31 or 2026-03-31T09:00:00Z".to_owned())
}

fn custom(field: &CustomField, text: &str, people: &People) -> Result<CustomValue, String> {
    let value = match field.kind {
        FieldKind::Text | FieldKind::Url => CustomValue::Text(text.to_owned()),
        FieldKind::Number => CustomValue::Number(
            value::number(text).ok_or_else(|| "must be a number like 1234.50".to_owned())?,
        ),
        FieldKind::Date => {
            let day = value::day(text).or_else(|| value::time(text).map(|time| time.utc().date_naive()));
            let day = day.ok_or_else(|| "must be a day like 2026-03-31".to_owned())?;
            CustomValue::Text(day.format("%Y-%m-%d").to_string())
        }
        FieldKind::Select => {
            let lower = text.to_lowercase();
            let option = field.options.iter().find(|option| option.to_lowercase() == lower);
            CustomValue::Text(option.cloned().unwrap_or_else(|| text.to_owned()))
        }
        FieldKind::Person => CustomValue::Text(people.find(text)?.to_string()),
        FieldKind::Checkbox => {
            CustomValue::Checkbox(value::checkbox(text).ok_or_else(|| "must be yes or no".to_owned())?)
        }
    };
    field.check(&value)?;
    Ok(value)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
