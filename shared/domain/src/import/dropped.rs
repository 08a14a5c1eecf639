//! The drop folder: where files lie that nobody announced, and where their answers go.
//!
//! `drop/<organization>/<profile>/<name>` is imported with that profile; what came of it is written to the same
//! place under `reports/`.

use super::profile::ImportProfileId;
use super::{Import, ImportId, State};
use crate::Id;
use crate::organization::OrganizationId;

/// What keys of dropped files begin with.
pub const FOLDER: &str = "drop/";
/// What is appended to a file's key for its report, before the ending of the report's format.
pub const REPORT: &str = ".report.";
/// What is appended to a file's key for the reason why it was not, or not wholly, imported.
pub const FAILED: &str = ".failed.txt";
const NAME_MAX: usize = 255;

/// A place in the drop folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Whose folder it is.
    pub organization_id: OrganizationId,
    /// The profile that files there are imported with.
    pub profile_id: ImportProfileId,
    /// What the file is called below the profile's folder; it may hold folders of its own.
    pub path: &'a str,
}

impl<'a> Place<'a> {
    /// Reads a key; `None` if it is not `drop/<organization>/<profile>/<name>`.
    pub fn of(key: &'a str) -> Option<Self> {
        let mut parts = key.strip_prefix(FOLDER)?.splitn(3, '/');
        let place = Self {
            organization_id: parts.next()?.parse().ok()?,
            profile_id: parts.next()?.parse().ok()?,
            path: parts.next()?,
        };
        (!place.path.is_empty()).then_some(place)
    }

    /// The file's name as people see it: without folders and invisible characters, not too long.
    pub fn name(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let shown: String = name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
        if shown.trim().is_empty() {
            "unnamed".to_owned()
        } else {
            shown.trim().to_owned()
        }
    }
}

/// The import that a dropped file becomes: the same however often, and in whatever order, S3 tells of it. `content`
/// names what lay at the key: its version or, in a bucket that keeps none, its `ETag`.
pub fn import_id(profile_id: ImportProfileId, key: &str, content: &str) -> ImportId {
    // No `ETag` and no version holds a line break.
    Id::derived(profile_id, &format!("{content}\n{key}"))
}

/// Where an answer to a dropped file lies: its key under `reports/`, with an ending.
pub fn answer_key(key: &str, ending: &str) -> String {
    let path = key.strip_prefix(FOLDER).unwrap_or(key);
    format!("reports/{path}{ending}")
}

impl Import {
    /// Whether its file came through the drop folder.
    pub fn is_dropped(&self) -> bool {
        self.file.key.starts_with(FOLDER)
    }

    /// Why its file was not, or not wholly, imported, for the person who dropped it.
    pub fn reason_of_failure(&self) -> Option<String> {
        match (self.state, &self.failure) {
            (State::Failed, Some(failure)) => Some(failure.detail.clone()),
            (State::Failed, None) => Some("The import failed.".to_owned()),
            (State::Cancelled, _) => {
                Some("The import was cancelled. Tasks that it made before stay.".to_owned())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_a_file_in_a_profiles_folder_has_a_place() {
        let (organization, profile) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let key = format!("drop/{organization}/{profile}/a/b c.csv");
        let place = Place::of(&key).unwrap();
        assert_eq!(
            (place.organization_id.uuid(), place.profile_id.uuid(), place.path),
            (organization, profile, "a/b c.csv")
        );
        assert_eq!(place.name(), "b c.csv");
        for other in [
            format!("drop/{organization}/{profile}/"),
            format!("drop/{organization}/{profile}"),
            format!("drop/{organization}/webshop/a.csv"),
            format!("drop/{profile}"),
            format!("uploads/{organization}/{profile}/a.csv"),
            "drop/".to_owned(),
        ] {
            assert_eq!(Place::of(&other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn names_are_fit_to_be_shown(path in "\\PC{0,300}|[\u{0}-\u{2f}a]{1,20}") {
            let place = Place { organization_id: Id::new(Uuid::from_u128(1)), profile_id: Id::new(Uuid::from_u128(2)), path: &path };
            let name = place.name();
            prop_assert!((1..=NAME_MAX).contains(&name.chars().count()));
            prop_assert!(!name.contains(char::is_control) && !name.contains('/') && name.trim() == name);
        }

        #[test]
        fn each_content_at_each_key_is_an_import_of_its_own(
            first in ("[a-c/]{1,3}", "[a-c]{1,2}"), second in ("[a-c/]{1,3}", "[a-c]{1,2}"),
        ) {
            let id = |(key, content): &(String, String)| import_id(Id::new(Uuid::from_u128(2)), key, content);
            prop_assert_eq!(id(&first) == id(&second), first == second);
        }
    }
}
