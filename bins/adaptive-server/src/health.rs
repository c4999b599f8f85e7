//! The command `health`: asks the server of these settings whether it lives, for containers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use ureq::Agent;

use crate::arguments::HealthArguments;
use crate::printing::print;
use crate::settings::{Reading, Settings};

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest reply that is read, in bytes.
const LONGEST_REPLY: u64 = 64 * 1024;

/// Asks the server, and prints one line. The exit code is 0 if the server is well, otherwise 1.
pub(crate) fn health(reading: Reading, arguments: &HealthArguments) -> ExitCode {
    let asked = reading.faults.or(reading.settings).map_err(Into::into);
    let (line, exit_code) = match asked.and_then(|settings| ask(&settings, arguments)) {
        Ok(line) => (line, ExitCode::SUCCESS),
        Err(error) => (format!("{error:#}").replace('\n', " "), ExitCode::FAILURE),
    };
    // A server is well even if nobody can read that it is.
    drop(print(line));
    exit_code
}

fn ask(settings: &Settings, arguments: &HealthArguments) -> anyhow::Result<String> {
    let path = if arguments.ready { "readyz" } else { "livez" };
    let base_path = settings.base_path()?;
    let url = format!("http://{}{base_path}{path}", reachable_address(settings)?);
    let agent = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        // The server is on this machine, whatever proxy the environment names.
        .proxy(None)
        .build()
        .new_agent();
    let mut reply = agent.get(&url).call().with_context(|| format!("no answer from {url}"))?;
    let body: serde_json::Value =
        reply.body_mut().with_config().limit(LONGEST_REPLY).read_json().unwrap_or(serde_json::Value::Null);
    let status = body["status"].as_str().unwrap_or("of another program, or of this one below another base path");
    ensure!(reply.status().is_success(), "{url} answers {}: {status}", reply.status().as_u16());
    Ok(format!("{url} answers: {status}"))
}

/// Where a client on this machine reaches the server.
fn reachable_address(settings: &Settings) -> anyhow::Result<SocketAddr> {
    let bind = &settings.server.bind;
    let addresses = bind.resolve().with_context(|| format!("server.bind is {bind}: the name cannot be resolved"))?;
    let mut address = *addresses.first().context("there is no address to listen on")?;
    ensure!(address.port() != 0, "server.bind is {bind}: the server has taken a free port, which nobody can know");
    if address.ip().is_unspecified() {
        let loopback = if address.is_ipv4() { IpAddr::from(Ipv4Addr::LOCALHOST) } else { Ipv6Addr::LOCALHOST.into() };
        address.set_ip(loopback);
    }
    Ok(address)
}
