//! Refresh tokens: `<session>.<family>.<secret>`, of which only hashes are kept.
//!
//! The secret changes with each use. Each follows from the one before and a salt that the session keeps:
//! whoever held the one before gets the same next one again, so that two tabs that refresh at once end up with
//! the same token, in whatever order their answers arrive; and neither the salt nor an old token alone gives
//! anything away. The family part stays, so that an old token of a session can be told from an invented one:
//! knowing a session's id must not be enough to end it.

use std::str::FromStr;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use katalusis_domain::organization::SessionId;
use katalusis_domain::{Id, World};
use subtle::ConstantTimeEq;

use crate::KeyError;
use crate::digest::sha256_hex;

/// A refresh token, whole.
#[derive(Clone)]
pub struct RefreshToken {
    /// The session that it belongs to.
    pub session_id: SessionId,
    family: [u8; 16],
    secret: [u8; 32],
}

impl RefreshToken {
    /// The first token of a session.
    pub fn new(world: &World, session_id: SessionId) -> Self {
        Self {
            session_id,
            family: world.bytes(),
            secret: world.bytes(),
        }
    }

    /// A salt for [`RefreshToken::next`].
    pub fn salt(world: &World) -> String {
        URL_SAFE_NO_PAD.encode(world.bytes::<16>())
    }

    /// The token that follows this one with this salt.
    #[must_use]
    pub fn next(&self, salt: &str) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.secret);
        let mut secret = [0; 32];
        secret.copy_from_slice(hmac::sign(&key, salt.as_bytes()).as_ref());
        Self {
            secret,
            ..self.clone()
        }
    }

    /// The token as its holder keeps it.
    pub fn to_text(&self) -> String {
        let session = URL_SAFE_NO_PAD.encode(self.session_id.uuid().as_bytes());
        let family = URL_SAFE_NO_PAD.encode(self.family);
        format!("{session}.{family}.{}", URL_SAFE_NO_PAD.encode(self.secret))
    }

    /// What a session keeps of all its tokens.
    pub fn family_hash(&self) -> String {
        sha256_hex(&self.family)
    }

    /// What a session keeps of one token.
    pub fn secret_hash(&self) -> String {
        sha256_hex(&self.secret)
    }

    /// Whether this token is, or was, one of the session that keeps this.
    pub fn is_of_family(&self, family_hash: &str) -> bool {
        self.family_hash().as_bytes().ct_eq(family_hash.as_bytes()).into()
    }

    /// Whether this is the very token of which this was kept.
    pub fn matches(&self, secret_hash: &str) -> bool {
        self.secret_hash().as_bytes().ct_eq(secret_hash.as_bytes()).into()
    }
}

impl FromStr for RefreshToken {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text
            .split('.')
            .map(|part| URL_SAFE_NO_PAD.decode(part).map_err(|_| KeyError::Base64));
        let mut part = || parts.next().ok_or(KeyError::Base64)?;
        let (session, family, secret) = (part()?, part()?, part()?);
        if parts.next().is_some() {
            return Err(KeyError::Base64);
        }
        Ok(Self {
            session_id: Id::new(uuid::Uuid::from_slice(&session).map_err(|_| KeyError::Base64)?),
            family: family.try_into().map_err(|_| KeyError::Base64)?,
            secret: secret.try_into().map_err(|_| KeyError::Base64)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> RefreshToken {
        RefreshToken {
            session_id: Id::new(uuid::Uuid::from_u128(7)),
            family: [1; 16],
            secret: [2; 32],
        }
    }

    #[test]
    fn a_token_survives_its_text() {
        let read: RefreshToken = token().to_text().parse().unwrap();
        assert_eq!(read.session_id, token().session_id);
        assert!(read.matches(&token().secret_hash()) && read.is_of_family(&token().family_hash()));
        for wrong in ["", "a", "a.b.c", "....", &format!("{}.x", token().to_text())] {
            assert!(wrong.parse::<RefreshToken>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_next_token_is_the_same_for_everyone_who_holds_this_one() {
        let next = token().next("salt");
        assert!(next.matches(&token().next("salt").secret_hash()));
        assert!(next.is_of_family(&token().family_hash()));
        assert!(!next.matches(&token().secret_hash()));
        assert!(!next.matches(&token().next("other").secret_hash()));
    }
}
