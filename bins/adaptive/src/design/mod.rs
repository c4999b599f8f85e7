//! `adaptive design`: the commands on test designs.

mod check;
pub(crate) mod design_file;
mod init;
mod unreachable;

use std::process::ExitCode;

use crate::args::DesignCommand;

pub(crate) fn run(command: &DesignCommand) -> anyhow::Result<ExitCode> {
    match command {
        DesignCommand::Check(arguments) => check::run(arguments),
        DesignCommand::Init(arguments) => {
            init::run(arguments)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
