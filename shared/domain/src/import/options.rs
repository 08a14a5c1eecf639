//! What is wished for an import: said by whoever begins it, or else by the profile of its file.

use serde::{Deserialize, Serialize};

use super::mapping::{Mapping, Target};
use super::matching::{EmptyCells, Matching, Mode};
use crate::project::{CustomField, FieldKind};

/// What was wished for an import. What is `None` is open: the profile by which its file is recognized may say it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Carry the plan out as soon as it is complete.
    pub auto_commit: bool,
    /// What becomes of rows whose tasks exist, and of those whose tasks do not.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// The field by which rows find their tasks; without it the mapping decides ([`Matching::new`]).
    #[serde(default)]
    pub key: Option<Target>,
    /// What empty cells do to tasks that exist.
    #[serde(default)]
    pub empty_cells: Option<EmptyCells>,
}

impl Options {
    /// The mode that holds.
    pub fn mode(&self) -> Mode {
        self.mode.unwrap_or_default()
    }

    /// The same, and what is open as the others say. Whether the plan is carried out by itself stays.
    #[must_use]
    pub fn or(&self, others: &Self) -> Self {
        let mut all = Self {
            auto_commit: self.auto_commit,
            mode: self.mode.or(others.mode),
            key: self.key.clone().or_else(|| others.key.clone()),
            empty_cells: self.empty_cells.or(others.empty_cells),
        };
        if all.mode() == Mode::Create {
            all.key = None;
        }
        all
    }

    /// How rows find their tasks in a project with this key; `None` if they need not.
    pub fn matching(&self, mapping: &Mapping, project_key: &str) -> Option<Matching> {
        let empty_cells = self.empty_cells.unwrap_or_default();
        Matching::new(self.mode(), self.key.as_ref(), empty_cells, mapping, project_key)
    }

    /// What is wrong with the field by which rows are to find their tasks, in a project with these custom fields.
    pub fn check_key(&self, custom_fields: &[CustomField]) -> Result<(), &'static str> {
        match &self.key {
            Some(_) if self.mode() == Mode::Create => Err(
                "is only for the modes update, upsert and create_missing: in mode create every row is a new task",
            ),
            None | Some(Target::TaskKey | Target::ExternalId) => Ok(()),
            Some(Target::Custom(key)) => {
                let field = custom_fields.iter().find(|field| field.key == *key);
                match field.map(|field| field.kind) {
                    Some(FieldKind::Text) => Ok(()),
                    Some(_) => Err("must be a custom field that holds text"),
                    None => Err("names a custom field that the project does not have"),
                }
            }
            Some(_) => Err("must be task_key, external_id or custom.<key>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(mode: Option<Mode>, key: Option<Target>) -> Options {
        Options {
            mode,
            key,
            ..Options::default()
        }
    }

    #[test]
    fn what_is_said_wins_and_what_is_open_is_filled() {
        let profile = Options {
            auto_commit: true,
            mode: Some(Mode::Upsert),
            key: Some(Target::ExternalId),
            empty_cells: Some(EmptyCells::Clear),
        };
        let open = Options::default().or(&profile);
        assert_eq!(
            open,
            Options {
                auto_commit: false,
                ..profile.clone()
            }
        );
        let update = options(Some(Mode::Update), None).or(&profile);
        assert_eq!(
            (update.mode(), update.key, update.empty_cells),
            (Mode::Update, Some(Target::ExternalId), Some(EmptyCells::Clear))
        );
        let create = options(Some(Mode::Create), None).or(&profile);
        assert_eq!((create.mode(), create.key), (Mode::Create, None));
    }

    #[test]
    fn a_key_is_a_text_by_which_tasks_are_found() {
        let fields: Vec<CustomField> = serde_json::from_value(serde_json::json!([
            {"key": "customer", "name": "Customer", "kind": "text"},
            {"key": "amount", "name": "Amount", "kind": "number"},
        ]))
        .unwrap();
        let check = |mode, key: &str| {
            options(mode, Some(Target::try_from(key.to_owned()).unwrap()))
                .check_key(&fields)
                .is_ok()
        };
        let upsert = Some(Mode::Upsert);
        for (key, is_right) in [
            ("task_key", true),
            ("external_id", true),
            ("custom.customer", true),
            ("custom.amount", false),
            ("custom.other", false),
            ("title", false),
        ] {
            assert_eq!(check(upsert, key), is_right, "{key}");
        }
        assert!(!check(None, "task_key") && !check(Some(Mode::Create), "task_key"));
    }
}
