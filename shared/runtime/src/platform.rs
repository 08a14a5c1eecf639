//! What a process shares among all that runs in it.

use aws_config::{BehaviorVersion, SdkConfig};
use katalusis_domain::World;
use katalusis_events::{Queue, Relay};
use katalusis_files::FileStore;
use katalusis_http::Edge;
use katalusis_identity::Authenticator;
use katalusis_store::{Connection, Store, StoreError};
use secrecy::ExposeSecret;

use crate::settings::{Core, Database, Environment, Files, Http};
use crate::world::system_world;

/// The connections of a process: made once, cheap to clone.
#[derive(Clone)]
pub struct Platform {
    /// The clock and the randomness.
    pub world: World,
    /// The database.
    pub store: Store,
    /// Hands events on.
    pub relay: Relay,
    aws: SdkConfig,
}

/// The process cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database settings are wrong, or it failed.
    #[error("the database: {0}")]
    Store(#[from] StoreError),
    /// Queries would scan whole collections.
    #[error("the database lacks the indexes {}; run `server migrate` first", .0.join(", "))]
    MissingIndexes(Vec<String>),
}

impl Platform {
    /// Connects for a Lambda, and refuses in production to serve a database that was not migrated.
    pub async fn start(core: &Core) -> Result<Self, StartError> {
        let platform = Self::connect(core).await?;
        platform.verify_migrated(core.environment).await?;
        Ok(platform)
    }

    /// Connects, lazily: nothing is sent yet.
    pub async fn connect(core: &Core) -> Result<Self, StartError> {
        let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
        Self::start_in(core, system_world(), aws).await
    }

    /// The same with a clock, a randomness and an AWS of the caller's choice.
    pub async fn start_in(core: &Core, world: World, aws: SdkConfig) -> Result<Self, StartError> {
        let (store, committed) = Store::connect(&connection(&core.database), world.clone()).await?;
        let sqs = aws_sdk_sqs::Client::new(&aws);
        let readers = [&core.events_queue_url, &core.automation_queue_url];
        let queues = readers.map(|url| Queue::new(sqs.clone(), url.as_str()));
        let relay = Relay::new(store.clone(), queues.to_vec(), committed);
        Ok(Self {
            world,
            store,
            relay,
            aws,
        })
    }

    /// Refuses to go on in production when an index is missing. For a process that starts seldom: it looks at
    /// every collection.
    pub async fn verify_database(&self, environment: Environment) -> Result<(), StartError> {
        if environment == Environment::Local {
            return Ok(());
        }
        complete(katalusis_store::verify_indexes(&self.store).await?)
    }

    /// The same for a Lambda, which starts often: one query. A database that is away is no reason not to start;
    /// the first request will tell.
    async fn verify_migrated(&self, environment: Environment) -> Result<(), StartError> {
        if environment == Environment::Local {
            return Ok(());
        }
        match katalusis_store::verify_migrated(&self.store).await {
            Ok(missing) => complete(missing),
            Err(StoreError::Unavailable(error)) => {
                tracing::warn!(error = %error, "the database could not be asked about its indexes");
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What goes around every area's router, and finds out who is calling.
    pub fn edge(&self, http: &Http) -> Edge {
        let authenticator = Authenticator::new(self.store.clone(), http.verifier.clone());
        Edge::new(
            self.store.clone(),
            authenticator,
            &http.cors_origins,
            http.trusted_proxies,
        )
    }

    /// The queue at this URL.
    pub fn queue(&self, url: &str) -> Queue {
        Queue::new(aws_sdk_sqs::Client::new(&self.aws), url)
    }

    /// A client of S3. Against a local stack buckets are paths, not host names.
    pub fn s3(&self) -> aws_sdk_s3::Client {
        let local = self.aws.endpoint_url().is_some();
        let config = aws_sdk_s3::config::Builder::from(&self.aws)
            .force_path_style(local)
            .build();
        aws_sdk_s3::Client::from_conf(config)
    }

    /// The bucket of the settings.
    pub fn file_store(&self, files: &Files) -> FileStore {
        FileStore::new(self.s3(), files.bucket.as_str())
    }

    /// A client of SES.
    pub fn ses(&self) -> aws_sdk_ses::Client {
        aws_sdk_ses::Client::new(&self.aws)
    }
}

/// Brings the database to what this version of the program expects; safe to run again.
pub async fn migrate(database: &Database) -> Result<(), StartError> {
    let (store, _) = Store::connect(&connection(database), system_world()).await?;
    Ok(katalusis_store::migrate(&store).await?)
}

fn connection(database: &Database) -> Connection {
    Connection {
        uri: database.uri.expose_secret().to_owned(),
        database: database.name.clone(),
        max_pool_size: database.pool,
    }
}

fn complete(missing: Vec<String>) -> Result<(), StartError> {
    if missing.is_empty() {
        Ok(())
    } else {
        Err(StartError::MissingIndexes(missing))
    }
}
