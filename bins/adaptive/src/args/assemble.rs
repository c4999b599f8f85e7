//! The arguments of `assemble`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::bank_source::BankArguments;
use super::formats::ReportFormat;
use super::values::{number, positive, theta};
use crate::source::Source;

const EXAMPLES: &str = "\
Examples:
  adaptive assemble --bank bank.csv --blueprint blueprint.toml --theta=-1,0,1
  adaptive assemble --bank bank.csv --blueprint blueprint.toml --theta 0 --out forms.csv";

/// Assemble the best fixed forms that hold every row of a blueprint.
///
/// The forms are optimal: no others have a better objective. If no form can hold all rows, the answer names a smallest set
/// of rows that cannot hold together, and the exit code is 1. Each row of the report has what the form gives it and its
/// bounds.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AssembleArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The blueprint: TOML with a table `[blueprint]`, such as a design, or CSV with a row for each constraint, such as that of
    /// TestDesign.
    #[arg(long, value_name = "FILE")]
    pub(crate) blueprint: Source,
    /// The attributes of the items, CSV with a column ID or item_id. When absent: the file that the blueprint names, or else
    /// the columns item_id, model and content of the bank.
    #[arg(long, value_name = "FILE")]
    pub(crate) attributes: Option<Source>,
    /// The attributes of the stimuli, CSV with a column STID, stimulus_id or stimulus.
    #[arg(long, value_name = "FILE")]
    pub(crate) stimuli: Option<Source>,
    /// The abilities at which the forms are to be good, with commas between them.
    #[arg(long, value_name = "THETA,…", value_delimiter = ',', value_parser = theta, required = true, allow_hyphen_values = true)]
    pub(crate) theta: Vec<f64>,
    /// What the forms are to be best at.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) objective: FormObjective,
    /// The weights of the abilities in `information`; in `maximin`, the information at each ability is divided by its
    /// weight. All 1 when absent.
    #[arg(long, value_name = "WEIGHT,…", value_delimiter = ',', value_parser = positive, conflicts_with = "target")]
    pub(crate) weights: Vec<f64>,
    /// The targets at the abilities, of `target-information` and `target-score`.
    #[arg(long, value_name = "VALUE,…", value_delimiter = ',', value_parser = number, required_if_eq_any = [("objective", "target-information"), ("objective", "target-score")])]
    pub(crate) target: Vec<f64>,
    /// How far from the target counts as on it.
    #[arg(long, value_name = "VALUE", default_value = "0", value_parser = positive)]
    pub(crate) tolerance: f64,
    /// The number of forms, assembled together.
    #[arg(long, value_name = "COUNT", default_value = "1")]
    pub(crate) forms: usize,
    /// In how many forms an item may be; any number when absent.
    #[arg(long, value_name = "COUNT")]
    pub(crate) max_use: Option<usize>,
    /// In how many forms a stimulus may be; any number when absent.
    #[arg(long, value_name = "COUNT")]
    pub(crate) max_stimulus_use: Option<usize>,
    /// Items that no form may have, with commas between their ids.
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub(crate) exclude: Vec<String>,
    /// The nodes after which the search is given up; the forms found then may not be the best, and the status says so.
    #[arg(long, value_name = "COUNT", default_value = "2000000")]
    pub(crate) node_limit: u64,
    /// Also write the result to a file: the report as JSON if its name ends in .json, else a CSV table with the columns form,
    /// position and item_id. An existing file is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Also draw the information of the forms; an existing file is replaced.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
}

/// What forms are to be best at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum FormObjective {
    /// The largest weighted sum of the information at the abilities.
    #[default]
    Information,
    /// The largest information where it is least.
    Maximin,
    /// The information closest to a target, where it is farthest from it.
    TargetInformation,
    /// The expected score closest to a target, where it is farthest from it.
    TargetScore,
}
