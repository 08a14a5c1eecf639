//! Where an import stands, and where it may go.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The file was announced and has not arrived.
    AwaitingUpload,
    /// The file is read and planned, row by row; nothing is written to tasks.
    Reading,
    /// The plan (the dry run) is complete and waits for someone to order it.
    Planned,
    /// The plan is carried out, chunk by chunk.
    Committing,
    /// Every row that could become a task is one.
    Completed,
    /// It cannot go on; `failure` says why.
    Failed,
    /// Someone stopped it. What was made before stays.
    Cancelled,
    /// What it did is taken back, chunk by chunk.
    Undoing,
    /// What it did was taken back, but for what someone changed since.
    Undone,
}

impl State {
    /// Every state, in the order in which an import goes.
    pub const ALL: [Self; 9] = [
        Self::AwaitingUpload,
        Self::Reading,
        Self::Planned,
        Self::Committing,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
        Self::Undoing,
        Self::Undone,
    ];

    /// Where an import may go from here. A planned one is read again when its mapping is changed; one that ended is
    /// undone, whole or as far as it came.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::AwaitingUpload => &[Self::Reading, Self::Failed, Self::Cancelled],
            Self::Reading => &[Self::Planned, Self::Failed, Self::Cancelled],
            Self::Planned => &[Self::Reading, Self::Committing, Self::Cancelled],
            Self::Committing => &[Self::Completed, Self::Failed, Self::Cancelled],
            Self::Completed | Self::Failed | Self::Cancelled => &[Self::Undoing],
            Self::Undoing => &[Self::Undone],
            Self::Undone => &[],
        }
    }

    /// Whether nothing happens any more by itself.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Completed | Self::Failed | Self::Cancelled | Self::Undone
        )
    }

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::AwaitingUpload => "awaiting_upload",
            Self::Reading => "reading",
            Self::Planned => "planned",
            Self::Committing => "committing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is tried in whatever order: tasks are only made from a plan, and what is over is undone at most.
        #[test]
        fn no_order_of_events_commits_without_a_plan(tries in prop::collection::vec(0_usize..State::ALL.len(), 0..40)) {
            let mut state = State::AwaitingUpload;
            let mut planned = false;
            for to in tries.into_iter().map(|index| State::ALL[index]) {
                if !state.next().contains(&to) {
                    continue;
                }
                prop_assert!(!state.is_over() || to == State::Undoing);
                if to == State::Committing {
                    prop_assert!(planned);
                }
                planned = match to {
                    State::Planned => true,
                    State::Reading => false,
                    _ => planned,
                };
                if to == State::Completed {
                    prop_assert!(planned);
                }
                state = to;
            }
        }
    }

    #[test]
    fn every_import_that_is_not_over_can_be_stopped() {
        for state in State::ALL {
            assert_eq!(
                state.is_over() || state == State::Undoing,
                !state.next().contains(&State::Cancelled),
                "{state:?}"
            );
        }
    }
}
