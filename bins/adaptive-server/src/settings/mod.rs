//! The settings: defaults, then a TOML file, then the environment, then the command line.

mod cors;
mod database;
mod edge;
mod environment;
mod redis;
pub(crate) mod retention;
pub(crate) mod sections;
mod toml_file;
mod values;

use std::ffi::OsString;

use anyhow::{Context as _, ensure};
use config::{Config, File, FileFormat};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use crate::arguments::Arguments;
use crate::settings::cors::CorsSection;
use crate::settings::database::DatabaseSection;
use crate::settings::environment::from_variables;
use crate::settings::redis::RedisSection;
use crate::settings::retention::RetentionSection;
use crate::settings::sections::{AuthSection, ExpirySection, LogSection, SampleSection, ServerSection, StoreSection};
use crate::settings::toml_file::read_toml;

/// The smallest number of bytes of an API key. Shorter keys can be guessed.
const MIN_API_KEY_BYTES: usize = 16;
/// The longest interval of the sweep: a day.
const MAX_EXPIRY_INTERVAL_SECONDS: u64 = 24 * 3600;
/// The largest number of worker threads.
const MAX_WORKERS: usize = 512;

/// All settings of the server. `Debug` hides what is secret.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    pub(crate) server: ServerSection,
    pub(crate) auth: AuthSection,
    pub(crate) cors: CorsSection,
    pub(crate) database: DatabaseSection,
    pub(crate) store: StoreSection,
    pub(crate) redis: RedisSection,
    pub(crate) log: LogSection,
    pub(crate) sample: SampleSection,
    pub(crate) expiry: ExpirySection,
    pub(crate) retention: RetentionSection,
}

impl Settings {
    /// Reads and checks the settings.
    pub(crate) fn read(
        arguments: &Arguments,
        variables: impl Iterator<Item = (OsString, OsString)>,
    ) -> anyhow::Result<Self> {
        let mut sources = Config::builder();
        if let Some(path) = &arguments.config {
            sources = sources.add_source(File::from_str(&read_toml(path)?, FileFormat::Toml));
        }
        for (key, value) in from_variables(variables) {
            sources = sources.set_override(key, value)?;
        }
        if let Some(bind) = arguments.bind {
            sources = sources.set_override("server.bind", bind.to_string())?;
        }
        if let Some(base_path) = &arguments.base_path {
            sources = sources.set_override("server.base_path", base_path.as_str())?;
        }
        let settings: Self = sources.build()?.try_deserialize().context("the settings are faulty")?;
        settings.check()?;
        Ok(settings)
    }

    /// Refuses an address beyond loopback when there is no API key.
    pub(crate) fn check_access(&self) -> anyhow::Result<()> {
        let bind = self.server.bind;
        ensure!(
            bind.ip().is_loopback() || !self.auth.api_keys.is_empty(),
            "refusing to listen on {bind} without API keys: anyone who reaches it could read every key. Set \
             ADAPTIVE__AUTH__API_KEYS (or [auth] api_keys), or bind to 127.0.0.1"
        );
        Ok(())
    }

    fn check(&self) -> anyhow::Result<()> {
        ensure!(
            self.server.workers.is_none_or(|workers| workers.get() <= MAX_WORKERS),
            "server.workers must not exceed {MAX_WORKERS}"
        );
        EnvFilter::try_new(&self.log.level).context("log.level cannot be read")?;
        self.redis.check(&self.store)?;
        self.edge_settings()?;
        self.retention.check()?;
        let short = self.auth.api_keys.iter().position(|key| key.expose_secret().len() < MIN_API_KEY_BYTES);
        ensure!(
            short.is_none(),
            "auth.api_keys[{}] is too short: an API key has at least {MIN_API_KEY_BYTES} characters",
            short.unwrap_or_default()
        );
        ensure!(
            self.expiry.interval_seconds <= MAX_EXPIRY_INTERVAL_SECONDS,
            "expiry.interval_seconds must not exceed {MAX_EXPIRY_INTERVAL_SECONDS} (a day); 0 switches the sweep off"
        );
        Ok(())
    }
}
