//! A clock that the test owns.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::TimeDelta;
use katalusis_domain::Timestamp;
use katalusis_domain::world::{Clock, Random};

/// Starts at the system's time and then moves only when told, but for one millisecond per look, so that
/// things that follow each other are ordered.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// A clock that shows the present.
    #[expect(
        clippy::disallowed_methods,
        reason = "AWS checks signatures against the real time"
    )]
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(chrono::Utc::now().timestamp_millis())))
    }

    /// Moves the clock.
    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

/// The system's randomness: tests run side by side and must not meet.
pub(crate) struct TestRandom;

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the operating system has randomness");
    }
}
