//! Profiles: a mapping that was found right, kept for the next file of the same shape.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::detect::ReadAs;
use super::mapping::{Fault, Mapping, Target};
use super::matching::{EmptyCells, Mode};
use super::synonyms::normal;
use super::{COLUMNS_MAX, ImportId, Options};
use crate::organization::{OrganizationId, User, UserId};
use crate::permission::{Grant, Permission, Role};
use crate::project::{CustomField, ProjectId};
use crate::text::check_line;
use crate::{Id, Timestamp};

/// The longest name, in characters.
pub const NAME_MAX: usize = 120;
/// The most profiles of a project: a file is compared with all of them.
pub const PROFILES_MAX: usize = 100;
/// The largest mapping of a profile, as JSON, in bytes: all of a project's are held while a file is read.
pub const MAPPING_MAX: usize = 64 * 1024;
const COLUMN_NAME_MAX: usize = 200;
/// What fingerprints are derived from. Another value makes every stored one worthless.
const FINGERPRINTS: Id<Fingerprint> = Id::new(Uuid::from_u128(0x6b61_7461_6c75_7369_732d_6865_6164_6572));

/// Identifies an [`ImportProfile`].
pub type ImportProfileId = Id<ImportProfile>;
/// What files of one shape have in common ([`fingerprint`]).
pub type FingerprintId = Id<Fingerprint>;

/// Stands for the shape of a header; there is no value of it.
#[derive(Debug)]
pub enum Fingerprint {}

/// How files from one source are imported into one project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportProfile {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: ImportProfileId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Where its files' tasks go.
    pub project_id: ProjectId,
    /// What people call it, 1–120 characters.
    pub name: String,
    /// In whose name files of its drop folder are imported, and who is told when one fails.
    pub owner: UserId,
    /// Which column goes where.
    pub mapping: Mapping,
    /// The columns of its files. Empty if nobody said: then no file is recognized as one of its.
    pub columns: Vec<String>,
    /// What a file of this shape is recognized by; `None` without columns.
    pub fingerprint: Option<FingerprintId>,
    /// Whether files of its drop folder are carried out as soon as they are planned.
    pub auto_commit: bool,
    /// What becomes of rows whose tasks exist, and of those whose tasks do not.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// The field by which rows find their tasks.
    #[serde(default)]
    pub key: Option<Target>,
    /// What empty cells do to tasks that exist.
    #[serde(default)]
    pub empty_cells: Option<EmptyCells>,
    /// How its files are read, as far as that is not left to detection.
    #[serde(default)]
    pub read_as: ReadAs,
    /// The import that it was saved from.
    #[serde(default)]
    pub saved_from: Option<ImportId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed: of two that fit a file, the later one is proposed.
    pub updated_at: Timestamp,
    /// Counts changes; the `ETag`.
    pub revision: i64,
}

impl ImportProfile {
    /// Where its files are dropped, with a `/` at the end. Ids, not names: they stay, and nobody else has them.
    pub fn folder(&self) -> String {
        format!("drop/{}/{}/", self.organization_id, self.id)
    }

    /// What is wished for its files.
    pub fn options(&self) -> Options {
        Options {
            auto_commit: self.auto_commit,
            mode: self.mode,
            key: self.key.clone(),
            empty_cells: self.empty_cells,
        }
    }

    /// Whether it is for files with these columns, as long as it fits a project with these custom fields.
    pub fn fits(&self, columns: &[String], custom_fields: &[CustomField]) -> bool {
        self.fingerprint.is_some()
            && self.fingerprint == fingerprint(columns)
            && self.mapping.faults(custom_fields, Some(columns)).is_empty()
            && self.options().check_key(custom_fields).is_ok()
    }

