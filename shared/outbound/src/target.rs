//! Where a call goes: an address that was read and found fit to be called.

use http::uri::PathAndQuery;
use rustls::pki_types::ServerName;
use url::{Host, Url};

use crate::AddressError;

/// Ports at which something else than HTTP is spoken: the "bad ports" of the Fetch standard. A server there could take
/// lines of a body for orders, to send a mail for instance.
const PORTS_OF_OTHERS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
    515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/// Where a call goes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The host: a name, or an address in whatever spelling it was written.
    pub(crate) host: Host<String>,
    /// The port.
    pub(crate) port: u16,
    /// Whether TLS is spoken, and with whom.
    pub(crate) server_name: Option<ServerName<'static>>,
    /// What is asked for there. It may hold secrets.
    pub(crate) path: PathAndQuery,
    authority: String,
}

impl Target {
    /// Reads an address as browsers do, so that `0x7f.1` and `127.0.0.1` are the same, and refuses what is not to be
    /// called whoever lives there.
    pub(crate) fn parse(address: &str) -> Result<Self, AddressError> {
        if address.chars().any(char::is_control) {
            return Err(AddressError::Control);
        }
        let url = Url::parse(address.trim()).map_err(|_| AddressError::Unreadable)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Credentials);
        }
        let host = url.host().ok_or(AddressError::Unreadable)?.to_owned();
        let port = url.port_or_known_default().ok_or(AddressError::Unreadable)?;
        if PORTS_OF_OTHERS.contains(&port) {
            return Err(AddressError::Port(port));
        }
        let server_name = match url.scheme() {
            "https" => Some(server_name(&host)?),
            _ => None,
        };
        Ok(Self {
            authority: url.authority().to_owned(),
            host,
            port,
            server_name,
            path: url[url::Position::BeforePath..url::Position::AfterQuery]
                .parse()
                .map_err(|_| AddressError::Unreadable)?,
        })
    }

    /// Host and port, as the `Host` header has them. All of an address that may be shown to people: the rest may hold
    /// secrets.
    pub(crate) fn place(&self) -> &str {
        &self.authority
    }
}

/// Whom a certificate has to be for.
fn server_name(host: &Host<String>) -> Result<ServerName<'static>, AddressError> {
    match host {
        Host::Ipv4(address) => Ok(ServerName::from(std::net::IpAddr::from(*address))),
        Host::Ipv6(address) => Ok(ServerName::from(std::net::IpAddr::from(*address))),
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            ServerName::try_from(name.to_owned()).map_err(|_| AddressError::Unreadable)
        }
    }
}
