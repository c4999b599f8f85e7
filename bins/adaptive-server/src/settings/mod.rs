//! The settings: defaults, then a TOML file, then the environment, then the command line.

mod auth;
mod cors;
mod database;
mod edge;
mod environment;
mod faults;
mod known_settings;
mod limits;
pub(crate) mod listen_address;
mod nearest;
pub(crate) mod no_keys;
mod page_settings;
mod pages;
mod rate_limits;
mod read;
mod redis;
pub(crate) mod retention;
mod secret_file;
pub(crate) mod sections;
mod toml_file;
mod values;
mod variables;
pub(crate) mod webhook_endpoint;
pub(crate) mod webhooks;

pub(crate) use faults::Faults;
pub(crate) use read::{Reading, read};

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::settings::auth::AuthSection;
use crate::settings::cors::CorsSection;
use crate::settings::database::DatabaseSection;
use crate::settings::limits::{ComputeSection, LimitsSection};
use crate::settings::no_keys::NoKeys;
use crate::settings::pages::PagesSection;
use crate::settings::rate_limits::RateLimitsSection;
use crate::settings::redis::RedisSection;
use crate::settings::retention::RetentionSection;
use crate::settings::sections::{ExpirySection, LogSection, SampleSection, ServerSection, StoreSection};
use crate::settings::webhooks::WebhooksSection;

/// The longest interval of the sweep: a day.
const MAX_EXPIRY_INTERVAL_SECONDS: u64 = 24 * 3600;
/// The largest number of worker threads.
const MAX_WORKERS: usize = 512;

/// The longest time that a server which ends may drain, or wait for requests in flight: an hour.
const MAX_SHUTDOWN_SECONDS: u64 = 3600;

/// All settings of the server. Neither `Debug` nor `Serialize` shows what is secret.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    pub(crate) server: ServerSection,
    pub(crate) auth: AuthSection,
    pub(crate) cors: CorsSection,
    pub(crate) rate_limits: RateLimitsSection,
    pub(crate) database: DatabaseSection,
    pub(crate) store: StoreSection,
    pub(crate) redis: RedisSection,
    pub(crate) log: LogSection,
    pub(crate) sample: SampleSection,
    pub(crate) expiry: ExpirySection,
    pub(crate) compute: ComputeSection,
    pub(crate) limits: LimitsSection,
    pub(crate) retention: RetentionSection,
    pub(crate) webhooks: WebhooksSection,
    pub(crate) pages: PagesSection,
}

impl Settings {
    /// Refuses an address beyond loopback when there is no API key: neither in the settings, nor in the database, as far as
    /// this can be said without opening it.
    pub(crate) fn check_access(&self, faults: &mut Faults) {
        if !faults.have_spared(&["server", "auth", "database"]) {
            return;
        }
        let bind = &self.server.bind;
        match bind.resolve() {
            Err(error) => faults.add(format_args!("server.bind is {bind}: the name cannot be resolved: {error}")),
            Ok(_) => faults.require(!self.needs_key_in_database() || self.database.may_exist(), NoKeys::new(bind)),
        }
    }

    /// Whether others than this machine reach the server, and the settings have no key.
    pub(crate) fn needs_key_in_database(&self) -> bool {
        let is_local = |addresses: Vec<SocketAddr>| addresses.iter().all(|address| address.ip().is_loopback());
        self.auth.api_keys.is_empty() && !self.server.bind.resolve().is_ok_and(is_local)
    }

    fn check(&self, faults: &mut Faults) {
        faults.require(
            self.server.workers.is_none_or(|workers| workers.get() <= MAX_WORKERS),
            format_args!("server.workers must not exceed {MAX_WORKERS}"),
        );
        for (name, seconds) in [
            ("drain_seconds", self.server.drain_seconds),
            ("shutdown_timeout_seconds", self.server.shutdown_timeout_seconds),
        ] {
            faults.require(
                seconds <= MAX_SHUTDOWN_SECONDS,
                format_args!("server.{name} must not exceed {MAX_SHUTDOWN_SECONDS} (an hour)"),
            );
        }
        if let Err(error) = check_level(&self.log.level) {
            faults.add(format_args!("log.level cannot be read: {error}"));
        }
        if faults.have_spared(&["redis", "store"]) {
            let mut of_redis = Faults::default();
            self.redis.check(&self.store, &mut of_redis);
            faults.add_all("redis", &of_redis);
        }
        for fault in
            [self.edge_settings(1).err(), self.retention.check().err(), self.limits.check().err()].into_iter().flatten()
        {
            faults.add(format_args!("{fault:#}"));
        }
        if faults.have_spared(&["server", "pages"])
            && let Err(fault) = self.pages_settings()
        {
            faults.add(format_args!("{fault:#}"));
        }
        self.auth.check(faults);
        self.webhooks.check(faults);
        faults.require(
            self.expiry.interval_seconds <= MAX_EXPIRY_INTERVAL_SECONDS,
            format_args!(
                "expiry.interval_seconds must not exceed {MAX_EXPIRY_INTERVAL_SECONDS} (a day); 0 switches the sweep off"
            ),
        );
    }
}

/// Whether the log can be filtered by this text. A word alone is a level here: as the name of a part of the program it would
/// switch everything else off, and a misspelt level would be such a name.
fn check_level(text: &str) -> anyhow::Result<()> {
    for part in text.split(',') {
        let part = part.trim();
        anyhow::ensure!(
            part.contains(['=', '[']) || part.parse::<LevelFilter>().is_ok() && !part.is_empty(),
            "{part:?} is no level: use off, error, warn, info, debug or trace, or `part=level` for a part of the program"
        );
    }
    EnvFilter::try_new(text)?;
    Ok(())
}
