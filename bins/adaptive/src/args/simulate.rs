//! The arguments of `simulate`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::bank_source::BankArguments;
use super::examinees::ExamineesArguments;
use super::formats::SimulationFormat;
use super::responses::ResponsesArguments;
use super::values::{CutScores, confidence, share, threads};
use crate::source::Source;

/// The most tests in the file of traces.
const MAX_TRACES: u64 = 10_000;

const EXAMPLES: &str = "\
Examples:
  adaptive simulate --bank bank.csv --design design.toml --examinees 1000 --seed 1 --out results
  adaptive simulate --bank bank.csv --design short.toml --design design.toml --examinees 500";

/// Simulate examinees who take the adaptive test, and report how well it measures and how it uses the bank.
///
/// Writes into the directory --out: summary.json, report.html for people, examinees.csv, items.csv, conditional.csv,
/// traces.csv, and the charts recovery.svg, conditional.svg, exposure.svg, test_length.svg. The directory appears when
/// all files are complete. The same bank, design, examinees and seed give the same files on any number of threads.
///
/// Prints a table and what is alarming on a terminal, summary.json elsewhere.
///
/// With several designs the same examinees take the test under each of them. report.html and comparison.csv compare the
/// designs; the tables and charts of each are in a directory with its name in designs/.
///
/// With --responses the examinees are not simulated: they take the test with answers that they have given to the whole
/// bank, or much of it. The estimate from all of these answers stands for the true ability (post-hoc simulation).
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(group(ArgGroup::new("who").args(["examinees", "thetas", "responses"]).required(true).multiple(true)))]
pub(crate) struct SimulateArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The test design, TOML. May be given several times; the others are compared with the first.
    #[arg(long = "design", value_name = "FILE", required = true)]
    pub(crate) designs: Vec<Source>,
    #[command(flatten)]
    pub(crate) examinees: ExamineesArguments,
    /// Answers that examinees have given, CSV with the columns examinee,<item_id>,…, instead of simulated ones; one
    /// design. `-` reads standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["examinees", "thetas", "theta_mean", "theta_sd"])]
    pub(crate) responses: Option<Source>,
    /// The exposure rate above which an item counts as overexposed.
    #[arg(long, value_name = "RATE", default_value = "0.25", value_parser = share, allow_negative_numbers = true)]
    pub(crate) exposure_limit: f64,
    /// The confidence of the intervals whose coverage is measured.
    #[arg(long, value_name = "SHARE", default_value = "0.95", value_parser = confidence)]
    pub(crate) confidence: f64,
    /// The cut scores for the classification, separated by commas; those of the design when absent.
    #[arg(long, value_name = "THETA,…", allow_hyphen_values = true)]
    pub(crate) cuts: Option<CutScores>,
    /// The number of tests in traces.csv, answer by answer, those of the first examinees; the report shows the first
    /// three.
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u64).range(..=MAX_TRACES))]
    pub(crate) traces: u64,
    /// The number of threads; all cores when absent.
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// What is printed; a table on a terminal, JSON elsewhere when absent.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<SimulationFormat>,
    /// The directory for the files; it must be empty or not exist. When absent, the first of simulation-1, simulation-2,
    /// … that does not exist; its name is printed.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write into a directory that has files; those of an earlier run are replaced, others stay.
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) reading: ResponsesArguments,
}
