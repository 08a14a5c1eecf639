//! How often something may be tried. All limits are here, and are counted in the database, so they hold for all
//! instances together.
//!
//! | what | how often |
//! | --- | --- |
//! | log-ins that fail, of one account from one network | 5 in 15 minutes |
//! | log-ins that fail, from one network, of accounts that never logged in from there | 50 in 15 minutes |
//! | log-ins that fail, of one account from networks where it never logged in | 30 in an hour |
//! | wrong current passwords when changing it, in one session | 5 in 15 minutes |
//! | sign-ups from one network | 60 in an hour |
//! | reset mails for one account, asked for from one network | 5 in an hour |
//! | reset mails for one account | 10 in an hour; more are not sent, and nobody is told |
//! | reset mails from one network | 30 in an hour |
//! | invitations of one organization | 200 in an hour |
//! | invitations to one address, from all organizations | 10 in a day |
//!
//! What others do wrong counts against a user only on networks where that user has never logged in, but for one thing:
//! whoever sends five wrong passwords of an account from the very network that its user is in blocks log-ins to it from
//! there for a quarter of an hour. Who is logged in stays so, and a reset link, which only the user's mailbox gets,
//! logs in where a password is not asked for.

use std::net::{IpAddr, SocketAddr};

use chrono::TimeDelta;
use katalusis_domain::RequestContext;
use katalusis_domain::event::Actor;
use katalusis_domain::organization::{OrganizationId, SessionId, User};
use katalusis_http::Problem;
use katalusis_identity::sha256_hex;
use katalusis_store::{Attempts, Store, StoreError};

struct Limit {
    name: &'static str,
    at_most: i64,
    window: TimeDelta,
}

const fn limit(name: &'static str, at_most: i64, window: TimeDelta) -> Limit {
    Limit {
        name,
        at_most,
        window,
    }
}

const LOG_IN_PAIR: Limit = limit("log_in_pair", 5, TimeDelta::minutes(15));
const LOG_IN_NETWORK: Limit = limit("log_in_network", 50, TimeDelta::minutes(15));
const LOG_IN_ACCOUNT: Limit = limit("log_in_account", 30, TimeDelta::hours(1));
const CURRENT_PASSWORD: Limit = limit("current_password", 5, TimeDelta::minutes(15));
const SIGN_UP_NETWORK: Limit = limit("sign_up_network", 60, TimeDelta::hours(1));
const RESET_PAIR: Limit = limit("reset_pair", 5, TimeDelta::hours(1));
const RESET_ACCOUNT: Limit = limit("reset_account", 10, TimeDelta::hours(1));
const RESET_NETWORK: Limit = limit("reset_network", 30, TimeDelta::hours(1));
const INVITATIONS: Limit = limit("invitations", 200, TimeDelta::hours(1));
const INVITED_ADDRESS: Limit = limit("invited_address", 10, TimeDelta::days(1));

/// A limit was reached.
#[derive(Debug)]
pub(crate) struct Blocked {
    /// Seconds until it is lifted.
    pub(crate) seconds: i64,
    /// Whether this is the first attempt that it stops: worth an entry in the audit log.
    pub(crate) first: bool,
}

impl From<Blocked> for Problem {
    fn from(blocked: Blocked) -> Self {
        Self::too_many_requests(
            "There were too many attempts. Wait as long as `Retry-After` says.",
            blocked.seconds,
        )
    }
}

/// Attempts that were counted before their outcome was known, so that many at once cannot slip through, and
/// that can be taken back.
#[derive(Default)]
pub(crate) struct Counted(Vec<(String, Attempts)>);

impl Counted {
    async fn count(
        &mut self,
        store: &Store,
        limit: &Limit,
        of: &str,
    ) -> Result<Result<(), Blocked>, StoreError> {
        let key = format!("{}/{of}", limit.name);
        let attempts = store.count_attempt(&key, limit.window).await?;
        if attempts.count > limit.at_most {
            let left = attempts.resets_at - store.world().now();
            return Ok(Err(Blocked {
                seconds: left.num_seconds() + 1,
                first: attempts.count == limit.at_most + 1,
            }));
        }
        self.0.push((key, attempts));
        Ok(Ok(()))
    }

    /// Takes the attempts back: they were good.
    pub(crate) async fn forget(self, store: &Store) -> Result<(), StoreError> {
        for (key, attempts) in self.0 {
            store.forget_attempt(&key, &attempts).await?;
        }
        Ok(())
    }
}

