//! What the commands about test designs are asked.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use irt_core::Metric;

use super::ReportFormat;
use super::values::metric;
use crate::source::Source;

#[derive(Debug, Subcommand)]
pub(crate) enum DesignCommand {
    Check(DesignCheckArguments),
    Init(DesignInitArguments),
}

/// Tell what is wrong with a test design, and where; exit code 1 if anything is.
///
/// With a bank, also whether the design goes with it: the items and content areas that it names, the number of items.
#[derive(Debug, Args)]
pub(crate) struct DesignCheckArguments {
    /// The test design, TOML; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) design: Source,
    /// The item bank, CSV, that the design is meant for; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) bank: Option<Source>,
    /// The scaling constant D of the bank's parameters: 1 or, for the normal ogive, 1.702.
    #[arg(long = "scaling-constant", value_name = "D", default_value = "1", value_parser = metric, requires = "bank")]
    pub(crate) metric: Metric,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
}

/// Write a test design with every section, each key being explained and having its default.
#[derive(Debug, Args)]
pub(crate) struct DesignInitArguments {
    /// The file to write; it must not be there. Standard output when absent.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
