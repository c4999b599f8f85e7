//! `adaptive bank`: the commands on item bank files.

pub(crate) mod bank_file;
pub(crate) mod bank_text;
mod check;
mod convert;
mod parameter_ranges;
mod summary;

use std::process::ExitCode;

use crate::args::BankCommand;

pub(crate) fn run(command: &BankCommand) -> anyhow::Result<ExitCode> {
    match command {
        BankCommand::Check(arguments) => return check::run(arguments),
        BankCommand::Summary(arguments) => summary::run(arguments)?,
        BankCommand::Convert(arguments) => convert::run(arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}
