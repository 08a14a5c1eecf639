//! What a row says, before it is known whether its task exists.

use std::borrow::Cow;

use super::Planner;
use super::cell::{Cell, CellKind};
use super::mapping::Target;
use super::matching::KeyValue;
use super::outcome::{CellError, Outcome, PlannedRow, Skip, TaskFields};
use super::plan::error_at;
use crate::formula::plain;

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

impl Planner {
    /// What the row with this number becomes if its task does not exist; `cell` gives its cells, of which there are
    /// `count`.
    pub fn plan<'a, C: Into<Cell<'a>>>(
        &self,
        row: i64,
        count: usize,
        cell: impl Fn(usize) -> C,
    ) -> PlannedRow {
        self.draft(row, count, cell).created()
    }

    /// What the row with this number says; [`Planner::resolve`] decides what it becomes.
    pub fn draft<'a, C: Into<Cell<'a>>>(&self, row: i64, count: usize, cell: impl Fn(usize) -> C) -> Draft {
        let cell = |index| -> Cell<'a> { cell(index).into() };
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
        let or_empty = |index| if index < count { cell(index).text } else { "" };
        draft.done = self.report.and_then(|report| report.done(or_empty));
        if draft.done.is_some() {
            return draft;
        }
        for index in self.columns.len()..count {
            if !cell(index).is_blank() {
                let reason = format!(
                    "the row has {count} cells, the header only {}",
                    self.columns.len()
                );
                draft.errors.push(error_at(
                    &format!("Column {}", index + 1),
                    cell(index).text,
                    &reason,
                ));
                break;
            }
        }
        for (index, step) in self.steps.iter().enumerate() {
            self.take(index, step.cell(count, cell), &mut draft);
        }
        if let Some(matching) = &self.matching
            && draft.key.is_none()
        {
            draft.key = matching.of_fields(&draft.fields);
        }
        draft
    }

    /// Takes into the draft what a step has read.
    fn take(&self, index: usize, cell: Cell<'_>, draft: &mut Draft) {
        let step = &self.steps[index];
        let matching = self.matching.as_ref();
        let text = if self.disarmed && cell.kind == CellKind::Written {
            plain(cell.text)
        } else {
            Cow::Borrowed(cell.text)
        };
        let cell = Cell {
            text: &text,
            kind: cell.kind,
        };
        let taken = step.read(cell).and_then(|said| {
            let text = said.text;
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
                _ => step.apply(said, &self.people, &mut draft.fields),
            }
        });
        if let Err(reason) = taken {
            draft.key_is_wrong |= matching.is_some_and(|matching| matching.key == step.target);
            draft.errors.push(error_at(&step.name, cell.text, &reason));
        }
    }
}
