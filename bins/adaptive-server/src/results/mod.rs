//! The commands `results`: what is done with results on the database, without a server.

pub(crate) mod arguments;
mod export;
mod output;
mod rescore;

use std::process::ExitCode;

use crate::results::arguments::ResultsCommand;
use crate::settings::Settings;

/// Runs one of the commands on the database of the settings.
pub(crate) async fn run(settings: &Settings, command: &ResultsCommand) -> anyhow::Result<ExitCode> {
    match command {
        ResultsCommand::Export(arguments) => export::export(settings, arguments).await,
        ResultsCommand::Rescore(arguments) => rescore::rescore(settings, arguments).await,
    }
}
