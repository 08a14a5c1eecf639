//! Identity.

mod sign_up;
