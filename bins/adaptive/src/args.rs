//! What can be asked for on the command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use irt_core::{MAX_ABS_THETA, Metric};

use crate::source::Source;
use crate::theta_grid::ThetaGrid;

/// The most threads of a simulation.
const MAX_THREADS: usize = 1024;

/// Simulate, score, replay and check adaptive tests, and sit a demonstration.
///
/// Exit codes: 0 all went well; 1 something is wrong with a file, the data or a server; 2 the command is not understood.
#[derive(Debug, Parser)]
#[command(name = "adaptive", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// The arguments of this process. Ends the process when they are not understood, or ask for help.
    pub(crate) fn of_process() -> Self {
        let arguments = Self::parse();
        let standard_inputs = arguments.command.sources().filter(|source| **source == Source::StandardInput).count();
        if standard_inputs > 1 {
            let rule = "only one file can be `-`, as standard input can be read only once";
            Self::command().error(ErrorKind::ArgumentConflict, rule).exit()
        }
        arguments
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Score(ScoreArguments),
    Replay(ReplayArguments),
    Simulate(SimulateArguments),
    Info(InfoArguments),
    /// Look after item bank files.
    #[command(subcommand, arg_required_else_help = true)]
    Bank(BankCommand),
    Demo(DemoArguments),
}

impl Command {
    /// Everything that the command reads.
    fn sources(&self) -> impl Iterator<Item = &Source> {
        let sources = match self {
            Self::Score(to) => [Some(&to.bank.source), Some(&to.responses), to.design.as_ref()],
            Self::Replay(to) => [Some(&to.bank.source), Some(&to.responses), Some(&to.design)],
            Self::Simulate(to) => [Some(&to.bank.source), Some(&to.design), to.thetas.as_ref()],
            Self::Info(to) => [Some(&to.bank.source), None, None],
            Self::Bank(BankCommand::Check(to)) => [Some(&to.bank), None, None],
            Self::Demo(_) => [None; 3],
        };
        sources.into_iter().flatten()
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum BankCommand {
    Check(BankCheckArguments),
}

/// Estimate the ability of each examinee from the responses in a file.
///
/// Uses the final estimator of the design. Reads and writes row by row, so files may be larger than memory.
/// Columns of the output: examinee, theta, standard_error, status, items (how many responses were used).
#[derive(Debug, Args)]
pub(crate) struct ScoreArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The responses, CSV with the columns examinee,<item_id>,…; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) responses: Source,
    /// The test design, TOML; without it EAP with a standard normal prior on 33 nodes from -4 to 4.
    #[arg(long, value_name = "FILE")]
    pub(crate) design: Option<Source>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TableFormat,
}

/// Let each examinee take the adaptive test with the answers in a file.
///
/// The engine asks, the file answers: an item that the engine asks for must have a response. Columns of the output:
/// examinee, position, item_id, response, theta, standard_error, the last two by the interim estimator after that
/// response.
#[derive(Debug, Args)]
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
    /// status, items, stop_reason. A file that is there already is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TableFormat,
}

/// Let simulated examinees take the adaptive test, and report how well it measures and what it does to the bank.
///
/// Writes into the directory --out: summary.json (also printed), examinees.csv, items.csv, conditional.csv, and the
/// pictures recovery.svg, conditional.svg, exposure.svg, test_length.svg. The directory appears once everything is
/// done. The same bank, design, examinees and seed give the same files, whatever the number of threads.
#[derive(Debug, Args)]
pub(crate) struct SimulateArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The test design, TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) design: Source,
    /// How many examinees take the test. With --thetas, as many as there are rows when absent; else the abilities are
    /// taken in turn, from the first again after the last.
    #[arg(long, value_name = "N", required_unless_present = "thetas",
          value_parser = clap::value_parser!(u64).range(1..=simulation::MAX_EXAMINEES))]
    pub(crate) examinees: Option<u64>,
    /// The seed of all random draws.
    #[arg(long, value_name = "N")]
    pub(crate) seed: u64,
    /// The mean of the normal distribution that abilities are drawn from.
    #[arg(long, value_name = "MEAN", default_value = "0", value_parser = theta, allow_negative_numbers = true)]
    pub(crate) theta_mean: f64,
    /// The standard deviation of that distribution.
    #[arg(long, value_name = "SD", default_value = "1", value_parser = theta_sd)]
    pub(crate) theta_sd: f64,
    /// The abilities, CSV with a column `theta`, instead of drawing them; `-` reads standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["theta_mean", "theta_sd"])]
    pub(crate) thetas: Option<Source>,
    /// The exposure rate above which an item counts as overexposed.
    #[arg(long, value_name = "RATE", default_value = "0.25", value_parser = share)]
    pub(crate) exposure_limit: f64,
    /// How many threads compute; all cores when absent.
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// The directory to write into; it must not be there, or be empty.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Write into a directory that has files; those of an earlier run are replaced, others stay.
    #[arg(long)]
    pub(crate) force: bool,
}

