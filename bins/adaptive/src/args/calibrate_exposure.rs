//! The arguments of `calibrate-exposure`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::bank_source::BankArguments;
use super::examinees::ExamineesArguments;
use super::values::{share, threads};
use crate::source::Source;

const EXAMPLES: &str = "\
Examples:
  adaptive calibrate-exposure --bank bank.csv --design design.toml --limit 0.8 --examinees 500
  adaptive calibrate-exposure --bank bank.csv --design design.toml --limit 0.9 --thetas theta.csv";

/// Find Sympson-Hetter parameters that keep the exposure rate of each item at a limit.
///
/// Simulates the design again and again until the highest exposure rate is at most the limit plus a tolerance. Writes the
/// section [exposure.sympson_hetter] of a design file; add it at the end of the design. Reports on standard error how the
/// search ended, and the rates with other examinees.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(group(ArgGroup::new("who").args(["examinees", "thetas"]).required(true).multiple(true)))]
pub(crate) struct CalibrateExposureArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The test design, TOML, without Sympson-Hetter parameters.
    #[arg(long, value_name = "FILE")]
    pub(crate) design: Source,
    /// The greatest share of the examinees who may get an item.
    #[arg(long, value_name = "RATE", value_parser = share, allow_negative_numbers = true)]
    pub(crate) limit: f64,
    #[command(flatten)]
    pub(crate) examinees: ExamineesArguments,
    /// How far above the limit the highest rate may be.
    #[arg(long, value_name = "RATE", default_value = "0.005", value_parser = share, allow_negative_numbers = true)]
    pub(crate) tolerance: f64,
    /// The greatest number of rounds of the search; each is a simulation.
    #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) rounds: u32,
    /// The number of threads; all cores when absent.
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// The file to write; standard output when absent. An existing file is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
