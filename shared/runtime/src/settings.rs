//! Settings: read from the environment once, before anything starts, with one error for all that is wrong.

mod attachments;
mod database;
mod outbound;
mod reader;

use std::net::SocketAddr;
use std::num::{NonZeroU16, NonZeroUsize};
use std::path::PathBuf;
use std::str::FromStr;

use chrono::TimeDelta;
use katalusis_identity::{LinkKey, Signer, Verifier};
use secrecy::{ExposeSecret, SecretString};

pub use attachments::Attachments;
pub use database::Database;
pub use outbound::Outbound;
pub(crate) use reader::log_as_text;
pub use reader::{Reader, SettingsError, read_from, settings};

/// Where the product runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine or a test.
    Local,
    /// For users: a missing index is an error at start.
    Production,
}

impl FromStr for Environment {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "local" => Ok(Self::Local),
            "production" => Ok(Self::Production),
            _ => Err(()),
        }
    }
}

/// What every function needs.
#[derive(Debug, Clone)]
pub struct Core {
    /// Where the data is.
    pub database: Database,
    /// `ENVIRONMENT`, `production` by default.
    pub environment: Environment,
    /// `EVENTS_QUEUE_URL`.
    pub events_queue_url: String,
}

impl Core {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let database = Database::read(reader);
        let environment = reader.parsed("ENVIRONMENT", Environment::Production, "`local` or `production`");
        let events_queue_url = reader.required("EVENTS_QUEUE_URL", "the SQS queue that gets every change");
        Some(Self {
            database: database?,
            environment: environment?,
            events_queue_url: events_queue_url?,
        })
    }
}

/// What every HTTP area needs besides.
#[derive(Clone)]
pub struct Http {
    /// `TOKEN_VERIFYING_KEYS`.
    pub verifier: Verifier,
    /// `CORS_ORIGINS`.
    pub cors_origins: Vec<String>,
    /// `TRUSTED_PROXIES`.
    pub trusted_proxies: usize,
}

impl Http {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let keys = reader.required("TOKEN_VERIFYING_KEYS", "the public keys of access tokens");
        let verifier =
            keys.and_then(|keys| reader.checked("TOKEN_VERIFYING_KEYS", Verifier::from_base64(&keys)));
        let cors_origins = reader.optional("CORS_ORIGINS").unwrap_or_default();
        let cors_origins = cors_origins
            .split(',')
            .map(str::trim)
            .filter(|origin| !origin.is_empty());
        let cors_origins: Result<Vec<String>, String> = cors_origins.map(origin).collect();
        let cors_origins = reader.checked("CORS_ORIGINS", cors_origins);
        let trusted_proxies = reader.parsed("TRUSTED_PROXIES", 0, "a number of proxies");
        Some(Self {
            verifier: verifier?,
            cors_origins: cors_origins?,
            trusted_proxies: trusted_proxies?,
        })
    }
}

/// What the auth area needs besides.
#[derive(Clone)]
pub struct Auth {
    /// `TOKEN_SIGNING_KEY`, with `ACCESS_TOKEN_HOURS` (24 by default).
    pub signer: Signer,
    /// `LINK_KEY`.
    pub link_key: LinkKey,
    /// `PUBLIC_URL`: only pages from there may refresh by the cookie.
    pub public_url: String,
    /// `PASSWORDS_AT_ONCE`: Argon2id computations at a time, 2 by default.
    pub passwords_at_once: usize,
}

impl Auth {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let day = NonZeroU16::new(24).unwrap_or(NonZeroU16::MIN);
        let hours = reader.parsed("ACCESS_TOKEN_HOURS", day, "a number of hours from 1 on");
        let key = reader.secret("TOKEN_SIGNING_KEY", "the private key of access tokens");
        let signer = key.zip(hours).and_then(|(key, hours)| {
            let signer = Signer::from_base64(key.expose_secret(), TimeDelta::hours(i64::from(hours.get())));
            reader.checked("TOKEN_SIGNING_KEY", signer)
        });
        let link_key = link_key(reader);
        let public_url = public_url(reader);
        let at_once = NonZeroUsize::new(2).unwrap_or(NonZeroUsize::MIN);
        let passwords_at_once = reader.parsed("PASSWORDS_AT_ONCE", at_once, "a number from 1 on");
        Some(Self {
            signer: signer?,
            link_key: link_key?,
            public_url: public_url?,
            passwords_at_once: passwords_at_once?.get(),
        })
    }
}

