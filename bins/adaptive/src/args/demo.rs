//! The arguments of `demo`.

use clap::Args;

use super::values::theta;

const EXAMPLES: &str = "\
Examples:
  adaptive demo --auto --theta 0.5 --seed 1
  adaptive demo --auto --theta=-1 --exam-type placement";

/// Take an adaptive exam in the terminal, or let a simulated examinee take it.
///
/// Without --url the sample exam runs in this process, with a database and a session store in memory. Answers come from
/// standard input: typed, or from a file with one answer in each line.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DemoArguments {
    /// The exam to take.
    #[arg(long, value_name = "NAME", default_value = "placement")]
    pub(crate) exam_type: String,
    /// Let a simulated examinee answer.
    #[arg(long, requires = "theta")]
    pub(crate) auto: bool,
    /// The ability of the simulated examinee.
    #[arg(long, requires = "auto", value_parser = theta, allow_negative_numbers = true)]
    pub(crate) theta: Option<f64>,
    /// The seed of all random draws; the same seed gives the same run. When absent, a seed is drawn and shown.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Take the exam on this server, for example http://127.0.0.1:8080.
    #[arg(long, value_name = "URL", value_parser = server_url)]
    pub(crate) url: Option<String>,
    /// The API key for the server at --url, if it needs one.
    #[arg(long, value_name = "KEY", env = "ADAPTIVE_API_KEY", hide_env_values = true)]
    pub(crate) api_key: Option<String>,
}

fn server_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    match url.split_once("://") {
        Some(("http", host)) if !host.is_empty() => Ok(url.to_owned()),
        Some(("https", _)) => Err("this program does not support https; use the http address of the server".to_owned()),
        _ => Err("an address looks like http://127.0.0.1:8080".to_owned()),
    }
}
