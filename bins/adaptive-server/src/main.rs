//! The adaptive testing server: reads settings, opens the backends, serves.

mod announcement;
mod arguments;
mod backends;
mod check_config;
mod clock;
mod credit_outage;
mod deliveries;
mod exposure;
mod failure;
mod faulty_argument;
mod health;
mod keys;
#[cfg(feature = "failpoints")]
mod kill_switch;
mod listen_failure;
mod logging;
mod migrate;
mod moment;
mod open_files;
mod printing;
mod reach;
mod recover;
mod results;
mod retention;
mod run;
mod serve;
mod settings;
#[cfg(feature = "failpoints")]
mod shifted_clock;
mod shutdown;
mod signals;
mod sweep;
mod telemetry;
mod verify;
mod webhook_command;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

use crate::arguments::Arguments;

/// One worker often frees memory that another has allocated. With the system's allocator they then wait for each other.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let ended = run::run(&Arguments::parse()).await;
    let exit_code = ended.unwrap_or_else(|failure| failure.report(logging::print));
    logging::flush();
    exit_code
}
