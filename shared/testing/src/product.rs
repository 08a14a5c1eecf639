//! The product, whole, for one test.

use std::collections::BTreeMap;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sqs::config::Credentials;
use axum::Router;
use katalusis_domain::World;
use katalusis_http::{Edge, layers};
use katalusis_runtime::Platform;
use katalusis_runtime::container::{self, ConnectionLimits};
use katalusis_runtime::settings::{self, Core, Http, Reader};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::clock::{TestClock, TestRandom};
use crate::{Actor, Mailbox, TestKeys};

/// Everything runs in this process, but for mongod and LocalStack. Ends with the test.
pub struct Product {
    /// Where the API is, without a trailing slash.
    pub base: String,
    /// The clock.
    pub clock: TestClock,
    /// The connections.
    pub platform: Platform,
    /// The settings, for areas to read theirs.
    pub variables: BTreeMap<String, String>,
    /// AWS as the product sees it.
    pub aws: SdkConfig,
    /// The server to which it sends mail.
    pub mailbox: Mailbox,
    _stop: DropGuard,
}

impl Product {
    /// Prepares database, queues and bucket, then serves what `areas` makes.
    pub async fn start(
        areas: impl AsyncFnOnce(&Platform, &Edge, &BTreeMap<String, String>) -> Router,
    ) -> Self {
        Self::start_with(&[], areas).await
    }

    /// The same with some settings replaced.
    pub async fn start_with(
        settings: &[(&str, &str)],
        areas: impl AsyncFnOnce(&Platform, &Edge, &BTreeMap<String, String>) -> Router,
    ) -> Self {
        let clock = TestClock::new();
        let world = World::new(clock.clone(), TestRandom);
        let name = format!("t{}", world.uuid().simple());
        let aws = aws();
        let mut variables = variables(&name);
        let replaced = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        variables.extend(replaced);
        prepare(&aws, &name, &mut variables).await;
        let mailbox = Mailbox::open();
        variables.insert("MAIL_TRANSPORT".to_owned(), mailbox.url.clone());
        let (core, http) = read(&variables, |reader| {
            let (core, http) = (Core::read(reader), Http::read(reader));
            Some((core?, http?))
        });
        let platform = Platform::start_in(&core, world, aws.clone())
            .await
            .expect("the platform starts");
        katalusis_store::migrate(&platform.store)
            .await
            .expect("the database can be migrated");
        let edge = platform.edge(&http);
        let router = layers(areas(&platform, &edge, &variables).await, &edge);

        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let base = format!(
            "http://{}",
            listener.local_addr().expect("a bound port has an address")
        );
        let stop = CancellationToken::new();
        let limits = ConnectionLimits::default();
        tokio::spawn(container::serve_on(listener, router, limits, stop.clone()));
        Self {
            base,
            clock,
            platform,
            variables,
            aws,
            mailbox,
            _stop: stop.drop_guard(),
        }
    }

    /// Nobody yet, in front of this product.
    pub fn anonymous(&self) -> Actor {
        Actor::anonymous(&self.base)
    }
}

