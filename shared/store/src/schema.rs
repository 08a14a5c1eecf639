//! Collections with their indexes and validators: declared here, applied by `migrate`.

use std::collections::BTreeSet;
use std::time::Duration;

use bson::{Document, doc};
use futures::TryStreamExt;
use mongodb::IndexModel;
use mongodb::options::IndexOptions;

use crate::{Store, StoreError};

/// A collection as the code expects it.
pub(crate) struct Collection {
    pub(crate) name: &'static str,
    pub(crate) indexes: Vec<IndexModel>,
    /// A JSON Schema that every document satisfies; what code relies on, not a copy of the types.
    pub(crate) schema: Option<Document>,
}

/// Every collection, each declared next to the store that uses it.
fn collections() -> Vec<Collection> {
    vec![
        crate::users::organizations(),
        crate::users::users(),
        crate::sessions::sessions(),
        crate::api_tokens::api_tokens(),
        crate::projects::projects(),
        crate::tasks::tasks(),
        crate::comments::comments(),
        crate::attachments::attachments(),
        crate::late_files::removed_files(),
        crate::imports::imports(),
        crate::import_chunks::import_chunks(),
        crate::import_profiles::import_profiles(),
        crate::notifications::notifications(),
        crate::workflows::workflows(),
        crate::workflows::workflow_versions(),
        crate::runs::runs(),
        crate::rules::rules(),
        crate::rules::rule_log(),
        events(),
        expiring(crate::deliveries::COLLECTION),
        plain("counters"),
        expiring("idempotency"),
        expiring("rate_limits"),
        plain("migrations"),
    ]
}

fn events() -> Collection {
    Collection {
        name: "events",
        indexes: vec![
            index("by_time", doc! { "organization_id": 1, "_id": -1 }),
            index(
                "by_subject",
                doc! { "organization_id": 1, "subjects.id": 1, "_id": -1 },
            ),
            // Across organizations on purpose: the sweeper looks for what was not handed on.
            partial(
                "unpublished",
                doc! { "at": 1 },
                doc! { "published_at": { "$type": "null" } },
            ),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "at", "kind", "actor", "subjects", "changes", "context"],
            "properties": { "at": { "bsonType": "date" }, "kind": { "bsonType": "string" } },
        }),
    }
}

fn plain(name: &'static str) -> Collection {
    Collection {
        name,
        indexes: Vec::new(),
        schema: None,
    }
}

/// A collection whose documents go away at their `expires_at`.
fn expiring(name: &'static str) -> Collection {
    Collection {
        name,
        indexes: vec![expiry()],
        schema: None,
    }
}

pub(crate) fn expiry() -> IndexModel {
    with_options("expiry", doc! { "expires_at": 1 }, |options| {
        options.expire_after = Some(Duration::ZERO);
    })
}

pub(crate) fn index(name: &str, keys: Document) -> IndexModel {
    with_options(name, keys, |_| {})
}

pub(crate) fn unique(name: &str, keys: Document) -> IndexModel {
    with_options(name, keys, |options| options.unique = Some(true))
}

pub(crate) fn partial(name: &str, keys: Document, filter: Document) -> IndexModel {
    with_options(name, keys, |options| {
        options.partial_filter_expression = Some(filter);
    })
}

/// Unique among the documents that the filter describes.
pub(crate) fn unique_among(name: &str, keys: Document, filter: Document) -> IndexModel {
    with_options(name, keys, |options| {
        options.unique = Some(true);
        options.partial_filter_expression = Some(filter);
    })
}

fn with_options(name: &str, keys: Document, set: impl FnOnce(&mut IndexOptions)) -> IndexModel {
    let mut options = IndexOptions::default();
    options.name = Some(name.to_owned());
    set(&mut options);
    IndexModel::builder().keys(keys).options(options).build()
}

/// Brings the database to what this version of the program expects. Safe to run again, and beside itself.
pub async fn migrate(store: &Store) -> Result<(), StoreError> {
    let existing: BTreeSet<String> = store
        .database
        .list_collection_names()
        .await?
        .into_iter()
        .collect();
    for collection in collections() {
        apply(store, &collection, existing.contains(collection.name)).await?;
    }
    note_migrated(store).await
}

/// Writes down what was applied, so that a Lambda can ask with one query instead of one per collection.
async fn note_migrated(store: &Store) -> Result<(), StoreError> {
    let applied = doc! { "$set": { "indexes": declared_indexes(), "at": store.world.now() } };
    store
        .database
        .collection::<Document>("migrations")
        .update_one(doc! { "_id": "indexes" }, applied)
        .upsert(true)
        .await?;
    Ok(())
}

