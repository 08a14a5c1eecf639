//! API tokens: `kat_<id>_<secret>`, of which only a hash is kept.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use katalusis_domain::organization::ApiTokenId;
use katalusis_domain::{Id, World};
use subtle::ConstantTimeEq;

use crate::KeyError;
use crate::digest::sha256_hex;

const PREFIX: &str = "kat_";

/// A token that was just made: the only time that it is seen whole.
#[derive(Debug)]
pub struct IssuedApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// The token as its holder sends it.
    pub token: String,
    /// What is stored.
    pub secret_hash: String,
}

/// A token as a program sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiSecret {
    /// Names the token.
    pub id: ApiTokenId,
    secret: String,
}

impl IssuedApiToken {
    /// Makes a token with 256 random bits.
    pub fn new(world: &World) -> Self {
        let id = world.id();
        let secret = hex::encode(world.bytes::<32>());
        let token = format!(
            "{PREFIX}{}_{secret}",
            URL_SAFE_NO_PAD.encode(id.uuid().as_bytes())
        );
        Self {
            id,
            token,
            secret_hash: sha256_hex(secret.as_bytes()),
        }
    }
}

impl ApiSecret {
    /// Whether a bearer credential claims to be an API token.
    pub fn is_one(credential: &str) -> bool {
        credential.starts_with(PREFIX)
    }

    /// Whether this is the secret that was hashed.
    pub fn matches(&self, secret_hash: &str) -> bool {
        sha256_hex(self.secret.as_bytes())
            .as_bytes()
            .ct_eq(secret_hash.as_bytes())
            .into()
    }
}

impl FromStr for ApiSecret {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, secret) = text
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.rsplit_once('_'))
            .ok_or(KeyError::Base64)?;
        let id = URL_SAFE_NO_PAD.decode(id).map_err(|_| KeyError::Base64)?;
        let uuid = uuid::Uuid::from_slice(&id).map_err(|_| KeyError::Base64)?;
        Ok(Self {
            id: Id::new(uuid),
            secret: secret.to_owned(),
        })
    }
}
