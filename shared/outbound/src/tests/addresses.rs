//! The check of addresses, by tables and by chance.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;
use url::Host;

use crate::target::Target;
use crate::{AddressError, Networks, NetworksError};

/// First and last addresses of networks that are not public.
const INNER: [(&str, &str); 21] = [
    ("0.0.0.0", "0.255.255.255"),
    ("10.0.0.0", "10.255.255.255"),
    ("100.64.0.0", "100.127.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("169.254.0.0", "169.254.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.0.0.0", "192.0.0.255"),
    ("192.0.2.0", "192.0.2.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("198.18.0.0", "198.19.255.255"),
    ("198.51.100.0", "198.51.100.255"),
    ("203.0.113.0", "203.0.113.255"),
    ("224.0.0.0", "255.255.255.255"),
    ("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fe80::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
];

/// Addresses that are: well-known ones, and the neighbours of networks that are not.
const PUBLIC: [&str; 23] = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.0.3.0",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2000::",
    "2001:200::",
    "2606:4700:4700::1111",
    "3fff:1000::",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
];

/// Where clouds hand out credentials.
const METADATA: [&str; 8] = [
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "fd00:ec2::254",
    "fd20:ce::254",
    "::ffff:169.254.169.254",
];

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn inner_networks_are_closed_from_their_first_to_their_last_address() {
    for (first, last) in INNER {
        assert!(!Networks::default().permit(address(first)), "{first}");
        assert!(!Networks::default().permit(address(last)), "{last}");
    }
}

#[test]
fn the_public_internet_is_open() {
    for public in PUBLIC {
        assert!(Networks::default().permit(address(public)), "{public}");
    }
}

#[test]
fn an_operator_opens_what_is_named_and_nothing_else() {
    let networks: Networks = "10.1.0.0/16, 192.168.1.7,,fd12:3456::/32 ".parse().unwrap();
    for open in [
        "10.1.2.3",
        "192.168.1.7",
        "fd12:3456::1",
        "::ffff:10.1.2.3",
        "8.8.8.8",
    ] {
        assert!(networks.permit(address(open)), "{open}");
    }
    for closed in [
        "10.2.0.0",
        "192.168.1.8",
        "fd12:3457::1",
        "127.0.0.1",
        "::ffff:10.2.0.0",
    ] {
        assert!(!networks.permit(address(closed)), "{closed}");
    }
}

#[test]
fn nobody_opens_what_hands_out_credentials() {
    let everything: Networks = "0.0.0.0/0,::/0".parse().unwrap();
    assert!(everything.permit(address("10.0.0.1")));
    for metadata in METADATA {
        assert!(!Networks::default().permit(address(metadata)), "{metadata}");
        assert!(!everything.permit(address(metadata)), "{metadata}");
    }
    assert!(matches!(
        "169.254.169.254".parse::<Networks>(),
        Err(NetworksError::Never(_))
    ));
}

#[test]
fn a_list_of_networks_says_what_is_wrong_with_it() {
    let said = |list: &str| list.parse::<Networks>().unwrap_err().to_string();
    assert_eq!(
        said("10.0.0.0/8,intranet"),
        "\"intranet\" is no network; write one like 10.1.0.0/16, or an address"
    );
    assert_eq!(
        said("10.1.2.3/16"),
        "\"10.1.2.3/16\" is an address in a network; write 10.1.0.0/16 for all of it, or 10.1.2.3 for this one"
    );
    assert_eq!("".parse(), Ok(Networks::default()));
}

#[test]
fn addresses_that_are_not_to_be_called_are_refused() {
    for (url, expected) in [
        ("", AddressError::Unreadable),
        ("example.com/orders", AddressError::Unreadable),
        ("http://", AddressError::Unreadable),
        ("http://[fe80::1%25eth0]/", AddressError::Unreadable),
        ("http://256.0.0.1/", AddressError::Unreadable),
        ("file:///etc/passwd", AddressError::Scheme),
        ("gopher://example.com/", AddressError::Scheme),
        ("ftp://example.com/", AddressError::Scheme),
        ("http://example.com/\r\nX-Admin: 1", AddressError::Control),
        ("http://exam\tple.com/", AddressError::Control),
        ("http://example.com/\u{85}", AddressError::Control),
        ("http://example.com@127.0.0.1/", AddressError::Credentials),
        ("https://user:secret@example.com/", AddressError::Credentials),
        ("https://:secret@example.com/", AddressError::Credentials),
        ("http://example.com:25/", AddressError::Port(25)),
        ("http://example.com:0/", AddressError::Port(0)),
        ("https://example.com:6667/", AddressError::Port(6667)),
    ] {
        assert_eq!(Target::parse(url).err(), Some(expected), "{url}");
    }
}

#[test]
fn what_is_called_is_what_was_checked() {
    let target = Target::parse(" https://Example.COM:8443/a b?token=1#part ").unwrap();
    assert_eq!(target.host, Host::Domain("example.com".to_owned()));
    assert_eq!((target.port, target.place()), (8443, "example.com:8443"));
    assert_eq!(target.path.as_str(), "/a%20b?token=1");
    // Other readers of addresses take the first to be for example.com.
    let target = Target::parse("http://127.0.0.1\\@example.com/").unwrap();
    assert_eq!(target.host, Host::<String>::Ipv4(Ipv4Addr::LOCALHOST));
    let target = Target::parse("http://127.0.0.1#@example.com/").unwrap();
    assert_eq!(target.host, Host::<String>::Ipv4(Ipv4Addr::LOCALHOST));
}

/// An IPv4 address of one of the networks that are not public.
fn inner_v4() -> impl Strategy<Value = Ipv4Addr> {
    let ends = INNER.iter().filter_map(|(first, last)| {
        let (first, last): (Ipv4Addr, Ipv4Addr) = (first.parse().ok()?, last.parse().ok()?);
        Some((first.to_bits(), last.to_bits()))
    });
    prop::sample::select(ends.collect::<Vec<_>>())
        .prop_flat_map(|(first, last)| first..=last)
        .prop_map(Ipv4Addr::from_bits)
}

/// The IPv6 addresses that stand for an IPv4 address, or did once.
fn disguises(address: Ipv4Addr) -> Vec<Ipv6Addr> {
    let [a, b] = [
        (address.to_bits() >> 16) as u16,
        (address.to_bits() & 0xffff) as u16,
    ];
    vec![
        address.to_ipv6_mapped(),
        address.to_ipv6_compatible(),
        Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, a, b),
        Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, a, b),
        Ipv6Addr::new(0x2002, a, b, 0, 0, 0, 0, 1),
        Ipv6Addr::new(0x2001, 0, a, b, 0, 0, 0, 0),
        Ipv6Addr::new(0x2001, 0, 0x4136, 0xe378, 0x8000, 0x63bf, !a, !b),
        Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, a, b),
    ]
}

