//! What can be asked for on the command line.

mod bank;
mod calibrate_exposure;
mod demo;
mod design;
mod examinees;
mod scoring;
mod simulate;
mod values;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use irt_core::Metric;

pub(crate) use bank::{
    BankCheckArguments, BankCommand, BankConvertArguments, BankSummaryArguments, ForeignFormat, SummaryFormat,
};
pub(crate) use calibrate_exposure::CalibrateExposureArguments;
pub(crate) use demo::DemoArguments;
pub(crate) use design::{DesignCheckArguments, DesignCommand, DesignInitArguments};
pub(crate) use examinees::ExamineesArguments;
pub(crate) use scoring::{InfoArguments, ReplayArguments, ScoreArguments};
pub(crate) use simulate::SimulateArguments;

use crate::source::Source;
use values::metric;

/// Simulate, score, replay and check adaptive tests, and sit a demonstration.
///
/// Exit codes: 0 all went well; 1 something is wrong with a file, the data or a server; 2 the command is not understood.
#[derive(Debug, Parser)]
#[command(name = "adaptive", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// The arguments of this process. Ends the process when they are not understood, or ask for help.
    pub(crate) fn from_command_line() -> Self {
        let arguments = Self::parse();
        let standard_inputs =
            arguments.command.sources().into_iter().filter(|source| **source == Source::StandardInput).count();
        if standard_inputs > 1 {
            let rule = "only one file can be `-`, as standard input can be read only once";
            Self::command().error(ErrorKind::ArgumentConflict, rule).exit()
        }
        arguments
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Score(ScoreArguments),
    Replay(ReplayArguments),
    Simulate(SimulateArguments),
    CalibrateExposure(CalibrateExposureArguments),
    Info(InfoArguments),
    /// Look after item bank files.
    #[command(subcommand, arg_required_else_help = true)]
    Bank(BankCommand),
    /// Look after test designs.
    #[command(subcommand, arg_required_else_help = true)]
    Design(DesignCommand),
    Demo(DemoArguments),
    Completions(CompletionsArguments),
}

impl Command {
    /// Everything that the command reads.
    fn sources(&self) -> Vec<&Source> {
        match self {
            Self::Score(to) => [&to.bank.source, &to.responses].into_iter().chain(&to.design).collect(),
            Self::Replay(to) => vec![&to.bank.source, &to.responses, &to.design],
            Self::Simulate(to) => {
                let people = to.examinees.thetas.iter().chain(&to.responses);
                [&to.bank.source].into_iter().chain(&to.designs).chain(people).collect()
            }
            Self::CalibrateExposure(to) => {
                [&to.bank.source, &to.design].into_iter().chain(&to.examinees.thetas).collect()
            }
            Self::Info(to) => vec![&to.bank.source],
            Self::Bank(BankCommand::Check(to)) => vec![&to.bank],
            Self::Bank(BankCommand::Summary(to)) => vec![&to.bank],
            Self::Bank(BankCommand::Convert(to)) => [&to.bank].into_iter().chain(&to.attributes).collect(),
            Self::Design(DesignCommand::Check(to)) => [&to.design].into_iter().chain(&to.bank).collect(),
            Self::Design(DesignCommand::Init(_)) | Self::Demo(_) | Self::Completions(_) => Vec::new(),
        }
    }
}

/// Write the completions of a shell to standard output.
///
/// For bash: adaptive completions bash > ~/.local/share/bash-completion/completions/adaptive
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// An item bank and the metric of its parameters.
#[derive(Debug, Args)]
pub(crate) struct BankArguments {
    /// The item bank, CSV; `-` reads standard input.
    #[arg(long = "bank", value_name = "FILE")]
    pub(crate) source: Source,
    /// The scaling constant D of the parameters: 1 or, for the normal ogive, 1.702.
    #[arg(long = "scaling-constant", value_name = "D", default_value = "1", value_parser = metric)]
    pub(crate) metric: Metric,
}

/// The formats of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TableFormat {
    /// Comma-separated values with a header.
    #[default]
    Csv,
    /// An array of objects.
    Json,
}

/// The formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// One object, for programs.
    Json,
}
