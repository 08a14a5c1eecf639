//! Keys for one product.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A fresh pair of token keys and a link key, as settings.
pub struct TestKeys {
    /// `TOKEN_SIGNING_KEY`.
    pub signing: String,
    /// `TOKEN_VERIFYING_KEYS`.
    pub verifying: String,
    /// `LINK_KEY`.
    pub link: String,
}

impl TestKeys {
    /// Makes them.
    pub fn new() -> Self {
        let pair = Ed25519KeyPair::generate().expect("a key can be made");
        let pkcs8 = pair.to_pkcs8v1().expect("a key can be written");
        let mut link = [0; 32];
        aws_lc_rs::rand::fill(&mut link).expect("the operating system has randomness");
        Self {
            signing: STANDARD.encode(pkcs8.as_ref()),
            verifying: STANDARD.encode(pair.public_key().as_ref()),
            link: STANDARD.encode(link),
        }
    }
}

impl Default for TestKeys {
    fn default() -> Self {
        Self::new()
    }
}
