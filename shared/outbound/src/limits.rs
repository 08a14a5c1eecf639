//! What a call may reach and cost.

use std::time::Duration;

use crate::Networks;

/// The largest body of an answer, in bytes, after it was unpacked.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// The largest head of an answer, in bytes.
pub(crate) const HEAD_BYTES_MAX: usize = 64 * 1024;
/// How long it may take to open a connection, TLS included.
pub(crate) const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// How many addresses of a name are tried.
pub(crate) const ADDRESSES_MAX: usize = 4;

/// What a call may reach and cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Where it may go.
    pub networks: Networks,
    /// How long it may take, from the name to the last byte of the answer.
    pub time: Duration,
}

impl Default for Limits {
    /// The public internet only, and 30 seconds.
    fn default() -> Self {
        Self {
            networks: Networks::default(),
            time: Duration::from_secs(30),
        }
    }
}