/// Tell how each item works at abilities from a lower to an upper one.
///
/// Columns of the output: theta, item_id, probability, information. The probability is that of a right answer; for an
/// item of more than two categories, the expected score as a share of the highest.
#[derive(Debug, Args)]
pub(crate) struct InfoArguments {
    #[command(flatten)]
    pub(crate) bank: BankArguments,
    /// The abilities: the lower end, the upper end, and how many, both ends included.
    #[arg(long, value_name = "LOWER,UPPER,COUNT", default_value = "-4,4,81", allow_hyphen_values = true)]
    pub(crate) theta: ThetaGrid,
    /// Also draw the test information of the bank and its standard error; a file that is there already is replaced.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TableFormat,
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

/// Sit an adaptive exam in the terminal, by yourself or by a simulated examinee.
///
/// Without --url everything happens in this process: the sample exam, a database and a session store in memory.
/// Answers are read from standard input, so a file of answers, one a line, sits the exam too.
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// The exam to sit.
    #[arg(long, value_name = "NAME", default_value = "placement")]
    pub(crate) exam_type: String,
    /// Let a simulated examinee answer.
    #[arg(long, requires = "theta")]
    pub(crate) auto: bool,
    /// The ability of the simulated examinee.
    #[arg(long, requires = "auto", value_parser = theta, allow_negative_numbers = true)]
    pub(crate) theta: Option<f64>,
    /// The seed of all random draws; the same seed gives the same run. Drawn and shown when absent.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Sit the exam on this server, for example http://127.0.0.1:8080.
    #[arg(long, value_name = "URL", value_parser = server_url)]
    pub(crate) url: Option<String>,
    /// The API key for the server at --url, where it wants one.
    #[arg(long, value_name = "KEY", env = "ADAPTIVE_API_KEY", hide_env_values = true)]
    pub(crate) api_key: Option<String>,
}

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

/// The formats of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TableFormat {
    /// Comma-separated values with a header.
    #[default]
    Csv,
    /// An array of objects.
    Json,
}

/// The formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// One object, for programs.
    Json,
}

fn metric(text: &str) -> Result<Metric, String> {
    let constant: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    Metric::new(constant).map_err(|error| error.to_string())
}

fn theta(text: &str) -> Result<f64, String> {
    let theta: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (-MAX_ABS_THETA..=MAX_ABS_THETA).contains(&theta) {
        Ok(theta)
    } else {
        Err(format!("an ability is between -{MAX_ABS_THETA} and {MAX_ABS_THETA}"))
    }
}

fn theta_sd(text: &str) -> Result<f64, String> {
    number_between(text, 0.0, MAX_ABS_THETA)
}

fn share(text: &str) -> Result<f64, String> {
    number_between(text, 0.0, 1.0)
}

fn number_between(text: &str, lower: f64, upper: f64) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (lower..=upper).contains(&number) { Ok(number) } else { Err(format!("it is not between {lower} and {upper}")) }
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let threads = text.parse().ok().filter(|threads: &NonZeroUsize| threads.get() <= MAX_THREADS);
    threads.ok_or_else(|| format!("it is not a whole number from 1 to {MAX_THREADS}"))
}

fn server_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    match url.split_once("://") {
        Some(("http", host)) if !host.is_empty() => Ok(url.to_owned()),
        Some(("https", _)) => Err("this program does not speak https; use the server's http address".to_owned()),
        _ => Err("an address looks like http://127.0.0.1:8080".to_owned()),
    }
}
