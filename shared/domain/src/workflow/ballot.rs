//! Who was asked to approve, who answered what, and what follows from it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::organization::UserId;

/// A question to several people, of whom some have to agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ballot {
    /// What they were asked.
    #[serde(default)]
    pub question: String,
    /// Who was asked; each once.
    pub people: Vec<UserId>,
    /// How many of them have to approve.
    pub needed: u32,
    /// Who may not answer although asked: whoever began the run, unless the node allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barred: Option<UserId>,
    /// Whether each answer has to say why.
    #[serde(default)]
    pub reason_required: bool,
    /// Whether others were asked before, who did not answer in time.
    #[serde(default)]
    pub escalated: bool,
    /// When those who have not answered are reminded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_at: Option<Timestamp>,
    /// How many seconds later they are reminded again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_every_seconds: Option<u32>,
    /// Their answers so far.
    #[serde(default)]
    pub votes: Vec<Vote>,
}

/// One person's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Vote {
    /// Whose.
    pub user_id: UserId,
    /// What.
    pub verdict: Verdict,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// An answer, and the outcome of a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RunVerdict)]
pub enum Verdict {
    /// Yes.
    Approved,
    /// No.
    Rejected,
}

impl Verdict {
    /// As it is written: `approved`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Someone else was asked.
    #[error("you were not asked to approve this")]
    NotAsked,
    /// The one who began the run may not approve it.
    #[error("who began the workflow may not approve it")]
    OwnRequest,
    /// Each answers once.
    #[error("you have answered already")]
    AnsweredBefore,
    /// A reason is missing.
    #[error("please say why")]
    ReasonMissing,
}

impl Ballot {
    /// Takes an answer down.
    pub fn take(&mut self, vote: Vote) -> Result<(), Refusal> {
        self.may_answer(vote.user_id)?;
        if self.reason_required
            && vote
                .reason
                .as_deref()
                .is_none_or(|reason| reason.trim().is_empty())
        {
            return Err(Refusal::ReasonMissing);
        }
        self.votes.push(vote);
        Ok(())
    }

    /// Whether this person's answer would be taken.
    pub fn may_answer(&self, user: UserId) -> Result<(), Refusal> {
        if !self.people.contains(&user) {
            return Err(Refusal::NotAsked);
        }
        if self.barred == Some(user) {
            return Err(Refusal::OwnRequest);
        }
        if self.votes.iter().any(|vote| vote.user_id == user) {
            return Err(Refusal::AnsweredBefore);
        }
        Ok(())
    }

    /// Does not ask this person, who has not answered, any more; whether enough are left who could approve it.
    pub fn without(&mut self, user: UserId) -> bool {
        self.people.retain(|person| *person != user);
        self.outcome() != Some(Verdict::Rejected)
    }

    /// How many of those asked may answer.
    pub fn voters(&self) -> usize {
        self.people
            .iter()
            .filter(|person| self.barred != Some(**person))
            .count()
    }

    /// Who may answer and has not.
    pub fn open(&self) -> impl Iterator<Item = UserId> {
        self.people
            .iter()
            .copied()
            .filter(|person| self.may_answer(*person).is_ok())
    }

    /// What was decided: yes, once as many approved as have to; no, once they cannot any more.
    pub fn outcome(&self) -> Option<Verdict> {
        let count = |verdict| self.votes.iter().filter(|vote| vote.verdict == verdict).count();
        let needed = usize::try_from(self.needed).unwrap_or(usize::MAX);
        if count(Verdict::Approved) >= needed {
            Some(Verdict::Approved)
        } else if self.voters() - count(Verdict::Rejected) < needed {
            Some(Verdict::Rejected)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::Id;

    fn person(number: u128) -> UserId {
        Id::new(Uuid::from_u128(number))
    }

    proptest! {
        /// Whatever comes in whatever order: each answers once, nobody who may not, and the first outcome stays.
        #[test]
        fn a_ballot_has_one_outcome(
            asked in 1_u128..6,
            needed in 1_u32..6,
            barred in prop::option::of(0_u128..6),
            tries in prop::collection::vec((0_u128..8, any::<bool>()), 0..30),
        ) {
            let mut ballot = Ballot {
                question: String::new(),
                people: (0..asked).map(person).collect(),
                needed,
                barred: barred.map(person),
                reason_required: false,
                escalated: false,
                remind_at: None,
                remind_every_seconds: None,
                votes: vec![],
            };
            prop_assume!(ballot.voters() >= needed as usize);
            let mut decided = None;
            for (who, yes) in tries {
                let verdict = if yes { Verdict::Approved } else { Verdict::Rejected };
                let vote = Vote { user_id: person(who), verdict, reason: None, at: Timestamp::from_millis(0) };
                let taken = ballot.take(vote).is_ok();
                prop_assert_eq!(taken && who >= asked, false);
                if let Some(decided) = decided {
                    prop_assert_eq!(ballot.outcome(), Some(decided));
                }
                decided = ballot.outcome();
            }
            let voters: std::collections::BTreeSet<_> = ballot.votes.iter().map(|vote| vote.user_id).collect();
            prop_assert_eq!(voters.len(), ballot.votes.len());
            if ballot.open().next().is_none() {
                prop_assert!(ballot.outcome().is_some());
            }
        }
    }
}
