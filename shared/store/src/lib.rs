//! The only crate that knows MongoDB.
//!
//! Data is reached through an [`OrganizationStore`], which is had for a [`Caller`](katalusis_domain::Caller) and
//! puts its organization into every query. A change is a value, a [`Commit`]: documents to write and the one
//! event that tells of it, carried out in one transaction. What spans organizations is in [`system`], by name.

mod commit;
mod counters;
mod error;
mod events;
mod gather;
mod idempotency;
mod insertions;
mod organization_store;
mod page;
mod point_reads;
mod rate_limits;
mod same_lists;
mod schema;
mod stored;
pub mod system;
mod transaction;

mod api_tokens;
mod attachments;
mod comments;
mod deliveries;
mod import_chunks;
mod import_commit;
mod import_profiles;
mod import_progress;
mod import_undo;
mod imports;
mod late_files;
mod notifications;
mod projects;
mod purge;
mod rules;
mod runs;
mod sessions;
mod tags;
mod task_query;
mod tasks;
mod users;
mod workflows;

use std::sync::Arc;
use std::time::Duration;

use katalusis_domain::event::{Event, EventId};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::{Caller, RequestContext, World};
use mongodb::options::{ClientOptions, ReadPreference, SelectionCriteria, WriteConcern};
use mongodb::{Client, Database};
use tokio::sync::mpsc;

use counters::Numbers;
use insertions::Insertions;
use point_reads::PointReads;
use same_lists::SameLists;

pub use commit::Commit;
pub use deliveries::DeliveryClaim;
pub use error::StoreError;
pub use events::EventQuery;
pub use idempotency::{Reservation, SavedAnswer};
pub use import_chunks::{DroppedPlans, WantedRows};
pub use import_progress::Progress;
pub use imports::ImportQuery;
pub use organization_store::OrganizationStore;
pub use page::{Cursor, Page, PageRequest};
pub use projects::UNIQUE_PROJECT_KEY;
pub use purge::PurgeError;
pub use rate_limits::Attempts;
pub use runs::{DueRun, RunQuery};
pub use schema::{migrate, verify_indexes, verify_migrated};
pub use sessions::Rotation;
pub use stored::Stored;
pub use tags::TagCount;
pub use task_query::{TaskQuery, TaskSort, TaskSortField, TimeRange};
pub use tasks::{Ancestry, UNIQUE_EXTERNAL_ID};
pub use users::{UNIQUE_EMAIL, UNIQUE_MEMBER};

/// Names an event that was committed, for the relay to hand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommittedEvent {
    /// Which.
    pub id: EventId,
    /// Whose.
    pub organization_id: OrganizationId,
    /// The request that caused it.
    pub request_id: String,
}

/// A connection to one database, cheap to clone.
#[derive(Clone)]
pub struct Store {
    client: Client,
    database: Database,
    world: World,
    committed: mpsc::UnboundedSender<CommittedEvent>,
    point_reads: Arc<PointReads>,
    numbers: Arc<Numbers>,
    insertions: Arc<Insertions>,
    same_lists: Arc<SameLists>,
}

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct Connection {
    /// `mongodb://…` or `mongodb+srv://…`.
    pub uri: String,
    /// The database's name.
    pub database: String,
    /// The largest number of connections; few in a Lambda, which serves one request at a time.
    pub max_pool_size: u32,
}

impl Store {
    /// Connects lazily: a database that is away is noticed by the first query, as [`StoreError::Unavailable`].
    ///
    /// The receiver gets the name of each event right after its transaction committed.
    pub async fn connect(
        connection: &Connection,
        world: World,
    ) -> Result<(Self, mpsc::UnboundedReceiver<CommittedEvent>), StoreError> {
        let mut options = ClientOptions::parse(&connection.uri).await?;
        options.app_name.get_or_insert_with(|| "katalusis".to_owned());
        options.max_pool_size = Some(connection.max_pool_size);
        // Lambda freezes idle processes: their old connections are dead when they thaw.
        options.max_idle_time = Some(Duration::from_mins(1));
        options
            .server_selection_timeout
            .get_or_insert(Duration::from_secs(5));
        options.connect_timeout.get_or_insert(Duration::from_secs(5));
        // An acknowledged write survives the loss of a server.
        options.write_concern = Some(WriteConcern::majority());
        options.selection_criteria = Some(SelectionCriteria::ReadPreference(ReadPreference::Primary));
        let client = Client::with_options(options)?;
        let database = client.database(&connection.database);
        let (committed, receiver) = mpsc::unbounded_channel();
        Ok((
            Self {
                client,
                database,
                world,
                committed,
                point_reads: point_reads::point_reads(),
                numbers: counters::numbers(),
                insertions: insertions::insertions(),
                same_lists: Arc::default(),
            },
            receiver,
        ))
    }

    /// The data of the caller's organization, changed in the caller's name.
    pub fn for_organization(&self, caller: &Caller) -> OrganizationStore {
        OrganizationStore::new(
            self.clone(),
            caller.organization_id,
            caller.actor.clone(),
            caller.context.clone(),
        )
    }

    /// The data of one organization, changed in the name of something other than a caller: an import that goes
    /// on after its request, the sweeper, a log-in that has no caller yet.
    pub fn in_name_of(
        &self,
        organization_id: OrganizationId,
        actor: katalusis_domain::event::Actor,
        context: RequestContext,
    ) -> OrganizationStore {
        OrganizationStore::new(self.clone(), organization_id, actor, context)
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.database.run_command(bson::doc! { "ping": 1 }).await?;
        Ok(())
    }

    /// The clock and randomness that this store was opened with.
    pub fn world(&self) -> &World {
        &self.world
    }

    pub(crate) fn announce(&self, event: &Event) {
        // Without a listener (migrations, operator's commands) the sweeper publishes the event.
        let _ = self.committed.send(CommittedEvent {
            id: event.id,
            organization_id: event.organization_id,
            request_id: event.context.request_id.clone(),
        });
    }

    pub(crate) fn collection<T: Stored>(&self) -> mongodb::Collection<T> {
        self.database.collection(T::COLLECTION)
    }
}
