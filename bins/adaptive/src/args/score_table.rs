//! The arguments of `score-table`.

use clap::{Args, ValueEnum};

use super::bank_source::BankArguments;
use crate::source::Source;

const EXAMPLES: &str = "\
Examples:
  adaptive score-table --bank bank.csv --format table
  adaptive score-table --bank bank.csv --design design.toml --items q1,q2,q5 --lowest-category 1";

/// Print the ability that each sum score of a fixed form stands for.
///
/// For every sum of the categories of the items: the expected ability (EAP), its standard error, and the share of examinees
/// with this sum, all under the prior and the quadrature of the design (Lord and Wingersky 1984). Every examinee has
/// answered every item. Columns of the output: sum, theta, standard_error, probability.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ScoreTableArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The test design, TOML; without it a standard normal prior.
    #[arg(long, value_name = "FILE")]
    pub(crate) design: Option<Source>,
    /// The ids of the items, separated by commas; all items that the design scores when absent.
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub(crate) items: Vec<String>,
    /// The number that the lowest category of every item counts as. With 1, as in tables for questionnaires whose answers
    /// are numbered from 1, sums begin at the number of items.
    #[arg(long, value_name = "NUMBER", default_value = "0")]
    pub(crate) lowest_category: u8,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ScoreTableFormat,
}

/// The formats of a table of sum scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ScoreTableFormat {
    /// Comma-separated values with a header.
    #[default]
    Csv,
    /// An array of objects.
    Json,
    /// For people, rounded.
    Table,
}
