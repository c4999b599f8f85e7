//! The arguments of the commands on test designs.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use irt_core::Metric;

use super::formats::ReportFormat;
use super::values::metric;
use crate::source::Source;

#[derive(Debug, Subcommand)]
pub(crate) enum DesignCommand {
    Check(DesignCheckArguments),
    Init(DesignInitArguments),
}

const CHECK_EXAMPLES: &str = "\
Examples:
  adaptive design check design.toml
  adaptive design check design.toml --bank bank.csv";

/// Report the fault of a test design, and its place; exit code 1 if there is one.
///
/// With a bank, check also that the design matches it: its items, its content areas, the number of items. Warnings say what
/// a sound design asks for and cannot get: more items than there are, content that the bank does not have, a standard error
/// that no test of a quick simulation reaches, a prior that the grid cuts off. They leave the exit code at 0.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
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
    /// The format of the output.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
}

const INIT_EXAMPLES: &str = "\
Examples:
  adaptive design init --out new.toml
  adaptive design init > every-key.toml";

/// Write a test design with every section and key, each with an explanation and its default.
#[derive(Debug, Args)]
#[command(after_help = INIT_EXAMPLES)]
pub(crate) struct DesignInitArguments {
    /// The file to write; it must not exist. Standard output when absent.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
