//! The one implementation of time and chance for production.

use katalusis_domain::world::{Clock, Random};
use katalusis_domain::{Timestamp, World};

struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the system for the time"
    )]
    fn now(&self) -> Timestamp {
        chrono::Utc::now().into()
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // Fails only where the operating system has no randomness at all; nothing could go on there.
        aws_lc_rs::rand::fill(bytes).unwrap_or_else(|_| std::process::abort());
    }
}

/// The system's clock and randomness.
pub fn system_world() -> World {
    World::new(SystemClock, SystemRandom)
}
