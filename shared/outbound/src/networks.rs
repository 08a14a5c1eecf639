//! Which addresses may be connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// IPv4 networks that are not part of the public internet: the special-purpose registry of IANA (RFC 6890), without
/// the few entries in it that are reachable from everywhere, and multicast.
const INNER_V4: [Ipv4Net; 16] = [
    v4(0, 0, 0, 0, 8),       // "this" network
    v4(10, 0, 0, 0, 8),      // private
    v4(100, 64, 0, 0, 10),   // carriers' NAT
    v4(127, 0, 0, 0, 8),     // loopback
    v4(169, 254, 0, 0, 16),  // link-local
    v4(172, 16, 0, 0, 12),   // private
    v4(192, 0, 0, 0, 24),    // protocol assignments
    v4(192, 0, 2, 0, 24),    // documentation
    v4(192, 88, 99, 0, 24),  // relays of 6to4, given up
    v4(192, 168, 0, 0, 16),  // private
    v4(198, 18, 0, 0, 15),   // benchmarks
    v4(198, 51, 100, 0, 24), // documentation
    v4(203, 0, 113, 0, 24),  // documentation
    v4(224, 0, 0, 0, 4),     // multicast
    v4(240, 0, 0, 0, 4),     // reserved, broadcast
    AZURE_HOST,
];

/// The only IPv6 network that is given out to the public internet.
const GLOBAL_V6: Ipv6Net = v6(0x2000_0000 << 96, 3);

/// What of it is not part of the public internet.
const INNER_V6: [Ipv6Net; 4] = [
    v6(0x2001_0000 << 96, 23), // protocol assignments, Teredo among them
    v6(0x2001_0db8 << 96, 32), // documentation
    v6(0x2002_0000 << 96, 16), // 6to4
    v6(0x3fff_0000 << 96, 20), // documentation
];

/// The address under which a machine at Azure reaches its host. It lies in public space and leads inside all the same.
const AZURE_HOST: Ipv4Net = v4(168, 63, 129, 16, 32);

/// What nobody can allow: where clouds hand a machine its credentials, and what is no machine at all.
const NEVER: [IpNet; 13] = [
    IpNet::V4(v4(0, 0, 0, 0, 8)),
    IpNet::V4(v4(169, 254, 0, 0, 16)), // AWS, Azure, Google and most others
    IpNet::V4(AZURE_HOST),
    IpNet::V4(v4(100, 100, 100, 200, 32)), // Alibaba
    IpNet::V4(v4(192, 0, 0, 192, 32)),     // Oracle
    IpNet::V4(v4(224, 0, 0, 0, 4)),
    IpNet::V4(v4(255, 255, 255, 255, 32)),
    IpNet::V6(v6(0, 128)),
    IpNet::V6(v6(0xfd00_0ec2 << 96, 32)),          // AWS
    IpNet::V6(v6(0xfd00_0042 << 96 | 0x42, 128)),  // Scaleway
    IpNet::V6(v6(0xfd20_00ce << 96 | 0x254, 128)), // Google
    IpNet::V6(v6(0xfe80_0000 << 96, 10)),
    IpNet::V6(v6(0xff00_0000 << 96, 8)),
];

/// Networks that carry an IPv4 address in their last four bytes, which is where a packet to them ends up.
const CARRIERS: [Ipv6Net; 2] = [
    v6(0xffff << 32, 96),    // IPv4-mapped
    v6(0x64_ff9b << 96, 96), // NAT64
];

/// The addresses that may be connected to: all of the public internet, and the networks that an operator allows.
///
/// Read from a list like `10.1.0.0/16, 192.168.1.7, fd12:3456::/32`; the empty list allows the public internet only.
/// What gives a machine its credentials (169.254.169.254 and its like) cannot be allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks {
    allowed: Vec<IpNet>,
}

/// Why a list of networks cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworksError {
    /// An entry is neither a network nor an address.
    #[error("\"{0}\" is no network; write one like 10.1.0.0/16, or an address")]
    Unreadable(String),
    /// An entry has bits beyond its prefix, so that it is not clear what is meant.
    #[error(
        "\"{entry}\" is an address in a network; write {network} for all of it, or {address} for this one"
    )]
    Ambiguous {
        /// The entry.
        entry: String,
        /// The network that it lies in.
        network: IpNet,
        /// The address alone.
        address: IpAddr,
    },
    /// An entry lies in what cannot be allowed.
    #[error("{0} cannot be allowed: clouds hand credentials out there, or it is no machine; take it out")]
    Never(IpNet),
}

impl Networks {
    /// Whether a connection to `address` may be opened. A disguised address is judged by what it stands for.
    pub fn permit(&self, address: IpAddr) -> bool {
        let address = undisguised(address);
        !NEVER.iter().any(|network| network.contains(&address))
            && (is_public(address) || self.allowed.iter().any(|network| network.contains(&address)))
    }
}

impl FromStr for Networks {
    type Err = NetworksError;

    fn from_str(text: &str) -> Result<Self, NetworksError> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        Ok(Self {
            allowed: entries.map(network).collect::<Result<_, _>>()?,
        })
    }
}

fn network(entry: &str) -> Result<IpNet, NetworksError> {
    let read = entry
        .parse()
        .or_else(|_| entry.parse::<IpAddr>().map(IpNet::from));
    let network: IpNet = read.map_err(|_| NetworksError::Unreadable(entry.to_owned()))?;
    if network.trunc() != network {
        return Err(NetworksError::Ambiguous {
            entry: entry.to_owned(),
            network: network.trunc(),
            address: network.addr(),
        });
    }
    if NEVER.iter().any(|never| never.contains(&network)) {
        return Err(NetworksError::Never(network));
    }
    Ok(network)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !INNER_V4.iter().any(|network| network.contains(&address)),
        IpAddr::V6(address) => {
            GLOBAL_V6.contains(&address) && !INNER_V6.iter().any(|network| network.contains(&address))
        }
    }
}

/// The IPv4 address that an IPv6 address carries, if packets to the one arrive at the other. The disguises that the
/// internet gave up (compatible, 6to4, Teredo) are not public, so nothing needs to be known of what they carry.
fn undisguised(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(carrier) if CARRIERS.iter().any(|network| network.contains(&carrier)) => {
            let [.., a, b, c, d] = carrier.octets();
            Ipv4Addr::new(a, b, c, d).into()
        }
        address => address,
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

/// A network by the bits of its first address.
const fn v6(bits: u128, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::from_bits(bits), prefix)
}
