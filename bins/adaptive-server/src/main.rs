//! The adaptive testing server: reads settings, builds the parts, serves.

mod arguments;
mod environment;
mod logging;
mod serve;
mod settings;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::Arguments;
use crate::settings::Settings;

/// The exit code of settings that make no sense, as for a wrong argument.
const EXIT_SETTINGS: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = match Settings::read(&arguments, std::env::vars()) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("adaptive-server: {error:#}");
            return ExitCode::from(EXIT_SETTINGS);
        }
    };
    logging::start(&settings.log);
    match serve::serve(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("adaptive-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}
