//! `adaptive bank`: the commands on item bank files.

pub(crate) mod bank_csv;
pub(crate) mod bank_file;
pub(crate) mod bank_text;
mod check;
mod convert;
mod generate;
mod parameter_ranges;
pub(crate) mod recognised_program;
mod summary;

use std::process::ExitCode;

use crate::args::BankCommand;

pub(crate) fn run(command: &BankCommand) -> anyhow::Result<ExitCode> {
    match command {
        BankCommand::Check(arguments) => return check::run(arguments),
        BankCommand::Summary(arguments) => summary::run(arguments)?,
        BankCommand::Convert(arguments) => convert::run(arguments)?,
        BankCommand::Generate(arguments) => generate::run(arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}
