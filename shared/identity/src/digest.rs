//! Hashes of secrets that are random enough to need no salt.

use aws_lc_rs::digest::{SHA256, digest};

/// SHA-256 in hexadecimal. For secrets of 128 random bits and more; passwords go through Argon2id.
pub fn sha256_hex(secret: &[u8]) -> String {
    hex::encode(digest(&SHA256, secret))
}
