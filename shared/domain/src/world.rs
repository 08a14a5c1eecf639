//! Time and chance, handed in as values.

use std::sync::Arc;

use uuid::Uuid;

use crate::{Id, Timestamp};

/// Tells the time. The system's clock in production, the test's own in tests.
pub trait Clock: Send + Sync {
    /// The present time.
    fn now(&self) -> Timestamp;
}

/// Gives unpredictable bytes, fit for keys and tokens.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The clock and the randomness that a process was started with.
#[derive(Clone)]
pub struct World {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl World {
    /// A world made of this clock and this randomness.
    pub fn new(clock: impl Clock + 'static, random: impl Random + 'static) -> Self {
        Self {
            clock: Arc::new(clock),
            random: Arc::new(random),
        }
    }

    /// The present time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Unpredictable bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    /// A new id, ordered by time (`UUIDv7`, RFC 9562).
    pub fn id<T>(&self) -> Id<T> {
        let millis = u64::try_from(self.now().millis()).unwrap_or(0);
        Id::new(uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid())
    }

    /// A new id as bare text, for things that are not documents (requests, messages).
    pub fn uuid(&self) -> Uuid {
        self.id::<()>().uuid()
    }
}
