//! The container host: every area in one binary.
#![allow(clippy::print_stdout, reason = "commands answer on standard output")]

mod admin;
mod http;
mod openapi;
mod web;
mod worker;

use clap::{Parser, Subcommand};
use katalusis_runtime::container::own_program;
use katalusis_runtime::settings::Database;
use katalusis_runtime::{MainResult, settings, start_logs};
use katalusis_sheets::apart;

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
    /// Read the table at standard input: a process of its own for a stranger's file.
    #[command(name = apart::COMMAND, hide = true)]
    ReadSheet {
        /// What its parent wants.
        request: String,
    },
    #[command(flatten)]
    Product(ProductCommand),
}

#[derive(Subcommand)]
enum ProductCommand {
    /// Serve the API of every area, and the web app if `WEB_DIRECTORY` names one.
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

fn main() -> MainResult {
    match Arguments::parse().command {
        Command::ReadSheet { request } => Ok(apart::serve(&own_program()?, &request)?),
        Command::Product(command) => run(command),
    }
}

#[tokio::main]
async fn run(command: ProductCommand) -> MainResult {
    start_logs();
    match command {
        ProductCommand::Http => http::run().await,
        ProductCommand::Worker { no_sweep } => Box::pin(worker::run(!no_sweep)).await,
        ProductCommand::Sweep => worker::sweep_once().await,
        ProductCommand::Migrate => migrate().await,
        ProductCommand::Openapi => openapi::print(),
        ProductCommand::Admin { command } => admin::run(command).await,
    }
}

async fn migrate() -> MainResult {
    let database = settings(Database::read)?;
    katalusis_runtime::migrate(&database).await?;
    println!("The database {} is up to date.", database.name);
    Ok(())
}