/// What whoever sends mail needs.
#[derive(Clone)]
pub struct Mail {
    /// `MAIL_TRANSPORT`.
    pub transport: MailTransport,
    /// `MAIL_FROM`.
    pub from: String,
    /// `LINK_KEY`: links are made where they are mailed.
    pub link_key: LinkKey,
    /// `PUBLIC_URL`: where links lead.
    pub public_url: String,
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub enum MailTransport {
    /// Amazon SES.
    Ses,
    /// An SMTP server: `smtp://user:password@host:port` or `smtps://…`.
    Smtp(SecretString),
}

impl Mail {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let transport = reader.required("MAIL_TRANSPORT", "`ses`, or `smtp://user:password@host:port`");
        let transport = transport.and_then(|text| {
            let transport = match text.as_str() {
                "ses" => Ok(MailTransport::Ses),
                url if url.starts_with("smtp://") || url.starts_with("smtps://") => {
                    Ok(MailTransport::Smtp(text.into()))
                }
                _ => Err("is neither `ses` nor an SMTP URL"),
            };
            reader.checked("MAIL_TRANSPORT", transport)
        });
        let from = reader.required(
            "MAIL_FROM",
            "the sender of mails, e.g. `Katalusis <no-reply@example.com>`",
        );
        let link_key = link_key(reader);
        let public_url = public_url(reader);
        Some(Self {
            transport: transport?,
            from: from?,
            link_key: link_key?,
            public_url: public_url?,
        })
    }
}

/// Where files lie.
#[derive(Debug, Clone)]
pub struct Files {
    /// `FILES_BUCKET`.
    pub bucket: String,
}

impl Files {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let bucket = reader.required(
            "FILES_BUCKET",
            "the S3 bucket of uploads, attachments, exports and reports",
        );
        Some(Self { bucket: bucket? })
    }
}

/// What imports need besides.
#[derive(Debug, Clone)]
pub struct Imports {
    /// `ROWS_QUEUE_URL`.
    pub rows_queue_url: String,
    /// `UPLOADS_QUEUE_URL`: where a file is sent to be planned again.
    pub uploads_queue_url: String,
    /// `IMPORT_MAX_BYTES`: the largest upload, 10 MB by default.
    pub max_bytes: u64,
    /// `IMPORT_MAX_ROWS`: the longest upload, 100,000 rows by default.
    pub max_rows: u64,
    /// `IMPORT_DROP_MAX_BYTES`: the largest file in the drop folder, 256 MB by default.
    pub drop_max_bytes: u64,
    /// `IMPORT_DROP_MAX_ROWS`: the longest file there, 1,000,000 rows by default.
    pub drop_max_rows: u64,
}

impl Imports {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let rows_queue_url = reader.required("ROWS_QUEUE_URL", "the SQS queue of import chunks");
        let uploads_queue_url = reader.required("UPLOADS_QUEUE_URL", "the SQS queue of uploaded files");
        let max_bytes = reader.parsed("IMPORT_MAX_BYTES", 10 * 1024 * 1024, "a number of bytes");
        let max_rows = reader.parsed("IMPORT_MAX_ROWS", 100_000, "a number of rows");
        let drop_max_bytes = reader.parsed("IMPORT_DROP_MAX_BYTES", 256 << 20, "a number of bytes");
        let drop_max_rows = reader.parsed("IMPORT_DROP_MAX_ROWS", 1_000_000, "a number of rows");
        Some(Self {
            rows_queue_url: rows_queue_url?,
            uploads_queue_url: uploads_queue_url?,
            max_bytes: max_bytes?,
            max_rows: max_rows?,
            drop_max_bytes: drop_max_bytes?,
            drop_max_rows: drop_max_rows?,
        })
    }
}

