//! When the other side wants to be called again.

use std::time::Duration;

use chrono::DateTime;
use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_hours(24);

/// What `Retry-After` says (RFC 9110, section 10.2.3): seconds, or a time, which is compared with the time that the same
/// answer says it is. So a clock that is wrong over there does no harm.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER)?;
    let wait = if let Ok(seconds) = text.parse() {
        Duration::from_secs(seconds)
    } else {
        let (then, now) = (
            DateTime::parse_from_rfc2822(text).ok()?,
            DateTime::parse_from_rfc2822(self::text(headers, DATE)?).ok()?,
        );
        (then - now).to_std().unwrap_or(Duration::ZERO)
    };
    Some(wait.min(LONGEST))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(pairs: &[(HeaderName, &str)]) -> Option<u64> {
        let headers = pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()));
        retry_after(&headers.collect()).map(|wait| wait.as_secs())
    }

    #[test]
    fn it_is_seconds_or_a_time() {
        let now = (DATE, "Fri, 27 Nov 2026 10:00:00 GMT");
        assert_eq!(waits(&[(RETRY_AFTER, "120")]), Some(120));
        assert_eq!(
            waits(&[now.clone(), (RETRY_AFTER, "Fri, 27 Nov 2026 10:01:30 GMT")]),
            Some(90)
        );
        assert_eq!(
            waits(&[now.clone(), (RETRY_AFTER, "Fri, 27 Nov 2026 09:00:00 GMT")]),
            Some(0)
        );
    }

    #[test]
    fn what_is_unclear_is_nothing_and_what_is_far_is_a_day() {
        assert_eq!(waits(&[]), None);
        assert_eq!(waits(&[(RETRY_AFTER, "soon")]), None);
        assert_eq!(waits(&[(RETRY_AFTER, "-1")]), None);
        assert_eq!(waits(&[(RETRY_AFTER, "Fri, 27 Nov 2026 10:01:30 GMT")]), None);
        assert_eq!(waits(&[(RETRY_AFTER, "18446744073709551615")]), Some(86_400));
    }
}
