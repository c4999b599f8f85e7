//! The arguments of `score`, `replay` and `info`.

use std::path::PathBuf;

use clap::Args;

use super::bank_source::BankArguments;
use super::formats::TableFormat;
use super::reported::ReportedArguments;
use super::responses::ResponsesArguments;
use crate::source::Source;
use crate::theta_grid::ThetaGrid;

const SCORE_EXAMPLES: &str = "\
Examples:
  adaptive score --bank bank.csv --responses responses.csv
  adaptive score --bank bank.csv --responses ratings.csv --lowest-category 1 --missing 9,99";

/// Estimate the ability of each examinee from the responses in a file.
///
/// Uses the final estimator of the design. Reads and writes row by row, so files may be larger than memory. Rows with a
/// fault are not scored; all faults are listed at the end, and the exit code is 1.
///
/// Columns of the output: examinee, theta, standard_error, status, items (the number of responses used). Where the design
/// has a reporting scale, also score, score_standard_error and, with levels, level.
#[derive(Debug, Args)]
#[command(after_help = SCORE_EXAMPLES)]
pub(crate) struct ScoreArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The responses, CSV with the columns examinee,<item_id>,…; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) responses: Source,
    /// The test design, TOML; without it EAP with a standard normal prior on 57 nodes from -7 to 7.
    #[arg(long, value_name = "FILE")]
    pub(crate) design: Option<Source>,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TableFormat,
    #[command(flatten)]
    pub(crate) reported: ReportedArguments,
    #[command(flatten)]
    pub(crate) reading: ResponsesArguments,
}

const REPLAY_EXAMPLES: &str = "\
Examples:
  adaptive replay --bank bank.csv --responses responses.csv --design design.toml
  adaptive replay --bank bank.csv --responses responses.csv --design design.toml --summary who.csv";

/// Let each examinee take the adaptive test with the answers in a file.
///
/// The engine selects the items and the file has the answers: each selected item needs a response. Columns of the output:
/// examinee, position, item_id, response, theta, standard_error, the last two by the interim estimator after that
/// response. Rows with a fault are not replayed; all faults are listed at the end, and the exit code is 1.
#[derive(Debug, Args)]
#[command(after_help = REPLAY_EXAMPLES)]
pub(crate) struct ReplayArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The responses, CSV with the columns examinee,<item_id>,…; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) responses: Source,
    /// The test design, TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) design: Source,
    /// Also write a CSV file of one row per examinee, with the final estimator: examinee, theta, standard_error,
    /// status, items, stop_reason, and the score where the design has a reporting scale. An existing file is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TableFormat,
    #[command(flatten)]
    pub(crate) reported: ReportedArguments,
    #[command(flatten)]
    pub(crate) reading: ResponsesArguments,
}

const INFO_EXAMPLES: &str = "\
Examples:
  adaptive info --bank bank.csv --theta=-3,3,61
  adaptive info --bank bank.csv --plot information.svg > information.csv";

/// Report the probability and the information of each item at abilities from a lower to an upper one.
///
/// Columns of the output: theta, item_id, probability, information. The probability is that of a right answer; for an
/// item of more than two categories, the expected score as a share of the highest.
#[derive(Debug, Args)]
#[command(after_help = INFO_EXAMPLES)]
pub(crate) struct InfoArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The abilities: the lower end, the upper end and their number, both ends included.
    #[arg(long, value_name = "LOWER,UPPER,COUNT", default_value = "-4,4,81", allow_hyphen_values = true)]
    pub(crate) theta: ThetaGrid,
    /// Also draw the test information of the bank and its standard error; an existing file is replaced.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TableFormat,
}
