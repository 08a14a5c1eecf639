//! Calls to web addresses that people wrote into workflows (ADR 21).
//!
//! Whoever draws a workflow chooses the address, so no address is trusted: [`Outbound`] connects to the public internet
//! and to the networks that an operator allowed, and to nothing else. A name is resolved once, every address that it
//! has is checked, and the connection goes to one that was checked. There is no second way out: no proxy, no redirect,
//! no pool of connections that others may have opened.

mod address;
mod answer;
mod body;
mod call_error;
mod connect;
mod exchange;
mod headers;
mod limits;
mod networks;
mod outbound;
mod retry_after;
mod slack;
mod target;
mod webhook;

#[cfg(test)]
mod tests;

pub use address::AddressError;
pub use answer::Answer;
pub use call_error::CallError;
pub use limits::{BODY_BYTES_MAX, Limits};
pub use networks::{Networks, NetworksError};
pub use outbound::{Outbound, RootsError};
