//! The arguments for the simulated examinees.

use clap::Args;

use super::values::{theta, theta_sd};
use crate::source::Source;

/// The simulated examinees and the seed of all draws.
#[derive(Debug, Args)]
pub(crate) struct ExamineesArguments {
    /// The number of examinees. With --thetas, the number of its rows when absent; otherwise its abilities are used in
    /// turn, from the first again after the last.
    #[arg(long, value_name = "N", allow_negative_numbers = true,
          value_parser = clap::value_parser!(u64).range(1..=simulation::MAX_EXAMINEES))]
    pub(crate) examinees: Option<u64>,
    /// The seed of all random draws. When absent, one is drawn and printed on standard error; it gives the same result
    /// again.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// The mean of the normal distribution of the abilities.
    #[arg(long, value_name = "MEAN", default_value = "0", value_parser = theta, allow_negative_numbers = true)]
    pub(crate) theta_mean: f64,
    /// The standard deviation of that distribution.
    #[arg(long, value_name = "SD", default_value = "1", value_parser = theta_sd, allow_negative_numbers = true)]
    pub(crate) theta_sd: f64,
    /// The abilities, CSV with a column `theta`, instead of drawing them; `-` reads standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["theta_mean", "theta_sd"])]
    pub(crate) thetas: Option<Source>,
}
