//! Proposals: the mapping that a file gets whose mapping nobody gave, and why.
//!
//! Every column is asked what it may be: by its name, by what earlier choices made of a column of that name, by its
//! content. The surest answer wins, each field and each column is given once. Values are proposed with it: "Erledigt"
//! is read as completed.

mod evidence;
mod words;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::mapping::{Mapping, Rule, Target, Translation, VALUES_MAX};
use super::profile::{ImportProfile, ImportProfileId};
use super::synonyms::{field, hint, is_doubtful, is_near_due, normal};
use super::{Import, People, ReadAs};
use crate::project::CustomField;
pub use evidence::Sample;
use evidence::{Evidence, OwnText, is_day};
use words::{Reading, has_words, reading};

/// How many of the file's first rows are looked at.
pub const SAMPLE_ROWS: usize = 1_000;
/// How many bytes of them, at most.
pub const SAMPLE_BYTES: usize = 1024 * 1024;
/// What is at least so sure is good without anyone looking at it, in percent.
pub const SURE: u8 = 80;
/// How many values that cannot be read are shown.
const UNKNOWN_SHOWN: usize = 20;
const UNKNOWN_LENGTH: usize = 80;
/// A column with more different words than this is neither a status nor a choice.
const WORDS_MAX: usize = 20;

/// A mapping for a file, and where it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Which column goes where.
    pub mapping: Mapping,
    /// The profile that it is of.
    pub profile_id: Option<ImportProfileId>,
    /// Why, for each rule of the mapping, in their order.
    pub grounds: Vec<Ground>,
}

/// Why a column is proposed for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ground {
    /// The field.
    #[schema(value_type = String, example = "priority")]
    pub target: Target,
    /// The column; `null` for a constant of a profile.
    #[schema(required, example = "Urgency")]
    pub column: Option<String>,
    /// What speaks for it.
    pub reason: RuleReason,
    /// How sure that is, in percent.
    #[schema(example = 90)]
    pub confidence: u8,
    /// Values of the first rows that the field cannot hold and nobody knows a translation of: give them one in the
    /// rule's `values`.
    #[schema(example = json!(["as soon as possible"]))]
    pub unknown_values: Vec<String>,
}

/// What speaks for a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleReason {
    /// A profile maps a column of this name so.
    Profile,
    /// The column's name means the field.
    Name,
    /// The column's content is of the field's sort.
    Content,
}

/// What a project knows about files that come to it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Its custom fields.
    pub custom_fields: Vec<CustomField>,
    /// Its profiles, the one that was changed last first.
    pub profiles: Vec<ImportProfile>,
    /// Who can be assigned.
    pub people: People,
}

/// A column that may go into a field.
struct Candidate {
    column: usize,
    rule: Rule,
    reason: RuleReason,
    confidence: u8,
}

impl Known {
    /// The last profile for files of this shape that fits the project. `columns` tells which columns the file has if
    /// it is read as the profile says; `None` if it cannot be read so.
    pub fn recognize(
        &self,
        mut columns: impl FnMut(&ReadAs) -> Option<Vec<String>>,
    ) -> Option<&ImportProfile> {
        let mut profiles = self.profiles.iter();
        profiles.find(|profile| {
            profile.fingerprint.is_some()
                && columns(&profile.read_as)
                    .is_some_and(|columns| profile.fits(&columns, &self.custom_fields))
        })
    }

