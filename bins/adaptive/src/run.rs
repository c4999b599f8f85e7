//! Runs the command of the arguments.

use std::process::ExitCode;

use crate::args::{Arguments, Command};
use crate::{assemble, bank, calibrate, calibrate_exposure, completions, demo, design, info, link, scoring, simulate};

/// Runs the command; the exit code of one that has ended well.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Score(arguments) => scoring::score::run(arguments)?,
        Command::ScoreTable(arguments) => scoring::score_table::run(arguments)?,
        Command::Replay(arguments) => scoring::replay::run(arguments)?,
        Command::Simulate(arguments) => simulate::run(arguments)?,
        Command::Calibrate(arguments) => calibrate::run(arguments)?,
        Command::Link(arguments) => link::run(arguments)?,
        Command::CalibrateExposure(arguments) => calibrate_exposure::run(arguments)?,
        Command::Info(arguments) => info::run(arguments)?,
        Command::Assemble(arguments) => return assemble::run(arguments),
        Command::Bank(command) => return bank::run(command),
        Command::Design(command) => return design::run(command),
        Command::Demo(arguments) => demo::run(arguments)?,
        Command::Completions(arguments) => completions::run(arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}
