//! Who is simulated.

use clap::Args;

use super::values::{theta, theta_sd};
use crate::source::Source;

/// The simulated examinees and the seed of all draws.
#[derive(Debug, Args)]
pub(crate) struct ExamineesArguments {
    /// How many examinees take the test. With --thetas, as many as there are rows when absent; else the abilities are
    /// taken in turn, from the first again after the last.
    #[arg(long, value_name = "N", allow_negative_numbers = true,
          value_parser = clap::value_parser!(u64).range(1..=simulation::MAX_EXAMINEES))]
    pub(crate) examinees: Option<u64>,
    /// The seed of all random draws.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) seed: u64,
    /// The mean of the normal distribution that abilities are drawn from.
    #[arg(long, value_name = "MEAN", default_value = "0", value_parser = theta, allow_negative_numbers = true)]
    pub(crate) theta_mean: f64,
    /// The standard deviation of that distribution.
    #[arg(long, value_name = "SD", default_value = "1", value_parser = theta_sd, allow_negative_numbers = true)]
    pub(crate) theta_sd: f64,
    /// The abilities, CSV with a column `theta`, instead of drawing them; `-` reads standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["theta_mean", "theta_sd"])]
    pub(crate) thetas: Option<Source>,
}
