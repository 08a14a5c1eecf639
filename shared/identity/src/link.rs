//! Invitation and reset links: their secret follows from an id and a key, so that it is stored nowhere and
//! travels in no event.

use std::str::FromStr;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use katalusis_domain::Id;
use katalusis_domain::organization::OpenLink;

use crate::KeyError;

/// The key from which link secrets are derived.
#[derive(Clone)]
pub struct LinkKey(hmac::Key);

/// A link's token as it stands in the link: id and secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkToken {
    /// Names the link.
    pub id: Id<OpenLink>,
    secret: Vec<u8>,
}

impl LinkKey {
    /// Reads a key of at least 32 bytes in base64.
    pub fn from_base64(text: &str) -> Result<Self, KeyError> {
        let key = STANDARD.decode(text.trim()).map_err(|_| KeyError::Base64)?;
        if key.len() < 32 {
            return Err(KeyError::TooShort);
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &key)))
    }

    /// The token that belongs to this link.
    pub fn token(&self, id: Id<OpenLink>) -> String {
        let secret = hmac::sign(&self.0, id.uuid().as_bytes());
        format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(id.uuid().as_bytes()),
            URL_SAFE_NO_PAD.encode(secret)
        )
    }

    /// Whether this token is one that we made.
    pub fn verify(&self, token: &LinkToken) -> bool {
        hmac::verify(&self.0, token.id.uuid().as_bytes(), &token.secret).is_ok()
    }
}

impl FromStr for LinkToken {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, secret) = text.split_once('.').ok_or(KeyError::Base64)?;
        let id = URL_SAFE_NO_PAD.decode(id).map_err(|_| KeyError::Base64)?;
        let uuid = uuid::Uuid::from_slice(&id).map_err(|_| KeyError::Base64)?;
        let secret = URL_SAFE_NO_PAD.decode(secret).map_err(|_| KeyError::Base64)?;
        Ok(Self {
            id: Id::new(uuid),
            secret,
        })
    }
}