    /// What is wrong with it for a project with these custom fields: JSON Pointers, and what is wrong.
    pub fn faults(&self, custom_fields: &[CustomField]) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, detail: String| {
            faults.push(Fault {
                pointer: pointer.to_owned(),
                detail,
            });
        };
        if let Err(detail) = check_line(&self.name, 1, NAME_MAX) {
            fault("/name", detail);
        }
        if self.columns.len() > COLUMNS_MAX {
            fault("/columns", format!("must be at most {COLUMNS_MAX} names"));
        } else if let Some(detail) = unfit_name(&self.columns) {
            fault("/columns", detail);
        }
        let size = serde_json::to_vec(&self.mapping).map_or(usize::MAX, |json| json.len());
        if size > MAPPING_MAX {
            let detail = format!("must have at most {MAPPING_MAX} bytes as JSON; it has {size}");
            fault("/mapping", detail);
        }
        if let Err(detail) = self.options().check_key(custom_fields) {
            fault("/key", detail.to_owned());
        }
        for (field, detail) in self.read_as.faults() {
            fault(&format!("/read_as/{field}"), detail.to_owned());
        }
        let columns = (!self.columns.is_empty()).then_some(self.columns.as_slice());
        let of_mapping = self.mapping.faults(custom_fields, columns).into_iter();
        faults.extend(of_mapping.map(|fault| Fault {
            pointer: format!("/mapping{}", fault.pointer),
            ..fault
        }));
        faults
    }
}

/// Whether files can be imported in the name of this user; the reason why not completes "…, who".
pub fn can_own(user: &User, organization_id: OrganizationId) -> Result<(), &'static str> {
    // Super admins work in every organization.
    if user.disabled || (user.organization_id != organization_id && user.role != Role::SuperAdmin) {
        return Err("is not in your organization any more");
    }
    if Permission::ImportsRun.of(user.role) == Grant::None {
        return Err("may not import");
    }
    Ok(())
}

fn unfit_name(columns: &[String]) -> Option<String> {
    columns.iter().enumerate().find_map(|(index, column)| {
        if let Err(detail) = check_line(column, 1, COLUMN_NAME_MAX) {
            return Some(format!("each {detail}"));
        }
        columns[..index]
            .contains(column)
            .then(|| format!("must differ; \"{column}\" appears twice"))
    })
}

/// What is the same for all files with these columns, in whatever order and however written: case, spaces and
/// punctuation do not count. `None` without columns.
pub fn fingerprint(columns: &[String]) -> Option<FingerprintId> {
    if columns.is_empty() {
        return None;
    }
    let mut names: Vec<String> = columns.iter().map(|column| normal(column)).collect();
    names.sort_unstable();
    // Normal names hold no line break, so this text is of these names alone.
    Some(Id::derived(FINGERPRINTS, &names.join("\n")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(columns: &[&str]) -> Vec<String> {
        columns.iter().map(|column| (*column).to_owned()).collect()
    }

    #[test]
    fn the_same_columns_are_recognized_however_they_are_written() {
        let known = fingerprint(&names(&["Due date", "Título", "Prio"]));
        assert!(known.is_some());
        assert_eq!(known, fingerprint(&names(&["PRIO", "due_date:", "título"])));
        for other in [
            &["Due date", "Título"][..],
            &["Due date", "Título", "Prio", "Prio"],
            &["Due", "date", "Título", "Prio"],
        ] {
            assert_ne!(known, fingerprint(&names(other)), "{other:?}");
        }
        assert_eq!(fingerprint(&[]), None);
    }

    #[test]
    fn a_fingerprint_stays_what_it_is() {
        // It is stored: another value would forget every profile's shape.
        let known = fingerprint(&names(&["Title", "Due"])).unwrap();
        assert_eq!(known.to_string(), "4f32fdc9-4080-5f1f-b41c-961855fe7d94");
    }

    proptest! {
        #[test]
        fn neither_order_nor_case_nor_punctuation_count(
            columns in prop::collection::vec("[a-z0-9äöß]{1,6}( [a-z]{1,4})?", 1..12),
            seed in any::<usize>(),
        ) {
            let mut other: Vec<String> = columns
                .iter()
                .map(|column| format!(" {}: ", column.to_uppercase().to_lowercase().replace(' ', "_-")))
                .collect();
            let middle = seed % other.len();
            other.rotate_left(middle);
            // ß has no capital letter of its own, and becomes two.
            let plain: Vec<String> = columns.iter().map(|column| column.to_uppercase().to_lowercase()).collect();
            prop_assert_eq!(fingerprint(&plain), fingerprint(&other));
        }

        #[test]
        fn another_set_of_names_is_another_shape(
            mut first in prop::collection::vec("[a-c]{1,2}", 1..5),
            mut second in prop::collection::vec("[a-c]{1,2}", 1..5),
        ) {
            let same = fingerprint(&first) == fingerprint(&second);
            first.sort();
            second.sort();
            prop_assert_eq!(same, first == second);
        }
    }
}
