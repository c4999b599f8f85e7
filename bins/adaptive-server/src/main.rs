//! The adaptive testing server: reads settings, opens the backends, serves.

mod arguments;
mod backends;
mod failure;
#[cfg(feature = "failpoints")]
mod kill_switch;
mod logging;
mod recover;
mod retention;
mod serve;
mod settings;
mod sweep;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;
use crate::settings::Settings;

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
    let settings = read_settings(arguments).map_err(Failure::from_settings)?;
    logging::start(&settings.log);
    #[cfg(feature = "failpoints")]
    kill_switch::arm(std::env::var_os(kill_switch::VARIABLE)).map_err(Failure::from_settings)?;
    match &arguments.command {
        None => serve::serve(settings).await?,
        Some(Command::Recover(sessions)) => return Ok(recover::recover(&settings, sessions).await?),
        Some(Command::Verify(sessions)) => return Ok(verify::verify(&settings, sessions).await?),
    }
    Ok(ExitCode::SUCCESS)
}

fn read_settings(arguments: &Arguments) -> anyhow::Result<Settings> {
    let settings = Settings::read(arguments, std::env::vars_os())?;
    match arguments.command {
        None => settings.check_access()?,
        Some(Command::Recover(_) | Command::Verify(_)) => {
            let listens = arguments.bind.is_some() || arguments.base_path.is_some();
            anyhow::ensure!(!listens, "this command does not listen: omit --bind and --base-path");
        }
    }
    Ok(settings)
}
