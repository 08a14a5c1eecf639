//! The container host: every area in one binary.
#![allow(clippy::print_stdout, reason = "commands answer on standard output")]

mod admin;
mod http;
mod openapi;
mod worker;

use clap::{Parser, Subcommand};
use katalusis_runtime::settings::Core;
use katalusis_runtime::{MainResult, Platform, settings, start_logs};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Katalusis Workflow OS, the container variant.
#[derive(Parser)]
#[command(name = "server", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API of every area.
    Http,
    /// Take messages from the queues and carry them out; sweep once a minute.
    Worker {
        /// Leave sweeping to a CronJob.
        #[arg(long)]
        no_sweep: bool,
    },
    /// Sweep once: publish, resume and expire what was left lying.
    Sweep,
    /// Bring the database's collections, validators and indexes up to date. Safe to run again.
    Migrate,
    /// Print the OpenAPI document that follows from the code.
    Openapi,
    /// Commands for the operator of this installation.
    Admin {
        #[command(subcommand)]
        command: admin::Command,
    },
}

#[tokio::main]
async fn main() -> MainResult {
    start_logs();
    match Arguments::parse().command {
        Command::Http => http::run().await,
        Command::Worker { no_sweep } => Box::pin(worker::run(!no_sweep)).await,
        Command::Sweep => worker::sweep_once().await,
        Command::Migrate => migrate().await,
        Command::Openapi => openapi::print(),
        Command::Admin { command } => admin::run(command).await,
    }
}

async fn migrate() -> MainResult {
    let core = settings(Core::read)?;
    let platform = Platform::connect(&core).await?;
    katalusis_store::migrate(&platform.store).await?;
    println!("The database {} is up to date.", core.mongodb_database);
    Ok(())
}
