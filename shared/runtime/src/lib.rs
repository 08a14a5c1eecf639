//! Where the product meets its surroundings: settings, logs, the system's clock, AWS clients and the two
//! hosts, Lambda and container. The only crate that reads the environment.

pub mod container;
pub mod lambda;
mod platform;
pub mod settings;
mod telemetry;
mod world;

pub use platform::{Platform, StartError, migrate};
pub use settings::settings;
pub use telemetry::start_logs;
pub use world::system_world;

/// What a `main` fails with: shown to a person as one line with its causes.
pub type MainResult = anyhow::Result<()>;
