//! What each row becomes: the dry run, and at the same time the plan that a commit carries out.

use std::collections::HashMap;

use super::cell::{Cell, CellKind};
use super::detect::{Detected, Form, Format};
use super::mapping::{Mapping, Rule, Target, position};
use super::matching::Matching;
use super::outcome::{CellError, TaskFields};
use super::reason::{fault, no_date, no_number};
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
    pub(super) columns: Vec<String>,
    pub(super) steps: Vec<Step>,
    pub(super) people: People,
    /// What is wrong with every row, because the mapping does not fit the file.
    pub(super) everywhere: Vec<CellError>,
    /// Which of that is the lack of a title.
    pub(super) untitled: Option<usize>,
    pub(super) matching: Option<Matching>,
    /// Where the file says which rows an earlier import did.
    pub(super) report: Option<ReportColumns>,
    /// Whether no step reads the key by which rows find their tasks.
    pub(super) keyless: bool,
    /// Whether cells come out of a file whose formulas we may have disarmed.
    pub(super) disarmed: bool,
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
    form: Form,
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
            disarmed: false,
        }
    }

    /// Reads dates and numbers as they were found to be written in the file; and formulas that an export or a report
    /// disarmed, as they were.
    #[must_use]
    pub fn reading(mut self, detected: &Detected) -> Self {
        self.disarmed |= detected.format == Format::Csv;
        for step in &mut self.steps {
            if let From::Column(index) = step.from {
                step.form = detected.form(&self.columns[index]);
            }
        }
        self
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
        self.disarmed |= report.is_some();
        self.report = report;
        self
    }

    /// How rows find their tasks; `None` if every row becomes a new one.
    pub fn matching(&self) -> Option<&Matching> {
        self.matching.as_ref()
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
            form: Form::default(),
        })
    }

    /// The cell of a row with `count` cells that the step reads, or its constant.
    pub(super) fn cell<'a, 'b: 'a>(&'a self, count: usize, cell: impl Fn(usize) -> Cell<'b>) -> Cell<'a> {
        match &self.from {
            From::Column(index) if *index < count => cell(*index),
            From::Column(_) => Cell::from(""),
            From::Constant(text) => Cell::from(text.as_str()),
        }
    }

    /// What a cell says: translated, or the default if it is empty.
    pub(super) fn read<'a>(&'a self, cell: Cell<'a>) -> Result<Cell<'a>, String> {
        let text = cell.text;
        if cell.kind == CellKind::Fault {
            return Err(fault(text));
        }
        if text.len() > CELL_MAX {
            return Err("must have at most 64 KiB".to_owned());
        }
        if text.contains('\0') {
            return Err("must not contain NUL characters".to_owned());
        }
        Ok(Cell {
            text: self.translated(text.trim()),
            kind: cell.kind,
        })
    }

    /// Puts what a cell says into the fields. What came with a type is not written as people write.
    pub(super) fn apply(
        &self,
        said: Cell<'_>,
        people: &People,
        fields: &mut TaskFields,
    ) -> Result<(), String> {
        let text = said.text;
        let form = match said.kind {
            CellKind::Written => self.form,
            CellKind::Typed | CellKind::Fault => Form::default(),
        };
        match &self.target {
            Target::TaskKey => {}
            Target::Title => fields.title = title(text)?,
            _ if text.is_empty() => {}
            Target::Description => fields.description = description(text)?,
            Target::Status => fields.status = status(text)?,
            Target::Priority => fields.priority = priority(text)?,
            Target::Assignees => fields.assignees = self.assignees(text, people)?,
            Target::Tags => fields.tags = self.tags(text)?,
            Target::StartAt => fields.start_at = Some(time(text, form)?),
            Target::DueAt => fields.due_at = Some(time(text, form)?),
            Target::ExternalId => fields.external_id = Some(normal_external_id(text)?),
            Target::Custom(key) => {
                if let Some(field) = &self.field {
                    fields
                        .custom
                        .insert(key.clone(), custom(field, text, form, people)?);
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

fn time(text: &str, form: Form) -> Result<Timestamp, String> {
    let time = value::time(text, form.date_order).filter(|time| is_plausible_date(*time));
    time.ok_or_else(|| no_date(text, form, "must be a date like 2026-03-31 or 31.03.2026"))
}

fn custom(field: &CustomField, text: &str, form: Form, people: &People) -> Result<CustomValue, String> {
    let value = match field.kind {
        FieldKind::Text | FieldKind::Url => CustomValue::Text(text.to_owned()),
        FieldKind::Number => {
            CustomValue::Number(value::number(text, form.decimal_mark).ok_or_else(|| no_number(text, form))?)
        }
        FieldKind::Date => {
            let day = value::day(text, form.date_order);
            let day = day.ok_or_else(|| no_date(text, form, "must be a day like 2026-03-31"))?;
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
