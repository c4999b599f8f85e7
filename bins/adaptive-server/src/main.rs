//! The adaptive testing server: reads settings, builds the parts, serves.

mod arguments;
mod environment;
#[cfg(feature = "failpoints")]
mod kill_switch;
mod logging;
mod redis_section;
mod serve;
mod settings;

use std::process::ExitCode;

use clap::Parser as _;
use persistence::RecordError;

use crate::arguments::Arguments;
use crate::settings::Settings;

/// The exit code of settings that make no sense, as for a wrong argument.
const EXIT_SETTINGS: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = match Settings::read(&arguments, std::env::vars_os()) {
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
    match serve::serve(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("adaptive-server: {error:#}");
            exit_code(&error)
        }
    }
}

/// A database URL of a kind that is not known is a faulty setting, found out only when the database is opened.
fn exit_code(error: &anyhow::Error) -> ExitCode {
    match error.downcast_ref() {
        Some(RecordError::UnknownUrl { .. }) => ExitCode::from(EXIT_SETTINGS),
        _ => ExitCode::FAILURE,
    }
}
