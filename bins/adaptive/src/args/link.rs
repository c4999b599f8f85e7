//! The arguments of `link`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use irt_core::Metric;

use super::values::metric;
use crate::source::Source;
use crate::theta_grid::ThetaGrid;

const EXAMPLES: &str = "\
Examples:
  adaptive link --from new.csv --to bank.csv --method stocking-lord --out linked.csv
  adaptive link --from new.csv --to bank.csv --method mean-sigma";

/// Bring a bank onto the scale of another by their common items.
///
/// Common items have the same id in both banks. Prints the constants A and B of theta_to = A theta_from + B as JSON, and writes
/// all items of --from on the scale of --to.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LinkArguments {
    /// The bank that is rescaled, CSV.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Source,
    /// The bank whose scale is the aim, CSV.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Source,
    /// How the constants are found.
    #[arg(long, value_enum)]
    pub(crate) method: LinkingMethod,
    /// The points at which Haebara and Stocking-Lord compare curves: the lower end, the upper end, how many.
    #[arg(long, value_name = "LOWER,UPPER,N", default_value = "-4,4,41", allow_hyphen_values = true)]
    pub(crate) points: ThetaGrid,
    /// The weights of the points.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) point_weights: PointWeights,
    /// The scaling constant D of both banks.
    #[arg(long = "scaling-constant", value_name = "D", default_value = "1", value_parser = metric)]
    pub(crate) metric: Metric,
    /// The rescaled bank; not written when absent. An existing file is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// The methods of linking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LinkingMethod {
    /// Means of slopes and of difficulties.
    MeanMean,
    /// Standard deviations and means of difficulties.
    MeanSigma,
    /// Squared differences of all category curves.
    Haebara,
    /// Squared differences of expected test scores.
    StockingLord,
}

/// The weights of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum PointWeights {
    /// All 1.
    #[default]
    Equal,
    /// The standard normal density, divided by its sum.
    Normal,
}
