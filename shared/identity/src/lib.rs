//! Proving who is asking: passwords, tokens, links, and the [`Authenticator`] that turns a credential into a
//! [`Caller`](katalusis_domain::Caller).

mod access_token;
mod api_token;
mod authenticator;
mod digest;
mod link;
mod password;
mod refresh_token;

pub use access_token::{AccessClaims, KeyError, Signer, Verifier};
pub use api_token::{ApiSecret, IssuedApiToken};
pub use authenticator::{Authenticator, Refused};
pub use digest::sha256_hex;
pub use link::{LinkKey, LinkToken};
pub use password::{PasswordError, Passwords};
pub use refresh_token::RefreshToken;
