//! Access tokens: JWTs that only the auth function can sign and every function can verify.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use katalusis_domain::Timestamp;
use katalusis_domain::organization::{OrganizationId, SessionId, UserId};
use katalusis_domain::permission::Role;
use serde::{Deserialize, Serialize};

/// Who may issue: tokens of another product that shares a key by mistake are refused.
const ISSUER: &str = "katalusis";
const AUDIENCE: &str = "katalusis-api";

/// A key in the settings is not usable.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not base64.
    #[error("is not base64 of a key")]
    Base64,
    /// Fewer than 32 bytes.
    #[error("must be at least 32 bytes, in base64")]
    TooShort,
    /// Not an Ed25519 key.
    #[error("is not an Ed25519 key: {0}")]
    NotEd25519(String),
}

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessClaims {
    iss: String,
    aud: String,
    /// The user.
    pub sub: UserId,
    /// The user's organization.
    pub org: OrganizationId,
    /// The role that the user had when the token was made; a token with another role is refused.
    pub role: Role,
    /// The session, which can be revoked.
    pub sid: SessionId,
    /// Issued at, in seconds since 1970.
    pub iat: i64,
    /// Expires at, in seconds since 1970.
    pub exp: i64,
}

/// Signs access tokens.
#[derive(Clone)]
pub struct Signer {
    key: EncodingKey,
    valid_for: TimeDelta,
}

impl Signer {
    /// Reads the private key (PKCS#8 DER in base64); tokens are valid for `valid_for`.
    pub fn from_base64(pkcs8: &str, valid_for: TimeDelta) -> Result<Self, KeyError> {
        let der = STANDARD.decode(pkcs8.trim()).map_err(|_| KeyError::Base64)?;
        aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der)
            .map_err(|error| KeyError::NotEd25519(error.to_string()))?;
        Ok(Self {
            key: EncodingKey::from_ed_der(&der),
            valid_for,
        })
    }

    /// How long a token is good for.
    pub fn valid_for(&self) -> TimeDelta {
        self.valid_for
    }

    /// A token for a session.
    pub fn sign(
        &self,
        user: UserId,
        organization: OrganizationId,
        role: Role,
        session: SessionId,
        now: Timestamp,
    ) -> Result<String, KeyError> {
        let claims = AccessClaims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: user,
            org: organization,
            role,
            sid: session,
            iat: now.seconds(),
            exp: (now + self.valid_for).seconds(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.key)
            .map_err(|error| KeyError::NotEd25519(error.to_string()))
    }
}

/// Verifies access tokens.
#[derive(Clone)]
pub struct Verifier {
    keys: Vec<DecodingKey>,
    validation: Validation,
}

impl Verifier {
    /// Reads public keys (32 bytes each, base64, comma separated). Several are good at once while a key is
    /// exchanged.
    pub fn from_base64(keys: &str) -> Result<Self, KeyError> {
        let keys = keys
            .split(',')
            .map(|key| {
                let key = STANDARD.decode(key.trim()).map_err(|_| KeyError::Base64)?;
                if key.len() == 32 {
                    Ok(DecodingKey::from_ed_der(&key))
                } else {
                    Err(KeyError::NotEd25519(format!(
                        "it has {} bytes, not 32",
                        key.len()
                    )))
                }
            })
            .collect::<Result<_, _>>()?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // The library would look at the system's clock; we compare with ours.
        validation.validate_exp = false;
        Ok(Self { keys, validation })
    }

    /// What the token says, if one of our keys signed it and it has not expired.
    pub fn verify(&self, token: &str, now: Timestamp) -> Option<AccessClaims> {
        let claims = self.keys.iter().find_map(|key| {
            jsonwebtoken::decode::<AccessClaims>(token, key, &self.validation)
                .ok()
                .map(|data| data.claims)
        })?;
        (claims.exp > now.seconds()).then_some(claims)
    }
}
