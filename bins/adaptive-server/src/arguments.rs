//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Serves adaptive exams over HTTP.
///
/// Settings come from a TOML file, then from the environment (`ADAPTIVE__SECTION__KEY`; `DATABASE_URL`, `REDIS_URL`,
/// `REDIS_HOST`, `REDIS_PORT`, `REDIS_DB`, `REDIS_PASSWORD`), then from these flags; the later wins. Without any, the
/// server keeps its record in `adaptive.db` here and its working copies in memory.
#[derive(Debug, clap::Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// Where to listen, for example 127.0.0.1:8080; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) bind: Option<SocketAddr>,
    /// The settings file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}