/// The ways to write a number: decimal, octal, hexadecimal.
fn written(number: u32, base: u8) -> String {
    match base {
        0 => format!("{number}"),
        1 => format!("0{number:o}"),
        2 => format!("0x{number:x}"),
        _ => format!("0X{number:08X}"),
    }
}

proptest! {
    #[test]
    fn no_inner_address_passes_in_any_disguise(inner in inner_v4()) {
        prop_assert!(!Networks::default().permit(inner.into()));
        for disguise in disguises(inner) {
            prop_assert!(!Networks::default().permit(disguise.into()), "{disguise}");
            let target = Target::parse(&format!("http://[{disguise}]:8080/")).unwrap();
            prop_assert_eq!(target.host, Host::<String>::Ipv6(disguise));
        }
    }

    #[test]
    fn no_inner_address_passes_in_any_spelling(
        inner in inner_v4(),
        bases in prop::array::uniform4(0_u8..4),
        parts in 1_usize..=4,
    ) {
        let bits = inner.to_bits();
        let mut spelling: Vec<_> = (0..parts - 1)
            .map(|at| written((bits >> (24 - 8 * at)) & 0xff, bases[at]))
            .collect();
        let rest = u64::from(bits) & ((1 << (40 - 8 * parts)) - 1);
        spelling.push(written(u32::try_from(rest).unwrap(), bases[3]));
        let url = format!("http://{}:8080/", spelling.join("."));
        let target = Target::parse(&url).unwrap();
        prop_assert_eq!(&target.host, &Host::<String>::Ipv4(inner), "{}", url);
    }

    #[test]
    fn what_the_standard_library_knows_to_be_inner_never_passes(bits in any::<u32>()) {
        let address = Ipv4Addr::from_bits(bits);
        let inner = address.is_private() || address.is_loopback() || address.is_link_local()
            || address.is_multicast() || address.is_broadcast() || address.is_documentation()
            || address.is_unspecified();
        prop_assert!(!inner || !Networks::default().permit(address.into()), "{address}");
    }

    #[test]
    fn ipv6_passes_only_where_it_is_given_out(bits in any::<u128>()) {
        let address = Ipv6Addr::from_bits(bits);
        let given_out = address.segments()[0] & 0xe000 == 0x2000;
        prop_assert!(given_out || !Networks::default().permit(address.into()), "{address}");
        let inside = Ipv6Addr::from_bits(bits >> 3 | 1 << 125);
        let special = matches!(inside.segments(), [0x2001, 0..=0x1ff | 0xdb8, ..]
            | [0x2002, ..] | [0x3fff, 0..=0xfff, ..]);
        prop_assert_eq!(Networks::default().permit(inside.into()), !special, "{}", inside);
    }

    #[test]
    fn any_text_is_a_target_or_refused(text in r"(https?://)?[a-z0-9.:@/\\#?%\[\]\pL \r\n]{0,40}") {
        if let Ok(target) = Target::parse(&text) {
            prop_assert!(!target.place().contains('@'));
            prop_assert!(target.path.as_str().starts_with('/'));
            prop_assert!(!target.path.as_str().contains(['\r', '\n', ' ']));
        }
    }
}
