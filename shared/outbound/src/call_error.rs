//! Why a call did not succeed.

use std::io;
use std::time::Duration;

use http::StatusCode;
use katalusis_domain::workflow::Failure;

use crate::AddressError;

/// Why a call did not succeed. As text: one sentence for people that says what to do. It names the host and nothing else
/// of the address; what was below it is only its source, for logs.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The address is not fit to be called.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// A header is one that follows from the call itself, or that is about the connection.
    #[error("The header {0} follows from the call and cannot be set; take it out.")]
    HeaderNotYours(String),
    /// A header has a name or a value that cannot be sent.
    #[error("The header {0} has a line break or another character that a header cannot have; take it out.")]
    HeaderUnsendable(String),
    /// The host is not part of the public internet, and nobody allowed its network.
    #[error(
        "{place} is not on the public internet; call an address that is, or ask the operator to allow its network."
    )]
    NotPublic {
        /// Host and port.
        place: String,
    },
    /// The host's name is unknown, at least now.
    #[error("The name of {place} was not found; check how it is written.")]
    NameNotFound {
        /// Host and port.
        place: String,
        /// What the resolver said.
        source: io::Error,
    },
    /// Nothing takes connections there.
    #[error("{place} takes no connections; check that it is running, and the port.")]
    Unreachable {
        /// Host and port.
        place: String,
        /// What the network said.
        source: io::Error,
    },
    /// Its certificate proves nothing.
    #[error(
        "The certificate of {place} cannot be trusted; it has to be valid, for this name, and of a known authority."
    )]
    Untrusted {
        /// Host and port.
        place: String,
        /// What the check of the certificate said.
        source: io::Error,
    },
    /// No TLS came about.
    #[error("No secure connection to {place} came about; check that HTTPS is spoken at this port.")]
    NoTls {
        /// Host and port.
        place: String,
        /// What TLS said.
        source: io::Error,
    },
    /// It took too long.
    #[error("{place} took longer than {} s; make it answer faster, or let it answer first and work later.", limit.as_secs_f32())]
    TooSlow {
        /// Host and port.
        place: String,
        /// How long it might have taken.
        limit: Duration,
    },
    /// What came was no HTTP, or it ended too early.
    #[error("{place} did not answer in full; check that a web server answers there.")]
    Broken {
        /// Host and port.
        place: String,
        /// What HTTP said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The answer is too large.
    #[error("The answer of {place} is larger than {} KiB; ask it for less.", crate::BODY_BYTES_MAX / 1024)]
    TooLarge {
        /// Host and port.
        place: String,
    },
    /// The answer is packed in a way that was not asked for.
    #[error("{place} packs its answer in a way that was not asked for; let it answer plainly, or by gzip.")]
    Packed {
        /// Host and port.
        place: String,
    },
    /// The answer is a redirect. Those are not followed: what is called with whose credentials is for people to say.
    #[error("{}", redirected(place, to.as_deref()))]
    Redirected {
        /// Host and port.
        place: String,
        /// Scheme and host that it leads to, where it says so.
        to: Option<String>,
    },
    /// The answer is that it did not succeed.
    #[error("{place} answered {status}; {}.", advice(*status))]
    Refused {
        /// Host and port.
        place: String,
        /// Its status.
        status: StatusCode,
        /// After which time it wants to be called again.
        retry_after: Option<Duration>,
    },
    /// Slack said why it takes no message.
    #[error("{0}")]
    Slack(&'static str),
    /// The secret of a webhook cannot be read.
    #[error("The secret of the webhook cannot be read; write one like whsec_…, of 24 to 64 bytes in base64.")]
    Secret,
}

impl CallError {
    /// Whether the same call may succeed later without anyone doing anything.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::NameNotFound { .. }
            | Self::Unreachable { .. }
            | Self::NoTls { .. }
            | Self::TooSlow { .. }
            | Self::Broken { .. } => true,
            Self::Refused { status, .. } => passes(*status),
            Self::Address(_)
            | Self::HeaderNotYours(_)
            | Self::HeaderUnsendable(_)
            | Self::NotPublic { .. }
            | Self::Untrusted { .. }
            | Self::TooLarge { .. }
            | Self::Packed { .. }
            | Self::Redirected { .. }
            | Self::Slack(_)
            | Self::Secret => false,
        }
    }

    /// After which time the other side wants to be called again, if it says so; at most a day.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

impl From<&CallError> for Failure {
    fn from(error: &CallError) -> Self {
        if !error.is_passing() {
            return Self::lasting(error);
        }
        let wait = error.retry_after().map(|wait| wait.as_secs());
        Self {
            retry_after_seconds: wait.and_then(|seconds| u32::try_from(seconds).ok()),
            ..Self::passing(error)
        }
    }
}

fn passes(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
        )
}

fn advice(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "check the credentials in the headers",
        StatusCode::NOT_FOUND | StatusCode::GONE => "check the address",
        StatusCode::METHOD_NOT_ALLOWED => "check the method",
        StatusCode::TOO_MANY_REQUESTS => "call it less often",
        status if passes(status) => "if that lasts, tell whoever runs it",
        _ => "check what is sent",
    }
}

fn redirected(place: &str, to: Option<&str>) -> String {
    match to {
        Some(to) => format!(
            "{place} answered with a redirect to {to}, which is not followed; call the address that it leads to."
        ),
        None => format!(
            "{place} answered with a redirect, which is not followed; call the address that it leads to."
        ),
    }
}
