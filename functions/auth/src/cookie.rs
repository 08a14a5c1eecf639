//! The cookie in which browsers keep their refresh token, out of reach of scripts.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::{COOKIE, HOST, HeaderMap, HeaderName, ORIGIN, SET_COOKIE};
use axum::http::request::Parts;
use katalusis_http::{Code, Problem};

use crate::State;
use crate::session::SESSION_LIFETIME;

/// Browsers take a `__Host-` cookie only from the host itself, over HTTPS (or from localhost), for all paths.
const NAME: &str = "__Host-refresh";
const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Strict; Path=/";
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Gives the browser its refresh token.
pub(crate) fn set(token: &str) -> [(HeaderName, String); 1] {
    let seconds = SESSION_LIFETIME.num_seconds();
    [(
        SET_COOKIE,
        format!("{NAME}={token}; {ATTRIBUTES}; Max-Age={seconds}"),
    )]
}

/// Takes it away.
pub(crate) fn clear() -> [(HeaderName, String); 1] {
    [(SET_COOKIE, format!("{NAME}=; {ATTRIBUTES}; Max-Age=0"))]
}

/// Where the web app is served from: the origin of `PUBLIC_URL`.
#[derive(Clone)]
pub(crate) struct OwnOrigin(Arc<str>);

impl OwnOrigin {
    pub(crate) fn of(public_url: &str) -> Self {
        let end = public_url
            .find("://")
            .and_then(|scheme| public_url[scheme + 3..].find('/').map(|path| scheme + 3 + path));
        Self(public_url[..end.unwrap_or(public_url.len())].into())
    }

    /// Whether a page of ours sends this. Browsers tell, and pages cannot lie in these headers. A request with
    /// neither is not from a browser that we know, so its cookie is not good here.
    fn sends(&self, headers: &HeaderMap) -> bool {
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(site) = text(&FETCH_SITE) {
            // The app may be served from elsewhere on the same site than the API.
            return site == "same-origin" || (site == "same-site" && text(&ORIGIN) == Some(&self.0));
        }
        text(&ORIGIN).is_some_and(|origin| {
            let of_this_host = |(_, host)| text(&HOST) == Some(host);
            origin == &*self.0 || origin.split_once("://").is_some_and(of_this_host)
        })
    }
}

/// The refresh token in the request's cookie, if there is one.
pub struct RefreshCookie {
    token: Option<String>,
    from_own_page: bool,
}

impl RefreshCookie {
    /// The token; a page of someone else cannot use it.
    pub(crate) fn token(self) -> Result<Option<String>, Problem> {
        match self.token {
            Some(_) if !self.from_own_page => Err(Problem::new(
                Code::Forbidden,
                "The cookie is good only for pages of this product: the request's `Origin` is another.",
            )),
            token => Ok(token),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RefreshCookie
where
    State: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let token = parts
            .headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .find_map(|cookie| cookie.trim().strip_prefix(NAME)?.strip_prefix('='))
            .filter(|token| !token.is_empty())
            .map(str::to_owned);
        let from_own_page = State::from_ref(state).own_origin.sends(&parts.headers);
        Ok(Self { token, from_own_page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sends(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        OwnOrigin::of("https://work.example.com/app").sends(&headers)
    }

    #[test]
    fn only_pages_of_ours_may_use_the_cookie() {
        assert!(sends(&[("sec-fetch-site", "same-origin")]));
        assert!(sends(&[("origin", "https://work.example.com")]));
        assert!(sends(&[
            ("origin", "http://localhost:5173"),
            ("host", "localhost:5173")
        ]));
        assert!(sends(&[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://work.example.com")
        ]));

        assert!(!sends(&[]));
        assert!(!sends(&[("sec-fetch-site", "cross-site")]));
        assert!(!sends(&[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example.com")
        ]));
        assert!(!sends(&[("origin", "https://work.example.com.evil.com")]));
        assert!(!sends(&[("origin", "null")]));
    }
}
