//! Proposals: the mapping that a file gets whose mapping nobody gave.

use super::mapping::Mapping;
use super::profile::{ImportProfile, ImportProfileId, fingerprint};
use crate::project::CustomField;

/// A mapping for a file, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Which column goes where.
    pub mapping: Mapping,
    /// The profile that it is of.
    pub profile_id: Option<ImportProfileId>,
}

/// What a project knows about files that come to it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Its custom fields.
    pub custom_fields: Vec<CustomField>,
    /// Its profiles, the one that was changed last first.
    pub profiles: Vec<ImportProfile>,
}

impl Known {
    /// Proposes a mapping for a file with these columns: that of the last profile for files of this shape, as long
    /// as it fits the project, or else what the columns' names mean.
    pub fn propose(&self, columns: &[String]) -> Proposal {
        let shape = fingerprint(columns);
        let fits = |profile: &&ImportProfile| {
            profile.fingerprint.is_some()
                && profile.fingerprint == shape
                && profile
                    .mapping
                    .faults(&self.custom_fields, Some(columns))
                    .is_empty()
        };
        match self.profiles.iter().find(fits) {
            Some(profile) => Proposal {
                mapping: profile.mapping.clone(),
                profile_id: Some(profile.id),
            },
            None => Proposal {
                mapping: Mapping::propose(columns, &self.custom_fields),
                profile_id: None,
            },
        }
    }
}
