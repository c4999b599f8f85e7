//! The adaptive testing server: reads settings, opens the backends, serves.

mod arguments;
mod backends;
mod check_config;
mod failure;
mod health;
#[cfg(feature = "failpoints")]
mod kill_switch;
mod listen_failure;
mod logging;
mod migrate;
mod recover;
mod retention;
mod run;
mod serve;
mod settings;
mod sweep;
mod telemetry;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

use crate::arguments::Arguments;

/// One worker often frees memory that another has allocated. With the system's allocator they then wait for each other.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    run::run(&Arguments::parse()).await.unwrap_or_else(|failure| {
        eprintln!("adaptive-server: {:#}", failure.error);
        failure.exit_code
    })
}
