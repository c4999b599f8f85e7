//! The adaptive testing command line: simulate, look into a bank, score, replay, sit a demonstration.

mod args;
mod bank_check;
mod bank_convert;
mod bank_file;
mod bank_summary;
mod calibrate;
mod completions;
mod demo;
mod design_check;
mod design_file;
mod design_init;
mod examinees;
mod info;
mod interruption;
mod output_directory;
mod output_file;
mod replay;
mod responses;
mod score;
mod simulate;
mod source;
mod table;
mod theta_grid;
mod thetas_file;

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::args::{Arguments, BankCommand, Command, DesignCommand};

fn main() -> ExitCode {
    match run(&Arguments::of_process()) {
        Ok(code) => code,
        // Whoever reads the output has seen enough of it, `head` for instance.
        Err(error) if table::reader_is_gone(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // When standard error is closed too, the exit code has to do.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Score(arguments) => score::run(arguments)?,
        Command::Replay(arguments) => replay::run(arguments)?,
        Command::Simulate(arguments) => simulate::run(arguments)?,
        Command::CalibrateExposure(arguments) => calibrate::run(arguments)?,
        Command::Info(arguments) => info::run(arguments)?,
        Command::Bank(BankCommand::Check(arguments)) => return bank_check::run(arguments),
        Command::Bank(BankCommand::Summary(arguments)) => bank_summary::run(arguments)?,
        Command::Bank(BankCommand::Convert(arguments)) => bank_convert::run(arguments)?,
        Command::Design(DesignCommand::Check(arguments)) => return design_check::run(arguments),
        Command::Design(DesignCommand::Init(arguments)) => design_init::run(arguments)?,
        Command::Demo(arguments) => demo::run(arguments)?,
        Command::Completions(arguments) => completions::run(arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}
