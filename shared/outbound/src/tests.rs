//! Calls to servers on this machine, and to where there must be none.

mod addresses;
mod answers;
mod failures;
mod inner;
mod messages;
mod secure;
mod server;
