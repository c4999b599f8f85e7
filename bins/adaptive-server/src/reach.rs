//! Who may reach a server without keys: callers on its own machine alone.

use std::net::SocketAddr;
use std::path::Path;

use exam::ExamService;
use secrecy::ExposeSecret as _;

use crate::settings::Settings;

/// The error for a server that others could reach and that nobody may use, or everybody.
#[derive(Debug, thiserror::Error)]
#[error(
    "refusing to listen on {0} without API keys: anyone who reaches it could read every key. Set ADAPTIVE__AUTH__API_KEYS (or \
     [auth] api_keys), make a key with `adaptive-server keys create`, or bind to 127.0.0.1"
)]
pub(crate) struct NoKeys(SocketAddr);

/// Refuses what needs no look into the database: a file that does not exist has no key, and should not be made in vain.
pub(crate) fn check_before_opening(settings: &Settings) -> Result<(), NoKeys> {
    let file = settings.database.url.expose_secret().strip_prefix("sqlite://");
    let is_new = file.is_some_and(|file| !Path::new(file).exists());
    if needs_keys(settings) && is_new { Err(NoKeys(settings.server.bind)) } else { Ok(()) }
}

/// Refuses an address beyond loopback when there is no usable API key, neither in the settings nor in the database.
pub(crate) async fn check(settings: &Settings, service: &ExamService) -> anyhow::Result<()> {
    if needs_keys(settings) && !service.has_usable_key().await? {
        return Err(NoKeys(settings.server.bind).into());
    }
    Ok(())
}

fn needs_keys(settings: &Settings) -> bool {
    !settings.server.bind.ip().is_loopback() && settings.auth.api_keys.is_empty()
}
