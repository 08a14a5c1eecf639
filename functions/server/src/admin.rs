//! `server admin`: what only the operator of an installation may do.

use katalusis_runtime::MainResult;

#[derive(clap::Subcommand)]
pub(crate) enum Command {}

pub(crate) async fn run(command: Command) -> MainResult {
    match command {}
}