/// The URL of the queue that a Lambda's trigger or a worker takes from.
pub fn queue_url(reader: &mut Reader, name: &str) -> Option<String> {
    reader.required(name, "the SQS queue to take messages from")
}

/// Where a container listens.
#[derive(Debug, Clone)]
pub struct Container {
    /// `HTTP_ADDRESS`, `0.0.0.0:8080` by default.
    pub http_address: SocketAddr,
    /// `HEALTH_ADDRESS` of workers, `0.0.0.0:8081` by default.
    pub health_address: SocketAddr,
    /// `WEB_DIRECTORY`: the built web app, which is served beside the API. Without it there is only the API.
    pub web_directory: Option<PathBuf>,
}

impl Container {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let any = |port| SocketAddr::from(([0, 0, 0, 0], port));
        let http_address = reader.parsed("HTTP_ADDRESS", any(8080), "an address like 0.0.0.0:8080");
        let health_address = reader.parsed("HEALTH_ADDRESS", any(8081), "an address like 0.0.0.0:8081");
        Some(Self {
            http_address: http_address?,
            health_address: health_address?,
            web_directory: reader.optional("WEB_DIRECTORY").map(PathBuf::from),
        })
    }
}

/// An origin as browsers send it. A pattern like `*` is refused: credentials are for pages that are named.
fn origin(text: &str) -> Result<String, String> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let plain = host.is_some_and(|host| {
        !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte))
    });
    if plain {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "\"{text}\" is not an origin like https://work.example.com"
        ))
    }
}

fn link_key(reader: &mut Reader) -> Option<LinkKey> {
    let key = reader.secret(
        "LINK_KEY",
        "the key of invitation and reset links, 32 bytes in base64",
    )?;
    reader.checked("LINK_KEY", LinkKey::from_base64(key.expose_secret()))
}

fn public_url(reader: &mut Reader) -> Option<String> {
    let url = reader.required(
        "PUBLIC_URL",
        "where people reach the product, e.g. https://work.example.com",
    )?;
    let checked = if url.starts_with("https://") || url.starts_with("http://") {
        Ok(url.trim_end_matches('/').to_owned())
    } else {
        Err("must begin with https:// (or http://)")
    };
    reader.checked("PUBLIC_URL", checked)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_origin_is_named_in_full() {
        for good in [
            "https://work.example.com",
            "http://localhost:5173",
            "http://[::1]:80",
        ] {
            assert_eq!(origin(good).unwrap(), good);
        }
        for bad in [
            "*",
            "https://",
            "https://*.example.com",
            "https://a.b/c",
            "work.example.com",
        ] {
            assert!(origin(bad).unwrap_err().contains(bad));
        }
    }

    #[test]
    fn nothing_can_be_done_none_at_a_time() {
        for name in ["PASSWORDS_AT_ONCE", "MONGODB_POOL", "ACCESS_TOKEN_HOURS"] {
            let variables = BTreeMap::from([(name.to_owned(), "0".to_owned())]);
            let error = read_from(variables, |reader| {
                let (core, auth) = (Core::read(reader), Auth::read(reader));
                Some((core?, auth?))
            });
            assert!(
                error
                    .err()
                    .unwrap()
                    .to_string()
                    .contains(&format!("{name}: \"0\" is not"))
            );
        }
    }

    #[test]
    fn one_error_names_everything_that_is_wrong() {
        let variables = BTreeMap::from([
            ("ENVIRONMENT".to_owned(), "moon".to_owned()),
            ("TOKEN_VERIFYING_KEYS".to_owned(), "AAAA".to_owned()),
        ]);
        let error = read_from(variables, |reader| {
            let (core, http) = (Core::read(reader), Http::read(reader));
            Some((core?, http?))
        })
        .err()
        .unwrap();
        let text = error.to_string();
        for name in [
            "MONGODB_URI",
            "ENVIRONMENT",
            "EVENTS_QUEUE_URL",
            "TOKEN_VERIFYING_KEYS",
        ] {
            assert!(text.contains(name), "{name} is not in: {text}");
        }
    }
}
