//! Webhooks that the receiver can trust: signed by the Standard Webhooks convention.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{HeaderMap, HeaderName};
use katalusis_domain::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::exchange::Request;
use crate::target::Target;
use crate::{CallError, Outbound};

/// How long a secret is, in bytes.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

impl Outbound {
    /// Posts `payload` as JSON to `url`. `id` names the message, the same at each try; it is the idempotency key too.
    /// `at` is the time of the try, so that nobody can send an old message again. `secret` is `whsec_` and 24 to 64 bytes
    /// in base64, which the receiver has as well.
    pub async fn webhook(
        &self,
        url: &str,
        secret: &SecretString,
        id: &str,
        at: Timestamp,
        payload: &Value,
    ) -> Result<(), CallError> {
        let target = Target::parse(url)?;
        let body = payload.to_string();
        let headers = signed(secret, id, at, &body)?;
        let reply = self.exchange(&target, Request::json(headers, body), id).await?;
        reply.succeeded(&target).map(drop)
    }
}

/// The headers by which a receiver knows the message, when it was sent, and that we sent it.
fn signed(secret: &SecretString, id: &str, at: Timestamp, body: &str) -> Result<HeaderMap, CallError> {
    let seconds = at.seconds();
    let signature = hmac::sign(&key(secret)?, format!("{id}.{seconds}.{body}").as_bytes());
    let headers = [
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", format!("v1,{}", STANDARD.encode(signature))),
    ];
    let header = |(name, value): (&'static str, String)| {
        let unsendable = |_| CallError::HeaderUnsendable(name.to_owned());
        Ok((HeaderName::from_static(name), value.parse().map_err(unsendable)?))
    };
    headers.into_iter().map(header).collect()
}

fn key(secret: &SecretString) -> Result<hmac::Key, CallError> {
    let encoded = secret.expose_secret().strip_prefix("whsec_");
    let bytes = encoded.and_then(|encoded| STANDARD.decode(encoded).ok());
    match bytes {
        Some(bytes) if SECRET_BYTES.contains(&bytes.len()) => Ok(hmac::Key::new(hmac::HMAC_SHA256, &bytes)),
        _ => Err(CallError::Secret),
    }
}
