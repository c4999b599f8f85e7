//! The adaptive testing server: reads settings, builds the parts, serves.

mod arguments;
mod environment;
#[cfg(feature = "failpoints")]
mod kill_switch;
mod logging;
mod parts;
mod recover;
mod redis_section;
mod serve;
mod settings;
mod sweep;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use persistence::RecordError;

use crate::arguments::{Arguments, Command};
use crate::recover::NoSharedStore;
use crate::settings::Settings;

/// What one worker allocates another often frees. The system's allocator has them wait for each other then.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The exit code of settings that make no sense, as for a wrong argument.
const EXIT_SETTINGS: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = match settings_of(&arguments) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("adaptive-server: {error:#}");
            return ExitCode::from(EXIT_SETTINGS);
        }
    };
    logging::start(&settings.log);
    #[cfg(feature = "failpoints")]
    if let Err(error) = kill_switch::arm(std::env::var_os(kill_switch::VARIABLE)) {
        eprintln!("adaptive-server: {error:#}");
        return ExitCode::from(EXIT_SETTINGS);
    }
    let outcome = match arguments.command {
        None => serve::serve(settings).await.map(|()| ExitCode::SUCCESS),
        Some(Command::Recover(which)) => recover::recover(&settings, &which).await,
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("adaptive-server: {error:#}");
        exit_code(&error)
    })
}

fn settings_of(arguments: &Arguments) -> anyhow::Result<Settings> {
    let settings = Settings::read(arguments, std::env::vars_os())?;
    match &arguments.command {
        None => settings.check_door()?,
        Some(Command::Recover(_)) => {
            anyhow::ensure!(arguments.bind.is_none(), "recovering listens nowhere: leave --bind out");
        }
    }
    Ok(settings)
}

/// What is a faulty setting, though found out only when the parts are built.
fn exit_code(error: &anyhow::Error) -> ExitCode {
    match error.downcast_ref() {
        Some(RecordError::UnknownUrl { .. } | RecordError::Configuration { .. }) => ExitCode::from(EXIT_SETTINGS),
        _ if error.is::<NoSharedStore>() => ExitCode::from(EXIT_SETTINGS),
        _ => ExitCode::FAILURE,
    }
}