/// The indexes that the code expects and that `migrate` has not applied yet, as `collection.index`. One query;
/// [`verify_indexes`] looks at the indexes themselves.
pub async fn verify_migrated(store: &Store) -> Result<Vec<String>, StoreError> {
    let migrations = store.database.collection::<Document>("migrations");
    let noted = migrations
        .find_one(doc! { "_id": "indexes" })
        .await?
        .unwrap_or_default();
    let applied: BTreeSet<&str> = noted
        .get_array("indexes")
        .map(|names| names.iter().filter_map(bson::Bson::as_str).collect())
        .unwrap_or_default();
    Ok(declared_indexes()
        .into_iter()
        .filter(|name| !applied.contains(name.as_str()))
        .collect())
}

fn declared_indexes() -> Vec<String> {
    let names = |collection: Collection| {
        let indexes = collection.indexes.into_iter().filter_map(|index| name_of(&index));
        indexes.map(move |index| format!("{}.{index}", collection.name))
    };
    collections().into_iter().flat_map(names).collect()
}

async fn apply(store: &Store, collection: &Collection, exists: bool) -> Result<(), StoreError> {
    let validator = collection.schema.clone().map(|mut schema| {
        schema.insert("bsonType", "object");
        doc! { "$jsonSchema": schema }
    });
    if !exists {
        let mut command = doc! { "create": collection.name };
        if let Some(validator) = &validator {
            command.insert("validator", validator);
        }
        match store.database.run_command(command).await {
            Ok(_) => {}
            // Someone else was faster.
            Err(error) if is_namespace_exists(&error) => {}
            Err(error) => return Err(error.into()),
        }
    } else if let Some(validator) = validator {
        store
            .database
            .run_command(doc! { "collMod": collection.name, "validator": validator })
            .await?;
    }
    if collection.indexes.is_empty() {
        return Ok(());
    }
    let there = store.database.collection::<Document>(collection.name);
    for present in present_indexes(&there).await? {
        let declared = collection
            .indexes
            .iter()
            .find(|index| name_of(index) == name_of(&present));
        if let (Some(declared), Some(name)) = (declared, name_of(&present))
            && definition(declared) != definition(&present)
        {
            tracing::info!(
                collection = collection.name,
                index = name,
                "an index is another one now; it is built anew"
            );
            there.drop_index(name).await?;
        }
    }
    there.create_indexes(collection.indexes.clone()).await?;
    Ok(())
}

/// What makes an index another one.
type Definition<'a> = (&'a Document, bool, Option<&'a Document>, Option<Duration>);

fn definition(index: &IndexModel) -> Definition<'_> {
    let options = index.options.as_ref();
    (
        &index.keys,
        options.and_then(|options| options.unique).unwrap_or(false),
        options.and_then(|options| options.partial_filter_expression.as_ref()),
        options.and_then(|options| options.expire_after),
    )
}

async fn present_indexes(collection: &mongodb::Collection<Document>) -> Result<Vec<IndexModel>, StoreError> {
    match collection.list_indexes().await {
        Ok(cursor) => Ok(cursor.try_collect().await?),
        Err(error) if is_namespace_missing(&error) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

fn is_namespace_exists(error: &mongodb::error::Error) -> bool {
    matches!(error.kind.as_ref(), mongodb::error::ErrorKind::Command(command) if command.code == 48)
}

/// The indexes that the code expects and the database lacks, as `collection.index`.
pub async fn verify_indexes(store: &Store) -> Result<Vec<String>, StoreError> {
    let mut missing = Vec::new();
    for collection in collections() {
        if collection.indexes.is_empty() {
            continue;
        }
        let present = present_indexes(&store.database.collection(collection.name)).await?;
        let present: BTreeSet<String> = present.iter().filter_map(name_of).collect();
        missing.extend(
            collection
                .indexes
                .iter()
                .filter_map(name_of)
                .filter(|name| !present.contains(name))
                .map(|name| format!("{}.{name}", collection.name)),
        );
    }
    Ok(missing)
}

fn name_of(index: &IndexModel) -> Option<String> {
    index.options.as_ref()?.name.clone()
}

fn is_namespace_missing(error: &mongodb::error::Error) -> bool {
    matches!(error.kind.as_ref(), mongodb::error::ErrorKind::Command(command) if command.code == 26)
}
