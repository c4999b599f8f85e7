//! What the commands about item banks are asked.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use irt_core::{Metric, ModelName};

use super::ReportFormat;
use super::values::{information, metric, model};
use crate::source::Source;
use crate::theta_grid::ThetaGrid;

#[derive(Debug, Subcommand)]
pub(crate) enum BankCommand {
    Check(BankCheckArguments),
    Summary(BankSummaryArguments),
    Convert(BankConvertArguments),
}

/// Tell everything that is wrong with an item bank file, one line each; exit code 1 if anything is.
///
/// Faults in parameters and texts are told together, in the order of the file.
#[derive(Debug, Args)]
pub(crate) struct BankCheckArguments {
    /// The item bank, CSV; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) bank: Source,
    /// The scaling constant D of the parameters: 1 or, for the normal ogive, 1.702.
    #[arg(long, value_name = "D", default_value = "1", value_parser = metric)]
    pub(crate) scaling_constant: Metric,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
}

/// Tell what an item bank is made of and where it measures.
///
/// Items by model and content area, the ranges and means of the parameters, the peak of the test information, and the
/// abilities at which the test information reaches a value.
#[derive(Debug, Args)]
pub(crate) struct BankSummaryArguments {
    /// The item bank, CSV; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) bank: Source,
    /// The scaling constant D of the parameters: 1 or, for the normal ogive, 1.702.
    #[arg(long, value_name = "D", default_value = "1", value_parser = metric)]
    pub(crate) scaling_constant: Metric,
    /// The test information that is asked for; 10 is a standard error of 0.32 by all items together.
    #[arg(long, value_name = "VALUE", default_value = "10", value_parser = information)]
    pub(crate) information: f64,
    /// The abilities looked at: the lower end, the upper end, and how many, both ends included.
    #[arg(long, value_name = "LOWER,UPPER,COUNT", default_value = "-6,6,241", allow_hyphen_values = true)]
    pub(crate) theta: ThetaGrid,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: SummaryFormat,
}

/// Make an item bank file from a file of another program.
///
/// catr: parameter matrices of catR: a, b, c, d, or the columns of its polytomous models (alphaj, betaj1, deltaj1, …),
/// which tell the model. testdesign: item pools of TestDesign: ID, MODEL, PAR1, PAR2, …. mirt: what
/// coef(model, simplify = TRUE)$items gives in R, in slope-intercept form (a1, d, g, u; d1, d2, …; ak0, …), from which
/// difficulties, thresholds and steps are computed, or with IRTpars = TRUE.
///
/// Empty cells and NA mean that an item does not have the parameter. Columns that are not used are named on standard
/// error. What is written passes `adaptive bank check`.
#[derive(Debug, Args)]
pub(crate) struct BankConvertArguments {
    /// The file, CSV with a header; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) bank: Source,
    /// The program that the file comes from.
    #[arg(long, value_enum, value_name = "PROGRAM")]
    pub(crate) from: ForeignFormat,
    /// The model of the items, where the file does not say: 1pl, 2pl, 3pl, 4pl, grm, mgrm, pcm, gpcm, rsm or nrm.
    /// Dichotomous items have the smallest model with their parameters when absent.
    #[arg(long, value_name = "MODEL", value_parser = model)]
    pub(crate) model: Option<ModelName>,
    /// The column of the item ids. When absent: item_id, id, item, or the row names of R; without any, items are
    /// numbered.
    #[arg(long, value_name = "NAME")]
    pub(crate) id_column: Option<String>,
    /// The column of the content areas. When absent: none, or, from catR, Group.
    #[arg(long, value_name = "NAME")]
    pub(crate) content_column: Option<String>,
    /// The file in which --content-column stands, CSV with the same item ids, where it is another file than that of the
    /// parameters, as the item attributes of TestDesign are.
    #[arg(long, value_name = "FILE", requires = "content_column")]
    pub(crate) attributes: Option<Source>,
    /// What every item id begins with, before what the file says.
    #[arg(long, value_name = "TEXT")]
    pub(crate) prefix: Option<String>,
    /// The scaling constant D that the parameters were estimated with. Discriminations are multiplied by it, so that D
    /// is 1 in what is written.
    #[arg(long = "scaling-constant", value_name = "D", default_value = "1", value_parser = metric)]
    pub(crate) metric: Metric,
    /// The file to write; standard output when absent. A file that is there already is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// The programs whose files can be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ForeignFormat {
    /// A parameter matrix of catR.
    Catr,
    /// An item pool of TestDesign.
    Testdesign,
    /// Coefficients of mirt.
    Mirt,
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
