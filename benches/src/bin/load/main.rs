//! Whole exams over HTTP, many at once, on the server and on a floor: what a server on the same HTTP library must do for the
//! same replies at the same durability, and nothing else.
//!
//! Both run as child processes and take turns, round by round, so that whatever disturbs the machine disturbs both.

mod active;
mod arguments;
mod backend;
mod comparison;
mod connection;
mod exam;
mod floor;
mod importing;
mod pages;
mod probe;
mod process;
mod processor_time;
mod round;
mod services;
mod table;

use std::process::ExitCode;

use benches::workload::Outcome;
use clap::Parser as _;
use mimalloc::MiMalloc;

use crate::arguments::{Arguments, Command};

/// The allocator of the server.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Outcome<()> {
    if let Some(Command::Floor(settings)) = arguments.command {
        return floor::serve(settings);
    }
    // One thread: the generator shares the processors with what it measures.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match (arguments.active, arguments.import) {
            (Some(exams), _) => active::report(&arguments, exams).await,
            (None, Some(items)) => importing::report(&arguments, items).await,
            (None, None) if arguments.pages => pages::report(&arguments).await,
            (None, None) => comparison::report(&arguments).await,
        }
    })
}
