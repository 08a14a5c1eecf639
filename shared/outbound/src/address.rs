//! What is wrong with a web address.

/// Why an address is not even tried. As text: one sentence for people that says what to do, without the address, which
/// may hold secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no URL, or has no host.
    #[error("The address cannot be read; write one like https://example.com/orders.")]
    Unreadable,
    /// It is of another scheme than HTTP.
    #[error("The address has to begin with https:// or http://; other ways to call are not known.")]
    Scheme,
    /// There is a line break in it, or another control character.
    #[error("The address has a line break or another control character in it; take it out.")]
    Control,
    /// There is a name or a password before the host.
    #[error("The address has a user name or a password in it; put them into an Authorization header.")]
    Credentials,
    /// The port is one at which other protocols are spoken.
    #[error("Port {0} belongs to another protocol than HTTP; call the port of a web server.")]
    Port(u16),
}
