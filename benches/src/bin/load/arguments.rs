//! The arguments of the generator.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::backend::Backend;

/// Whole exams over HTTP on the server and on a floor, in turn.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Measures the memory of this number of exams that are active at once, instead of the speed.
    #[arg(long, value_name = "EXAMS")]
    pub(crate) active: Option<usize>,
    /// Measures the longest answers while a bank of this number of items is imported, instead of the speed.
    #[arg(long, value_name = "ITEMS", conflicts_with = "active")]
    pub(crate) import: Option<usize>,
    /// Compares the exam page with the interface on one server, instead of the server with the floor.
    #[arg(long, conflicts_with_all = ["active", "import"])]
    pub(crate) pages: bool,
    /// How many exams go on at once.
    #[arg(long, value_delimiter = ',', default_values_t = [64, 16, 1])]
    pub(crate) at_once: Vec<usize>,
    /// Where the record and the working copies are.
    #[arg(long, value_delimiter = ',', value_enum, default_values_t = Backend::ALL)]
    pub(crate) backends: Vec<Backend>,
    /// Rounds of each contender; the table has their medians.
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,
    /// The length of a round, in seconds.
    #[arg(long, default_value = "3", value_parser = seconds)]
    pub(crate) seconds: Duration,
    /// The program of the server; by default the one beside this program.
    #[arg(long, value_name = "PATH")]
    pub(crate) server: Option<PathBuf>,
    /// A file for the log of the server, instead of one that is removed.
    #[arg(long, value_name = "PATH")]
    pub(crate) log: Option<PathBuf>,
}

/// What the program does instead.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves the floor. The generator starts it.
    #[command(hide = true)]
    Floor(FloorSettings),
}

/// What the floor has to be equal to.
#[derive(Debug, Clone, Args)]
pub(crate) struct FloorSettings {
    #[arg(long)]
    pub(crate) database: String,
    #[arg(long)]
    pub(crate) redis: Option<String>,
    #[arg(long)]
    pub(crate) redis_prefix: String,
    /// The items of an exam.
    #[arg(long)]
    pub(crate) items: i64,
    /// The bytes of a reply.
    #[arg(long)]
    pub(crate) reply_bytes: usize,
    /// The bytes of a working copy.
    #[arg(long)]
    pub(crate) copy_bytes: usize,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
