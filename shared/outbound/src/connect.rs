//! Opens a connection to an address that was checked.

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;
use url::Host;

use crate::limits::{ADDRESSES_MAX, CONNECT_TIME_MAX};
use crate::target::Target;
use crate::{CallError, Networks, Outbound};

/// A connection, bare or inside TLS.
pub(crate) type Connection = Either<TcpStream, TlsStream<TcpStream>>;

impl Outbound {
    /// Resolves the host once, and connects to an address of it that is permitted.
    pub(crate) async fn connect(&self, target: &Target) -> Result<Connection, CallError> {
        let permitted = self.permitted(target).await?;
        let deadline = Instant::now() + CONNECT_TIME_MAX;
        let stream = reach(target, &permitted).await?;
        timeout_at(deadline, self.secure(target, stream))
            .await
            .unwrap_or_else(|_| Err(target.no_tls(io::ErrorKind::TimedOut.into())))
    }

    /// The addresses that may be connected to.
    async fn permitted(&self, target: &Target) -> Result<Vec<SocketAddr>, CallError> {
        let known = match &target.host {
            Host::Ipv4(address) => vec![IpAddr::from(*address)],
            Host::Ipv6(address) => vec![IpAddr::from(*address)],
            Host::Domain(name) => {
                let found = lookup_host((name.as_str(), target.port)).await;
                let found = found.map_err(|source| target.name_not_found(source))?;
                found.map(|address| address.ip()).collect()
            }
        };
        if known.is_empty() {
            return Err(target.name_not_found(io::ErrorKind::NotFound.into()));
        }
        let permitted = permitted_among(known, &self.limits.networks, target.port);
        if permitted.is_empty() {
            return Err(CallError::NotPublic {
                place: target.place().to_owned(),
            });
        }
        Ok(permitted)
    }

    async fn secure(&self, target: &Target, stream: TcpStream) -> Result<Connection, CallError> {
        let Some(name) = &target.server_name else {
            return Ok(Either::Left(stream));
        };
        let secured = self.tls.connect(name.clone(), stream).await;
        secured.map(Either::Right).map_err(|source| target.no_tls(source))
    }
}

/// The first of these addresses that may be connected to. The others are left out, so that a name with addresses of both
/// kinds leads outside or nowhere.
fn permitted_among(known: Vec<IpAddr>, networks: &Networks, port: u16) -> Vec<SocketAddr> {
    known
        .into_iter()
        .filter(|address| networks.permit(*address))
        .map(|address| SocketAddr::new(address, port))
        .take(ADDRESSES_MAX)
        .collect()
}

/// Connects to the first of these addresses that answers. Each gets its share of the time, so that one that is silent
/// does not use up that of the others.
async fn reach(target: &Target, addresses: &[SocketAddr]) -> Result<TcpStream, CallError> {
    let share = CONNECT_TIME_MAX / u32::try_from(addresses.len()).unwrap_or(1).max(1);
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses {
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                stream
                    .set_nodelay(true)
                    .map_err(|error| target.unreachable(error))?;
                return Ok(stream);
            }
            Ok(Err(error)) => last = error,
            Err(_) => last = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(target.unreachable(last))
}

impl Target {
    fn name_not_found(&self, source: io::Error) -> CallError {
        CallError::NameNotFound {
            place: self.place().to_owned(),
            source,
        }
    }

    fn unreachable(&self, source: io::Error) -> CallError {
        CallError::Unreachable {
            place: self.place().to_owned(),
            source,
        }
    }

    fn no_tls(&self, source: io::Error) -> CallError {
        let place = self.place().to_owned();
        let inner = source
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match inner {
            Some(rustls::Error::InvalidCertificate(_)) => CallError::Untrusted { place, source },
            _ => CallError::NoTls { place, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_name_with_addresses_of_both_kinds_the_public_ones_are_left() {
        let known = [
            "127.0.0.1",
            "8.8.8.8",
            "::1",
            "169.254.169.254",
            "2606:4700:4700::1111",
        ];
        let known = known.map(|address| address.parse().unwrap()).to_vec();
        let permitted = permitted_among(known, &Networks::default(), 443);
        let expected = ["8.8.8.8:443", "[2606:4700:4700::1111]:443"];
        assert_eq!(permitted, expected.map(|address| address.parse().unwrap()));
    }
}
