//! The command line as a whole.

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};

use super::assemble::AssembleArguments;
use super::bank::BankCommand;
use super::calibrate::CalibrateArguments;
use super::calibrate_exposure::CalibrateExposureArguments;
use super::completions::CompletionsArguments;
use super::demo::DemoArguments;
use super::design::DesignCommand;
use super::link::LinkArguments;
use super::score_table::ScoreTableArguments;
use super::scoring::{InfoArguments, ReplayArguments, ScoreArguments};
use super::simulate::SimulateArguments;
use crate::source::Source;

const EXAMPLES: &str = "\
Examples:
  adaptive demo --auto --theta 0.5
  adaptive score --bank bank.csv --responses responses.csv";
const BANK_EXAMPLES: &str = "\
Examples:
  adaptive bank check bank.csv
  adaptive bank convert coefficients.csv --reverse all --out converted.csv";
const DESIGN_EXAMPLES: &str = "\
Examples:
  adaptive design init --out new.toml
  adaptive design check design.toml --bank bank.csv";

/// Simulate, score, replay and check adaptive tests, and take a demonstration exam.
///
/// Exit codes: 0 success; 1 a fault in a file, in the data or of a server; 2 a command line that cannot be understood.
#[derive(Debug, Parser)]
#[command(name = "adaptive", version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// The arguments of this process. Ends the process if they are faulty or ask for help.
    pub(crate) fn from_command_line() -> Self {
        let arguments = Self::parse();
        let standard_inputs =
            arguments.command.sources().into_iter().filter(|source| **source == Source::StandardInput).count();
        if standard_inputs > 1 {
            let rule = "only one file can be `-`, as standard input can be read only once";
            Self::command().error(ErrorKind::ArgumentConflict, rule).exit()
        }
        if let Command::Simulate(to) = &arguments.command
            && let (None, Some(flag)) = (&to.responses, to.reading.given_flag())
        {
            let rule = format!("{flag} says how the file of --responses is read, which is not given");
            Self::command().error(ErrorKind::MissingRequiredArgument, rule).exit()
        }
        arguments
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Score(ScoreArguments),
    ScoreTable(ScoreTableArguments),
    Replay(ReplayArguments),
    Simulate(SimulateArguments),
    Calibrate(Box<CalibrateArguments>),
    Link(LinkArguments),
    CalibrateExposure(CalibrateExposureArguments),
    Info(InfoArguments),
    Assemble(AssembleArguments),
    /// Check, describe, convert and generate item bank files.
    #[command(subcommand, arg_required_else_help = true, after_help = BANK_EXAMPLES)]
    Bank(BankCommand),
    /// Check and write test designs.
    #[command(subcommand, arg_required_else_help = true, after_help = DESIGN_EXAMPLES)]
    Design(DesignCommand),
    Demo(DemoArguments),
    Completions(CompletionsArguments),
}

impl Command {
    /// All inputs of the command.
    fn sources(&self) -> Vec<&Source> {
        match self {
            Self::Score(to) => [&to.bank.source, &to.responses].into_iter().chain(&to.design).collect(),
            Self::ScoreTable(to) => [&to.bank.source].into_iter().chain(&to.design).collect(),
            Self::Replay(to) => vec![&to.bank.source, &to.responses, &to.design],
            Self::Simulate(to) => {
                let examinees = to.examinees.thetas.iter().chain(&to.responses);
                [&to.bank.source].into_iter().chain(&to.designs).chain(examinees).collect()
            }
            Self::Calibrate(to) => {
                let optional = [&to.models, &to.bank, &to.settings, &to.groups, &to.weights];
                [&to.responses].into_iter().chain(optional.into_iter().flatten()).collect()
            }
            Self::Link(to) => vec![&to.from, &to.to],
            Self::CalibrateExposure(to) => {
                [&to.bank.source, &to.design].into_iter().chain(&to.examinees.thetas).collect()
            }
            Self::Info(to) => vec![&to.bank.source],
            Self::Assemble(to) => {
                [&to.bank.source, &to.blueprint].into_iter().chain(&to.attributes).chain(&to.stimuli).collect()
            }
            Self::Bank(BankCommand::Check(to)) => vec![&to.bank],
            Self::Bank(BankCommand::Summary(to)) => vec![&to.bank],
            Self::Bank(BankCommand::Convert(to)) => {
                [&to.bank].into_iter().chain(&to.attributes).chain(&to.structure).collect()
            }
            Self::Design(DesignCommand::Check(to)) => [&to.design].into_iter().chain(&to.bank).collect(),
            Self::Bank(BankCommand::Generate(_))
            | Self::Design(DesignCommand::Init(_))
            | Self::Demo(_)
            | Self::Completions(_) => Vec::new(),
        }
    }
}
