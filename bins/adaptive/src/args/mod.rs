//! The command line.

mod assemble;
mod bank;
mod bank_source;
mod calibrate;
mod calibrate_exposure;
mod command;
mod completions;
mod demo;
mod design;
mod distribution;
mod examinees;
mod formats;
mod generate;
mod link;
mod reported;
mod responses;
mod reversal;
mod score_table;
mod scoring;
mod simulate;
mod values;

pub(crate) use assemble::{AssembleArguments, FormObjective};
pub(crate) use bank::{
    BankCheckArguments, BankCommand, BankConvertArguments, BankSummaryArguments, ForeignFormat, SummaryFormat,
};
pub(crate) use bank_source::BankArguments;
pub(crate) use calibrate::CalibrateArguments;
pub(crate) use calibrate_exposure::CalibrateExposureArguments;
pub(crate) use command::{Arguments, Command};
pub(crate) use completions::CompletionsArguments;
pub(crate) use demo::DemoArguments;
pub(crate) use design::{DesignCheckArguments, DesignCommand, DesignInitArguments};
pub(crate) use distribution::Distribution;
pub(crate) use examinees::ExamineesArguments;
pub(crate) use formats::{ReportFormat, SimulationFormat, TableFormat};
pub(crate) use generate::{BankGenerateArguments, CategoryCount, ContentShares};
pub(crate) use link::{LinkArguments, LinkingMethod, PointWeights};
pub(crate) use reported::{ChosenCuts, ReportedArguments};
pub(crate) use responses::{LongColumns, NameList, OmittedAs, ResponsesArguments};
pub(crate) use reversal::Reversal;
pub(crate) use score_table::{ScoreTableArguments, ScoreTableFormat};
pub(crate) use scoring::{InfoArguments, ReplayArguments, ScoreArguments};
pub(crate) use simulate::SimulateArguments;
