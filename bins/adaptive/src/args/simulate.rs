//! What `simulate` is asked.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::BankArguments;
use super::values::{share, theta, theta_sd, threads};
use crate::source::Source;

/// Let simulated examinees take the adaptive test, and report how well it measures and what it does to the bank.
///
/// Writes into the directory --out: summary.json (also printed), examinees.csv, items.csv, conditional.csv, and the
/// pictures recovery.svg, conditional.svg, exposure.svg, test_length.svg. The directory appears once everything is
/// done. The same bank, design, examinees and seed give the same files, whatever the number of threads.
#[derive(Debug, Args)]
pub(crate) struct SimulateArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The test design, TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) design: Source,
    /// How many examinees take the test. With --thetas, as many as there are rows when absent; else the abilities are
    /// taken in turn, from the first again after the last.
    #[arg(long, value_name = "N", required_unless_present = "thetas",
          value_parser = clap::value_parser!(u64).range(1..=simulation::MAX_EXAMINEES))]
    pub(crate) examinees: Option<u64>,
    /// The seed of all random draws.
    #[arg(long, value_name = "N")]
    pub(crate) seed: u64,
    /// The mean of the normal distribution that abilities are drawn from.
    #[arg(long, value_name = "MEAN", default_value = "0", value_parser = theta, allow_negative_numbers = true)]
    pub(crate) theta_mean: f64,
    /// The standard deviation of that distribution.
    #[arg(long, value_name = "SD", default_value = "1", value_parser = theta_sd)]
    pub(crate) theta_sd: f64,
    /// The abilities, CSV with a column `theta`, instead of drawing them; `-` reads standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["theta_mean", "theta_sd"])]
    pub(crate) thetas: Option<Source>,
    /// The exposure rate above which an item counts as overexposed.
    #[arg(long, value_name = "RATE", default_value = "0.25", value_parser = share)]
    pub(crate) exposure_limit: f64,
    /// How many threads compute; all cores when absent.
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// The directory to write into; it must not be there, or be empty.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Write into a directory that has files; those of an earlier run are replaced, others stay.
    #[arg(long)]
    pub(crate) force: bool,
}
