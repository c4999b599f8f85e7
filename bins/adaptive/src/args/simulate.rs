//! What `simulate` is asked.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::values::{CutScores, confidence, share, threads};
use super::{BankArguments, ExamineesArguments};
use crate::source::Source;

/// The most tests that are written down answer by answer.
const MAX_TRACES: u64 = 10_000;

/// Let simulated examinees take the adaptive test, and report how well it measures and what it does to the bank.
///
/// Writes into the directory --out: summary.json (also printed), report.html for people, examinees.csv, items.csv,
/// conditional.csv, traces.csv, and the pictures recovery.svg, conditional.svg, exposure.svg, test_length.svg. The
/// directory appears once everything is done. The same bank, design, examinees and seed give the same files, whatever
/// the number of threads.
///
/// With several designs the same examinees take the test under each of them: report.html and comparison.csv put them
/// side by side, and the tables and pictures of each are in a directory of its name under designs/.
///
/// With --responses nobody is simulated: the examinees take the test with the answers that they have given to the whole
/// bank, or much of it, and their estimate from all of these stands for the true ability (post-hoc simulation).
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("who").args(["examinees", "thetas", "responses"]).required(true).multiple(true)))]
pub(crate) struct SimulateArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The test design, TOML. May be given several times; the first is what the others are compared with.
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
    /// The confidence of the intervals whose coverage is told.
    #[arg(long, value_name = "SHARE", default_value = "0.95", value_parser = confidence)]
    pub(crate) confidence: f64,
    /// The cut scores that examinees are classified by, separated by commas; those of the design when absent.
    #[arg(long, value_name = "THETA,…", allow_hyphen_values = true)]
    pub(crate) cuts: Option<CutScores>,
    /// How many tests, those of the first examinees, are written down answer by answer in traces.csv; the first three
    /// are shown in the report.
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u64).range(..=MAX_TRACES))]
    pub(crate) traces: u64,
    /// How many threads compute; all cores when absent.
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// The directory to write into; it must not be there, or be empty.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Write into a directory that has files; those of an earlier run are replaced, others stay.
    #[arg(long)]
    pub(crate) force: bool,
}
