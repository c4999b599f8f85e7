//! The arguments of `calibrate`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args};
use irt_core::ModelName;

use super::responses::{NameList, ResponsesArguments};
use super::values::{model, threads};
use crate::source::Source;

const EXAMPLES: &str = "\
Examples:
  adaptive calibrate --responses answers.csv --model 2pl --out calibration
  adaptive calibrate --responses answers.csv --bank bank.csv --free q4,q5 --out calibration";

/// Estimate item parameters from responses.
///
/// Maximises the marginal likelihood (Bock and Aitkin 1981) exactly, and writes bank.csv, items.csv, calibration.json and
/// report.html. Items that the data cannot identify are named and set aside. With --bank, all items of the bank that --free does
/// not name keep their parameters, and the mean and standard deviation of the examinees are estimated on their scale.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(group(ArgGroup::new("which").args(["model", "models", "bank"]).required(true).multiple(true)))]
pub(crate) struct CalibrateArguments {
    /// The responses, CSV.
    #[arg(long, value_name = "FILE")]
    pub(crate) responses: Source,
    /// The model of all items that --models does not list: 1pl, 2pl, 3pl, 4pl, grm, mgrm, pcm, gpcm, rsm or nrm.
    #[arg(long, value_name = "MODEL", value_parser = model)]
    pub(crate) model: Option<ModelName>,
    /// The models of items, CSV with the columns item_id and model.
    #[arg(long, value_name = "FILE")]
    pub(crate) models: Option<Source>,
    /// A bank whose items keep their parameters, CSV.
    #[arg(long, value_name = "FILE")]
    pub(crate) bank: Option<Source>,
    /// The items that are estimated though there is a bank: "i7,i9".
    #[arg(long, value_name = "ID,…", requires = "bank", allow_hyphen_values = true)]
    pub(crate) free: Option<NameList>,
    /// The settings: priors, latent distribution, quadrature, convergence; TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<Source>,
    /// The groups of the examinees, CSV with the columns examinee and group. The group of the first row is the reference.
    #[arg(long, value_name = "FILE")]
    pub(crate) groups: Option<Source>,
    /// The weights of the examinees, CSV with the columns examinee and weight.
    #[arg(long, value_name = "FILE")]
    pub(crate) weights: Option<Source>,
    /// The directory to write. It must not exist or be empty.
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) out: PathBuf,
    /// Replace files of an earlier run.
    #[arg(long)]
    pub(crate) force: bool,
    /// Also write covariance.csv, the covariances of all estimated parameters.
    #[arg(long)]
    pub(crate) covariance: bool,
    /// The number of threads; all cores when absent. The results do not depend on it.
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) reading: ResponsesArguments,
}