/// Settings out of a test's variables.
pub(crate) fn read<T>(variables: &BTreeMap<String, String>, ask: impl FnOnce(&mut Reader) -> Option<T>) -> T {
    settings::read_from(variables.clone(), ask).unwrap_or_else(|error| panic!("{error}"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "where mongod and LocalStack are, tests/run says"
)]
fn required(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: start the tests with tests/run"))
}

fn variables(name: &str) -> BTreeMap<String, String> {
    let keys = TestKeys::new();
    let settings = [
        ("MONGODB_URI", required("TEST_MONGODB_URI")),
        ("MONGODB_DATABASE", name.to_owned()),
        ("MONGODB_POOL", "8".to_owned()),
        ("ENVIRONMENT", "local".to_owned()),
        ("PUBLIC_URL", "http://localhost:8080".to_owned()),
        ("TOKEN_SIGNING_KEY", keys.signing),
        ("TOKEN_VERIFYING_KEYS", keys.verifying),
        ("LINK_KEY", keys.link),
        ("FILES_BUCKET", format!("katalusis-{name}")),
        // Without the header the client's own address counts; with it a test can come from elsewhere.
        ("TRUSTED_PROXIES", "1".to_owned()),
        ("MAIL_FROM", "Katalusis <no-reply@example.com>".to_owned()),
    ];
    settings
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn aws() -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(required("TEST_AWS_ENDPOINT"))
        .credentials_provider(aws_sdk_sqs::config::SharedCredentialsProvider::new(
            Credentials::new("test", "test", None, None, "test"),
        ))
        .build()
}

/// Queues with their dead-letter queues, and a bucket that tells the uploads queue of new files, as the
/// template declares them.
async fn prepare(aws: &SdkConfig, name: &str, variables: &mut BTreeMap<String, String>) {
    use aws_sdk_sqs::types::QueueAttributeName::{RedrivePolicy, VisibilityTimeout};

    let sqs = aws_sdk_sqs::Client::new(aws);
    let mut uploads_arn = String::new();
    for queue in ["uploads", "rows", "events", "automation"] {
        let dead = sqs
            .create_queue()
            .queue_name(format!("{name}-{queue}-dead"))
            .send()
            .await
            .expect("a queue can be made");
        let dead_url = dead.queue_url.expect("a queue has a URL");
        let dead_arn = arn(&sqs, &dead_url).await;
        let policy = format!(r#"{{"deadLetterTargetArn":"{dead_arn}","maxReceiveCount":5}}"#);
        let made = sqs
            .create_queue()
            .queue_name(format!("{name}-{queue}"))
            .attributes(RedrivePolicy, policy)
            .attributes(VisibilityTimeout, "30")
            .send()
            .await
            .expect("a queue can be made");
        let url = made.queue_url.expect("a queue has a URL");
        if queue == "uploads" {
            uploads_arn = arn(&sqs, &url).await;
        }
        variables.insert(format!("{}_QUEUE_URL", queue.to_uppercase()), url);
        variables.insert(format!("{}_DEAD_LETTERS_URL", queue.to_uppercase()), dead_url);
    }
    bucket(aws, &variables["FILES_BUCKET"], &uploads_arn).await;
}

async fn arn(sqs: &aws_sdk_sqs::Client, url: &str) -> String {
    use aws_sdk_sqs::types::QueueAttributeName::QueueArn;

    let attributes = sqs
        .get_queue_attributes()
        .queue_url(url)
        .attribute_names(QueueArn)
        .send()
        .await;
    let attributes = attributes
        .expect("a queue has attributes")
        .attributes
        .unwrap_or_default();
    attributes[&QueueArn].clone()
}

async fn bucket(aws: &SdkConfig, name: &str, uploads_arn: &str) {
    use aws_sdk_s3::types::{
        BucketVersioningStatus, Event, FilterRule, FilterRuleName, NotificationConfiguration,
        NotificationConfigurationFilter, QueueConfiguration, S3KeyFilter, VersioningConfiguration,
    };

    let config = aws_sdk_s3::config::Builder::from(aws)
        .force_path_style(true)
        .build();
    let s3 = aws_sdk_s3::Client::from_conf(config);
    s3.create_bucket()
        .bucket(name)
        .send()
        .await
        .expect("a bucket can be made");
    let versioned = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::Enabled)
        .build();
    s3.put_bucket_versioning()
        .bucket(name)
        .versioning_configuration(versioned)
        .send()
        .await
        .expect("it keeps versions");
    let told = |prefix: &str| {
        let rule = FilterRule::builder()
            .name(FilterRuleName::Prefix)
            .value(prefix)
            .build();
        let filter = NotificationConfigurationFilter::builder()
            .key(S3KeyFilter::builder().filter_rules(rule).build())
            .build();
        QueueConfiguration::builder()
            .queue_arn(uploads_arn)
            .events(Event::from("s3:ObjectCreated:*"))
            .filter(filter)
            .build()
    };
    let notifications =
        ["uploads/", "drop/"].map(|prefix| told(prefix).expect("the notification is complete"));
    let configuration = NotificationConfiguration::builder()
        .set_queue_configurations(Some(notifications.into()))
        .build();
    s3.put_bucket_notification_configuration()
        .bucket(name)
        .notification_configuration(configuration)
        .send()
        .await
        .expect("it tells of new files");
}
