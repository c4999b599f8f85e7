//! What `calibrate-exposure` is asked.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::values::{share, threads};
use super::{BankArguments, ExamineesArguments};
use crate::source::Source;

/// Find the Sympson-Hetter parameters under which no item is shown to more than a share of the examinees.
///
/// Simulates the design again and again until the highest exposure rate is at most the limit plus a tolerance. Writes the
/// section [exposure.sympson_hetter] of a design file, to be added at the end of the design. On standard error it says how
/// the search ended, and how the parameters fare with other examinees.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("who").args(["examinees", "thetas"]).required(true).multiple(true)))]
pub(crate) struct CalibrateExposureArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The test design, TOML, without Sympson-Hetter parameters.
    #[arg(long, value_name = "FILE")]
    pub(crate) design: Source,
    /// The share of the examinees that an item is to be shown to at most.
    #[arg(long, value_name = "RATE", value_parser = share, allow_negative_numbers = true)]
    pub(crate) limit: f64,
    #[command(flatten)]
    pub(crate) examinees: ExamineesArguments,
    /// How far above the limit the highest rate may be.
    #[arg(long, value_name = "RATE", default_value = "0.005", value_parser = share, allow_negative_numbers = true)]
    pub(crate) tolerance: f64,
    /// The most simulations of the search.
    #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) rounds: u32,
    /// How many threads compute; all cores when absent.
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// The file to write; standard output when absent. A file that is there already is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
