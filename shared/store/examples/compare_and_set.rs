//! How fast the driver alone changes documents by compare-and-set: the ceiling that `tests/bench` measures the engine of
//! workflows against.
//!
//! Reads `{"uri", "database", "documents", "bytes", "seconds"}` from standard input: so many documents of that size are
//! changed by one task each, over and over, with majority write concern. Prints `{"per_second", "p50_ms"}`; the latter is
//! of one task alone.
#![allow(clippy::print_stdout, reason = "the answer goes to standard output")]

use std::io::stdin;
use std::time::{Duration, Instant};

use bson::{Document, doc};
use futures::future::try_join_all;
use mongodb::options::{ClientOptions, WriteConcern};
use mongodb::{Client, Collection};
use serde::Deserialize;

/// What to change, and for how long.
#[derive(Deserialize)]
struct Order {
    uri: String,
    database: String,
    documents: i64,
    bytes: usize,
    seconds: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let order: Order = serde_json::from_reader(stdin())?;
    let mut options = ClientOptions::parse(&order.uri).await?;
    options.write_concern = Some(WriteConcern::majority());
    let database = Client::with_options(options)?.database(&order.database);
    let collection = database.collection::<Document>("compare_and_set");
    collection.drop().await?;
    let state = "x".repeat(order.bytes);
    let made = (0..order.documents).map(|id| doc! { "_id": id, "revision": 0_i64, "state": &state });
    collection.insert_many(made).await?;

    let time = Duration::from_secs_f64(order.seconds);
    let mut alone = change(&collection, 0, &state, time / 4).await?;
    alone.sort_unstable();
    let started = Instant::now();
    let tasks = (0..order.documents).map(|id| change(&collection, id, &state, time));
    let changed: usize = try_join_all(tasks).await?.iter().map(Vec::len).sum();
    let per_second = f64::from(u32::try_from(changed)?) / started.elapsed().as_secs_f64();
    let p50 = alone.get(alone.len() / 2).copied().unwrap_or_default();
    println!(
        "{}",
        serde_json::json!({ "per_second": per_second, "p50_ms": p50.as_secs_f64() * 1000.0 })
    );
    database.drop().await?;
    Ok(())
}

/// Changes one document for so long; how long each change took.
async fn change(
    collection: &Collection<Document>,
    id: i64,
    state: &str,
    time: Duration,
) -> mongodb::error::Result<Vec<Duration>> {
    let began = Instant::now();
    let found = collection.find_one(doc! { "_id": id }).await?;
    let mut revision = found
        .and_then(|found| found.get_i64("revision").ok())
        .unwrap_or_default();
    let mut took = Vec::new();
    while began.elapsed() < time {
        let started = Instant::now();
        let seen = doc! { "_id": id, "revision": revision };
        let next = doc! { "_id": id, "revision": revision + 1, "state": state };
        collection.replace_one(seen, next).await?;
        revision += 1;
        took.push(started.elapsed());
    }
    Ok(took)
}
