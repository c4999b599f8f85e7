//! The adaptive testing server: reads settings, opens the backends, serves.

mod arguments;
mod backends;
mod failure;
#[cfg(feature = "failpoints")]
mod kill_switch;
mod listen_failure;
mod logging;
mod recover;
mod serve;
mod settings;
mod sweep;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;
use crate::settings::Reading;

/// One worker often frees memory that another has allocated. With the system's allocator they then wait for each other.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    run(&Arguments::parse()).await.unwrap_or_else(|failure| {
        eprintln!("adaptive-server: {:#}", failure.error);
        failure.exit_code
    })
}

async fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let Reading { settings, warnings, faults } = read_settings(arguments);
    let settings = faults.or(settings).map_err(|faults| Failure::from_settings(faults.into()))?;
    logging::start(&settings.log);
    warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    #[cfg(feature = "failpoints")]
    kill_switch::arm(std::env::var_os(kill_switch::VARIABLE)).map_err(Failure::from_settings)?;
    match &arguments.command {
        None => serve::serve(settings).await?,
        Some(Command::Recover(sessions)) => return Ok(recover::recover(&settings, sessions).await?),
    }
    Ok(ExitCode::SUCCESS)
}

fn read_settings(arguments: &Arguments) -> Reading {
    let mut reading = settings::read(arguments, std::env::vars_os());
    match arguments.command {
        None => reading.settings.check_access(&mut reading.faults),
        Some(Command::Recover(_)) => {
            reading.faults.require(arguments.bind.is_none(), "`recover` does not listen: omit --bind");
        }
    }
    reading
}