    /// Proposes a mapping for a file that no profile is for, with these columns and, in its first rows, this content:
    /// what each column seems to be.
    pub fn propose(&self, columns: &[String], sample: &Sample) -> Proposal {
        let evidence: Vec<Evidence> = (0..columns.len()).map(|index| sample.column(index)).collect();
        let mut candidates = Vec::new();
        for (index, name) in columns.iter().enumerate() {
            let found = self.candidates(name, sample, &evidence[index]);
            candidates.extend(found.into_iter().map(|(rule, reason, confidence)| Candidate {
                column: index,
                rule,
                reason,
                confidence,
            }));
        }
        // The sort is stable: of what is equally sure, the column that comes first.
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.confidence));
        let (mut taken, mut given) = (HashSet::new(), HashSet::new());
        candidates.retain(|candidate| {
            let free = !taken.contains(&candidate.column) && !given.contains(&candidate.rule.target);
            if free {
                taken.insert(candidate.column);
                given.insert(candidate.rule.target.clone());
            }
            free
        });
        candidates.sort_by_key(|candidate| candidate.column);
        let mut proposal = Proposal::default();
        for Candidate {
            column,
            mut rule,
            reason,
            confidence,
        } in candidates
        {
            let unknown_values = self.translate(&mut rule, &evidence[column]);
            proposal.grounds.push(Ground {
                target: rule.target.clone(),
                column: rule.column.clone(),
                reason,
                confidence,
                unknown_values,
            });
            proposal.mapping.rules.push(rule);
        }
        proposal
    }

    /// What a column may be, and how sure that is.
    fn candidates(&self, column: &str, sample: &Sample, evidence: &Evidence) -> Vec<(Rule, RuleReason, u8)> {
        let name = normal(column);
        let mut found = Vec::new();
        let mut may_be = |target: Target, reason, confidence| {
            found.push((Rule::column(target, column), reason, confidence));
        };
        if let Some(field) = self
            .custom_fields
            .iter()
            .find(|field| normal(&field.key) == name || normal(&field.name) == name)
        {
            may_be(Target::Custom(field.key.clone()), RuleReason::Name, 95);
        }
        match field(&name) {
            Some(target) if !is_doubtful(&name) => may_be(target, RuleReason::Name, 90),
            Some(target) => match self.agreement(&target, evidence) {
                _ if evidence.texts.is_empty() => may_be(target, RuleReason::Name, 70),
                80.. => may_be(target, RuleReason::Name, 80),
                50.. => may_be(target, RuleReason::Name, 60),
                _ => {}
            },
            None => {}
        }
        if let Some(target) = hint(&name)
            && self.agreement(&target, evidence) >= 80
        {
            may_be(target, RuleReason::Name, 60);
        }
        for (target, confidence) in self.by_content(&name, sample, evidence) {
            may_be(target, RuleReason::Content, confidence);
        }
        if let Some(earlier) = self.earlier(column, &name) {
            found.push((earlier, RuleReason::Profile, 92));
        }
        found
    }

    /// The rule of a column of this name in the profile that was changed last, if it fits the project.
    fn earlier(&self, column: &str, name: &str) -> Option<Rule> {
        let rules = self.profiles.iter().flat_map(|profile| &profile.mapping.rules);
        let mut named =
            rules.filter(|rule| rule.column.as_deref().is_some_and(|known| normal(known) == name));
        let rule = named.find(|rule| {
            let alone = Mapping {
                rules: vec![(*rule).clone()],
            };
            alone.faults(&self.custom_fields, None).is_empty()
        })?;
        Some(Rule {
            column: Some(column.to_owned()),
            ..rule.clone()
        })
    }

    fn by_content(&self, name: &str, sample: &Sample, evidence: &Evidence) -> Vec<(Target, u8)> {
        let mut found = Vec::new();
        let is_choice = (2..=WORDS_MAX).contains(&evidence.texts.len());
        let choices = self
            .custom_fields
            .iter()
            .map(|field| Target::Custom(field.key.clone()));
        for target in [Target::Status, Target::Priority].into_iter().chain(choices) {
            if is_choice && has_words(&target, &self.custom_fields) && self.agreement(&target, evidence) >= 80
            {
                found.push((target, 65));
            }
        }
        if self.agreement(&Target::Assignees, evidence) >= 80 {
            let by_address = evidence.share(|text| text.contains('@')) >= 80;
            found.push((Target::Assignees, if by_address { 75 } else { 65 }));
        }
        if is_near_due(name) && self.agreement(&Target::DueAt, evidence) >= 90 {
            found.push((Target::DueAt, 60));
        }
        match sample.own_text(evidence) {
            Some(OwnText::Short) => found.push((Target::Title, 50)),
            Some(OwnText::Long) => found.extend([(Target::Description, 50), (Target::Title, 40)]),
            None => {}
        }
        found
    }

    /// How much of a column's content a field can hold, in percent; 0 for fields that hold any text.
    fn agreement(&self, target: &Target, evidence: &Evidence) -> usize {
        match target {
            Target::Assignees => evidence.share(|text| {
                let mut parts = text
                    .split([',', ';', '\n'])
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                parts.all(|part| self.people.find(part).is_ok())
            }),
            Target::StartAt | Target::DueAt => evidence.share(is_day),
            target if has_words(target, &self.custom_fields) => {
                evidence.share(|text| reading(text, target, &self.custom_fields) != Reading::Unknown)
            }
            _ => 0,
        }
    }

    /// Adds translations for the values that need one; those that nobody knows are returned.
    fn translate(&self, rule: &mut Rule, evidence: &Evidence) -> Vec<String> {
        let mut unknown = Vec::new();
        if !has_words(&rule.target, &self.custom_fields) {
            return unknown;
        }
        let mut known: HashSet<String> = rule
            .values
            .iter()
            .map(|value| value.from.trim().to_lowercase())
            .collect();
        for text in &evidence.texts {
            if known.contains(&text.to_lowercase()) {
                continue;
            }
            match reading(text, &rule.target, &self.custom_fields) {
                Reading::As(to) if rule.values.len() < VALUES_MAX => {
                    known.insert(text.to_lowercase());
                    rule.values.push(Translation {
                        from: text.clone(),
                        to,
                    });
                }
                Reading::As(_) | Reading::Unknown if unknown.len() < UNKNOWN_SHOWN => {
                    unknown.push(text.chars().take(UNKNOWN_LENGTH).collect());
                }
                Reading::Plain | Reading::As(_) | Reading::Unknown => {}
            }
        }
        unknown
    }
}

impl Proposal {
    /// What a profile says, for a file that is recognized as one of its.
    pub fn of_profile(profile: &ImportProfile) -> Self {
        let grounds = profile.mapping.rules.iter().map(|rule| Ground {
            target: rule.target.clone(),
            column: rule.column.clone(),
            reason: RuleReason::Profile,
            confidence: 100,
            unknown_values: Vec::new(),
        });
        Self {
            mapping: profile.mapping.clone(),
            profile_id: Some(profile.id),
            grounds: grounds.collect(),
        }
    }

    /// What is left if nobody looks at it before it is carried out: no guesses.
    #[must_use]
    pub fn sure(mut self) -> Self {
        let sure: Vec<bool> = self
            .grounds
            .iter()
            .map(|ground| ground.confidence >= SURE)
            .collect();
        let mut each = sure.iter();
        self.mapping
            .rules
            .retain(|_| each.next().copied().unwrap_or(true));
        self.grounds.retain(|ground| ground.confidence >= SURE);
        self
    }
}

impl Import {
    /// A mapping that is there already, as a proposal that was accepted.
    pub fn given(&self, mapping: &Mapping) -> Proposal {
        Proposal {
            mapping: mapping.clone(),
            profile_id: self.profile_id,
            grounds: self.grounds.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
