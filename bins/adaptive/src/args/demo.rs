//! What `demo` is asked.

use clap::Args;

use super::values::theta;

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

fn server_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    match url.split_once("://") {
        Some(("http", host)) if !host.is_empty() => Ok(url.to_owned()),
        Some(("https", _)) => Err("this program does not speak https; use the server's http address".to_owned()),
        _ => Err("an address looks like http://127.0.0.1:8080".to_owned()),
    }
}
