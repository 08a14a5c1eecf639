//! How often what failed is tried again, and when.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// How often what fails is tried again: after `first_seconds`, then after twice as long each time, an hour at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowRetries)]
pub struct Retries {
    /// How often it is tried altogether.
    #[schema(minimum = 1, maximum = 20, examples(5))]
    pub attempts: u32,
    /// How many seconds after the first failure it is tried again.
    #[schema(minimum = 1, maximum = 3600, examples(10))]
    pub first_seconds: u32,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            attempts: 5,
            first_seconds: 10,
        }
    }
}

/// The longest pause between two attempts, in seconds.
const PAUSE_MAX: u64 = 3600;

impl Retries {
    /// How long to wait after attempt number `attempt` (from 1) failed; `None` if it was the last.
    ///
    /// Up to a quarter is taken off, by what `key` and `attempt` hash to as JSON: runs that failed together do not come back
    /// together, and the same run always comes back at the same time, also in later versions of the program.
    pub fn pause(&self, attempt: u32, key: &impl Serialize) -> Option<TimeDelta> {
        if attempt >= self.attempts {
            return None;
        }
        let doubled = u64::from(self.first_seconds) << attempt.saturating_sub(1).min(16);
        let millis = doubled.min(PAUSE_MAX) * 1000;
        let name = serde_json::to_vec(&(key, attempt)).unwrap_or_default();
        let (hash, _) = Uuid::new_v5(&Uuid::NAMESPACE_OID, &name).as_u64_pair();
        let off = hash % (millis / 4 + 1);
        Some(TimeDelta::milliseconds(
            i64::try_from(millis - off).unwrap_or(i64::MAX),
        ))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_pause_grows_to_an_hour_and_ends(attempts in 1_u32..21, first_seconds in 1_u32..3601, key: u64) {
            let retries = Retries { attempts, first_seconds };
            for attempt in 1..attempts {
                let pause = retries.pause(attempt, &key).unwrap();
                let full = (i64::from(first_seconds) << (attempt - 1).min(16)).min(3600);
                prop_assert!(pause <= TimeDelta::seconds(full));
                prop_assert!(pause >= TimeDelta::milliseconds(full * 750));
                prop_assert_eq!(Some(pause), retries.pause(attempt, &key));
            }
            prop_assert_eq!(retries.pause(attempts, &key), None);
        }
    }

    #[test]
    fn a_pause_never_changes() {
        let retries = Retries::default();
        let pauses =
            [1, 2, 3, 4].map(|attempt| retries.pause(attempt, &("run", 7)).unwrap().num_milliseconds());
        assert_eq!(pauses, [8644, 16_340, 36_248, 60_783]);
    }
}
