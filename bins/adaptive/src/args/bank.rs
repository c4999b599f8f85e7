//! The arguments of the commands on item banks.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use irt_core::{Metric, ModelName};

use super::formats::ReportFormat;
use super::generate::BankGenerateArguments;
use super::reversal::Reversal;
use super::values::{information, metric, model};
use crate::name_list::one_of;
use crate::source::Source;
use crate::theta_grid::ThetaGrid;

#[derive(Debug, Subcommand)]
pub(crate) enum BankCommand {
    Check(BankCheckArguments),
    Summary(BankSummaryArguments),
    Convert(BankConvertArguments),
    Generate(BankGenerateArguments),
}

const CHECK_EXAMPLES: &str = "\
Examples:
  adaptive bank check bank.csv
  adaptive bank check bank.csv --scaling-constant 1.702 --format json";

/// List all faults of an item bank file, one line each; exit code 1 if there is one.
///
/// The list has the faults in parameters and in texts, in the order of the file.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct BankCheckArguments {
    /// The item bank, CSV; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) bank: Source,
    /// The scaling constant D of the parameters: 1 or, for the normal ogive, 1.702.
    #[arg(long, value_name = "D", default_value = "1", value_parser = metric)]
    pub(crate) scaling_constant: Metric,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
}

const SUMMARY_EXAMPLES: &str = "\
Examples:
  adaptive bank summary bank.csv
  adaptive bank summary bank.csv --information 5 --format csv > figures.csv";

/// Describe an item bank: what it consists of and where it measures.
///
/// Items by model and content area, the ranges and means of the parameters, the peak of the test information, and the
/// abilities at which the test information reaches a value.
#[derive(Debug, Args)]
#[command(after_help = SUMMARY_EXAMPLES)]
pub(crate) struct BankSummaryArguments {
    /// The item bank, CSV; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) bank: Source,
    /// The scaling constant D of the parameters: 1 or, for the normal ogive, 1.702.
    #[arg(long, value_name = "D", default_value = "1", value_parser = metric)]
    pub(crate) scaling_constant: Metric,
    /// The test information to look for; 10 is a standard error of 0.32 with all items together.
    #[arg(long, value_name = "VALUE", default_value = "10", value_parser = information)]
    pub(crate) information: f64,
    /// The abilities of the curve: the lower end, the upper end and their number, both ends included.
    #[arg(long, value_name = "LOWER,UPPER,COUNT", default_value = "-6,6,241", allow_hyphen_values = true)]
    pub(crate) theta: ThetaGrid,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: SummaryFormat,
}

const CONVERT_EXAMPLES: &str = "\
Examples:
  adaptive bank convert coefficients.csv --from mirt --reverse all --out converted.csv
  adaptive bank convert items.txt --from winsteps --structure thresholds.txt --out converted.csv";

/// Convert a file of another program to an item bank file.
///
/// The model follows from the columns of the file, and every convention is converted: intercepts to difficulties, deviations
/// to steps, a scaling constant into the discriminations. docs/bank-conversion.md has a table of the programs: which file,
/// what is read, and what is refused and why.
///
/// Empty cells, NA and `.` mean that an item does not have the parameter. Notes and unused columns are listed on standard error.
/// Items that cannot be converted are all listed, and nothing is written then. The output passes `adaptive bank check`.
#[derive(Debug, Args)]
#[command(after_help = CONVERT_EXAMPLES)]
pub(crate) struct BankConvertArguments {
    /// The file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) bank: Source,
    /// The program that the file comes from. When absent, it is found from the columns, and a note says so.
    #[arg(long, value_enum, value_name = "PROGRAM")]
    pub(crate) from: Option<ForeignFormat>,
    /// The structure file of Winsteps (SFILE=), which has the thresholds of items with more than two categories.
    #[arg(long, value_name = "FILE")]
    pub(crate) structure: Option<Source>,
    // The help text of the flag names the models that there are.
    #[arg(long, value_name = "MODEL", value_parser = model, help = model_help())]
    pub(crate) model: Option<ModelName>,
    /// The column of the item ids. When absent: item_id, id, item, or the row names of R; without any, items are
    /// numbered.
    #[arg(long, value_name = "NAME")]
    pub(crate) id_column: Option<String>,
    /// The column of the content areas. When absent: none, or, from catR, Group.
    #[arg(long, value_name = "NAME")]
    pub(crate) content_column: Option<String>,
    /// The file with the column of --content-column, if it is not the file of the parameters: CSV with the same item ids,
    /// for example the item attributes of TestDesign.
    #[arg(long, value_name = "FILE", requires = "content_column")]
    pub(crate) attributes: Option<Source>,
    /// The text before every item id.
    #[arg(long, value_name = "TEXT")]
    pub(crate) prefix: Option<String>,
    /// The items to convert to the reversed scoring: their ids, with commas between them, `all` for every item with a
    /// negative slope, or `none`. Their responses must be reversed as well.
    #[arg(long, value_name = "IDS", default_value = "none", hide_default_value = true)]
    pub(crate) reverse: Reversal,
    /// The scaling constant D that the parameters were estimated with. Discriminations are multiplied by it, so that D
    /// is 1 in the output.
    #[arg(long = "scaling-constant", value_name = "D", default_value = "1", value_parser = metric)]
    pub(crate) metric: Metric,
    /// The file to write; standard output when absent. An existing file is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

fn model_help() -> String {
    format!(
        "The model of the items, if the file does not name it: {}. Dichotomous items have the smallest model with their \
         parameters when absent",
        one_of(ModelName::ALL.iter().map(|model| model.as_str()))
    )
}

/// The programs whose files can be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ForeignFormat {
    /// A parameter matrix of catIrt.
    Catirt,
    /// A parameter matrix of catR.
    Catr,
    /// An item matrix of catsim.
    Catsim,
    /// A parameter file of flexMIRT, -prm.txt.
    Flexmirt,
    /// Item metadata of irtQ.
    Irtq,
    /// Items of jsCAT.
    Jscat,
    /// Coefficients of ltm.
    Ltm,
    /// Coefficients of mirt.
    Mirt,
    /// A table with columns such as discrimination, difficulty, guessing, upper.
    Table,
    /// An item table of TAM.
    Tam,
    /// An item pool of TestDesign.
    Testdesign,
    /// An item file of Winsteps, IFILE=.
    Winsteps,
}

/// The formats of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum SummaryFormat {
    /// For people.
    #[default]
    Text,
    /// One object, for programs.
    Json,
    /// One row for each figure.
    Csv,
}
