//! The headers of a call.

use std::collections::BTreeMap;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::CallError;

/// As whom we call.
const USER_AGENT: &str = concat!("Katalusis/", env!("CARGO_PKG_VERSION"));
/// Under which key.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest name of a header that an error repeats, in characters.
const SHOWN_MAX: usize = 60;

/// Headers that follow from the call, and those that are about a single connection (RFC 9110, section 7.6.1). Where a
/// proxy and a server differ about one of these, a second request can hide in the first.
const NOT_YOURS: [HeaderName; 16] = [
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
    HeaderName::from_static("http2-settings"),
    header::EXPECT,
    header::ACCEPT_ENCODING,
    header::USER_AGENT,
    IDEMPOTENCY_KEY,
];

/// The headers that a person gave, if each of them can be sent.
pub(crate) fn checked(given: &BTreeMap<String, String>) -> Result<HeaderMap, CallError> {
    let mut headers = HeaderMap::with_capacity(given.len() + 7);
    for (name, value) in given {
        let unsendable = || CallError::HeaderUnsendable(shown(name));
        let parsed: HeaderName = name.parse().map_err(|_| unsendable())?;
        if NOT_YOURS.contains(&parsed) {
            return Err(CallError::HeaderNotYours(shown(name)));
        }
        headers.insert(parsed, value.parse().map_err(|_| unsendable())?);
    }
    Ok(headers)
}

/// Adds the headers that every call carries.
pub(crate) fn complete(headers: &mut HeaderMap, place: &str, key: &str) -> Result<(), CallError> {
    let unsendable = |name: &HeaderName| CallError::HeaderUnsendable(name.to_string());
    let host = place.parse().map_err(|_| unsendable(&header::HOST))?;
    let key = key.parse().map_err(|_| unsendable(&IDEMPOTENCY_KEY))?;
    headers.insert(header::HOST, host);
    headers.insert(IDEMPOTENCY_KEY, key);
    headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers
        .entry(header::ACCEPT)
        .or_insert(HeaderValue::from_static("*/*"));
    Ok(())
}

/// A name as an error may repeat it: short, and on one line.
fn shown(name: &str) -> String {
    let mut shown = name.escape_debug().take(SHOWN_MAX).collect::<String>();
    if name.chars().nth(SHOWN_MAX).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}
