//! Proving who is asking: passwords, tokens, links, and the [`Authenticator`] that turns a credential into a
//! [`Caller`](katalusis_domain::Caller).

mod access_token;
mod api_token;
mod authenticator;
mod digest;
mod link;
mod password;

pub use access_token::{AccessClaims, KeyError, Signer, Verifier};
pub use api_token::{ApiSecret, IssuedApiToken};
pub use authenticator::{Authenticator, Refused};
pub use digest::sha256_hex;
pub use link::{LinkKey, LinkToken};
pub use password::{PasswordError, Passwords};

use katalusis_domain::World;

/// A random secret of 256 bits, fit for a URL: refresh tokens.
pub fn random_secret(world: &World) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(world.bytes::<32>())
}
