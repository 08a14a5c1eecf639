//! Settings of the database.

use std::num::NonZeroU32;

use secrecy::SecretString;

use super::Reader;

/// Where the data is.
#[derive(Debug, Clone)]
pub struct Database {
    /// `MONGODB_URI`.
    pub uri: SecretString,
    /// `MONGODB_DATABASE`, `katalusis` by default.
    pub name: String,
    /// `MONGODB_POOL`: connections at most, 4 by default, as suits a Lambda.
    pub pool: u32,
}

impl Database {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let uri = reader.secret("MONGODB_URI", "the connection string of the MongoDB replica set");
        let name = reader
            .optional("MONGODB_DATABASE")
            .unwrap_or_else(|| "katalusis".to_owned());
        let pool = NonZeroU32::new(4).unwrap_or(NonZeroU32::MIN);
        let pool = reader.parsed("MONGODB_POOL", pool, "a number of connections from 1 on");
        Some(Self {
            uri: uri?,
            name,
            pool: pool?.get(),
        })
    }
}
