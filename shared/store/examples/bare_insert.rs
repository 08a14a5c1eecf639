//! How fast the driver alone puts an import's tasks into a collection with the same indexes: the ceiling that
//! `tests/bench` measures imports against.
//!
//! Reads `{"uri", "from", "to", "batch"}` from standard input: the tasks that imports made in the database `from` are
//! read first, as raw documents, then inserted into `to`, which is dropped before and after. Prints
//! `{"rows", "seconds"}`.
#![allow(clippy::print_stdout, reason = "the answer goes to standard output")]

use std::io::stdin;
use std::time::Instant;

use bson::{Document, RawDocumentBuf, doc};
use futures::TryStreamExt;
use mongodb::{Client, Database, IndexModel};
use serde::Deserialize;

/// What to insert, and where.
#[derive(Deserialize)]
struct Order {
    uri: String,
    from: String,
    to: String,
    batch: usize,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let order: Order = serde_json::from_reader(stdin())?;
    let client = Client::with_uri_str(&order.uri).await?;
    let (from, to) = (client.database(&order.from), client.database(&order.to));
    to.drop().await?;
    let tasks = imported(&from).await?;
    same_indexes(&from, &to).await?;
    let collection = to.collection::<RawDocumentBuf>("tasks");
    // As a worker's: the connection is there.
    to.run_command(doc! { "ping": 1 }).await?;
    let started = Instant::now();
    for batch in tasks.chunks(order.batch) {
        collection.insert_many(batch).ordered(false).await?;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{}",
        serde_json::json!({ "rows": tasks.len(), "seconds": seconds })
    );
    to.drop().await?;
    Ok(())
}

async fn imported(from: &Database) -> mongodb::error::Result<Vec<RawDocumentBuf>> {
    let tasks = from.collection::<RawDocumentBuf>("tasks");
    let found = tasks
        .find(doc! { "source": { "$ne": null } })
        .sort(doc! { "number": 1 });
    found.await?.try_collect().await
}

async fn same_indexes(from: &Database, to: &Database) -> mongodb::error::Result<()> {
    let indexes: Vec<IndexModel> = from
        .collection::<Document>("tasks")
        .list_indexes()
        .await?
        .try_collect()
        .await?;
    let others = indexes
        .into_iter()
        .filter(|index| index.keys != doc! { "_id": 1 });
    to.collection::<Document>("tasks").create_indexes(others).await?;
    Ok(())
}