/// Counts an attempt to log in. `user` is whose address `email` is, if anyone's.
pub(crate) async fn log_in(
    store: &Store,
    email: &str,
    user: Option<&User>,
    context: &RequestContext,
) -> Result<Result<Counted, Blocked>, StoreError> {
    let (account, network) = (account(email), network(context));
    let mut counted = Counted::default();
    let pair = format!("{account}/{network}");
    if let Err(blocked) = counted.count(store, &LOG_IN_PAIR, &pair).await? {
        return Ok(Err(blocked));
    }
    if is_known_there(store, user, &network, context).await? {
        return Ok(Ok(counted));
    }
    if context.address.is_some()
        && let Err(blocked) = counted.count(store, &LOG_IN_NETWORK, &network).await?
    {
        return Ok(Err(blocked));
    }
    let within = counted.count(store, &LOG_IN_ACCOUNT, &account).await?;
    Ok(within.map(|()| counted))
}

/// Whether the user logged in from this network before.
async fn is_known_there(
    store: &Store,
    user: Option<&User>,
    network: &str,
    context: &RequestContext,
) -> Result<bool, StoreError> {
    let Some(user) = user else { return Ok(false) };
    store
        .in_name_of(user.organization_id, Actor::Anonymous, context.clone())
        .has_logged_in_from(user.id, network)
        .await
}

/// Counts an attempt to prove the current password within a session.
pub(crate) async fn current_password(
    store: &Store,
    session: SessionId,
) -> Result<Result<Counted, Blocked>, StoreError> {
    let mut counted = Counted::default();
    let within = counted
        .count(store, &CURRENT_PASSWORD, &session.to_string())
        .await?;
    Ok(within.map(|()| counted))
}

/// Counts a sign-up.
pub(crate) async fn sign_up(store: &Store, context: &RequestContext) -> Result<(), Problem> {
    if context.address.is_some() {
        Counted::default()
            .count(store, &SIGN_UP_NETWORK, &network(context))
            .await??;
    }
    Ok(())
}

/// Counts a wish for a reset mail; `false` if it must not be sent, which nobody is told.
pub(crate) async fn password_reset(
    store: &Store,
    email: &str,
    context: &RequestContext,
) -> Result<bool, Problem> {
    let (account, network) = (account(email), network(context));
    let mut counted = Counted::default();
    counted
        .count(store, &RESET_PAIR, &format!("{account}/{network}"))
        .await??;
    if context.address.is_some() {
        counted.count(store, &RESET_NETWORK, &network).await??;
    }
    // Telling would let an attacker see that someone else asked; and the user has mails enough to click on.
    Ok(counted.count(store, &RESET_ACCOUNT, &account).await?.is_ok())
}

/// Counts an invitation to this address. Nobody's mailbox is flooded, however many organizations try.
pub(crate) async fn invitation(
    store: &Store,
    organization: OrganizationId,
    email: &str,
) -> Result<(), Problem> {
    let mut counted = Counted::default();
    counted
        .count(store, &INVITATIONS, &organization.to_string())
        .await??;
    counted.count(store, &INVITED_ADDRESS, &account(email)).await??;
    Ok(())
}

/// An account by its address, known or not. Hashed, because counters outlive deleted users.
fn account(email: &str) -> String {
    sha256_hex(email.as_bytes())[..32].to_owned()
}

/// The network that a request comes from: an IPv4 address, or the /64 of an IPv6 one, within which a single
/// customer picks addresses at will.
pub(crate) fn network(context: &RequestContext) -> String {
    let Some(text) = context.address.as_deref() else {
        return "unknown".to_owned();
    };
    let ip = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    match ip.map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => ip.to_string(),
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_customer_is_one_network() {
        let network = |address: Option<&str>| {
            network(&RequestContext {
                address: address.map(str::to_owned),
                ..RequestContext::default()
            })
        };
        assert_eq!(network(Some("203.0.113.7")), "203.0.113.7");
        assert_eq!(network(Some("::ffff:203.0.113.7")), "203.0.113.7");
        assert_eq!(network(Some("203.0.113.7:4711")), "203.0.113.7");
        assert_eq!(
            network(Some("2001:db8:1:2::1")),
            network(Some("2001:db8:1:2:9::"))
        );
        assert_ne!(network(Some("2001:db8:1:2::1")), network(Some("2001:db8:1:3::1")));
        assert_eq!(network(None), "unknown");
    }
}
