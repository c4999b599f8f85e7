//! Who may reach a server without keys: callers on its own machine alone.

use exam::ExamService;

use crate::settings::Settings;
use crate::settings::no_keys::NoKeys;

/// Refuses an address beyond loopback when there is no usable API key, neither in the settings nor in the database.
pub(crate) async fn check(settings: &Settings, service: &ExamService) -> anyhow::Result<()> {
    if settings.needs_key_in_database() && !service.has_usable_key().await? {
        return Err(NoKeys::new(&settings.server.bind).into());
    }
    Ok(())
}
