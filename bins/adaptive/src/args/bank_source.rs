//! The item bank of a command.

use clap::Args;
use irt_core::Metric;

use super::values::metric;
use crate::source::Source;

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
