//! The section `[redis]`: where Redis is, and how the server connects to it.

use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use state_store::{BreakerSettings, ClusterSettings, RedisSettings, RedisStore, SentinelSettings, TlsSettings};

use crate::settings::faults::Faults;
use crate::settings::sections::StoreSection;
use crate::settings::values::{hidden, list, milliseconds};

/// Where Redis is. Without an address the server keeps working copies in memory.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RedisSection {
    #[serde(serialize_with = "hidden")]
    url: Option<SecretString>,
    host: Option<String>,
    port: Option<u16>,
    db: Option<u32>,
    #[serde(serialize_with = "hidden")]
    password: Option<SecretString>,
    /// The Sentinels that know the master. `url`, or `db` and `password`, then has the credentials for the master.
    #[serde(deserialize_with = "list")]
    sentinels: Vec<String>,
    /// The name by which the Sentinels know the master.
    master_name: Option<String>,
    sentinel_user: Option<String>,
    #[serde(serialize_with = "hidden")]
    sentinel_password: Option<SecretString>,
    /// Nodes of a Redis Cluster. `url`, or `password`, then has the credentials for all nodes.
    #[serde(deserialize_with = "list")]
    cluster: Vec<String>,
    /// TLS to all nodes and Sentinels, even if the address does not begin with `rediss://`.
    tls: Option<bool>,
    tls_ca_file: Option<PathBuf>,
    tls_client_cert_file: Option<PathBuf>,
    tls_client_key_file: Option<PathBuf>,
    pool_size: Option<NonZeroUsize>,
    connect_timeout_ms: Option<NonZeroU64>,
    command_timeout_ms: Option<NonZeroU64>,
    /// The number of consecutive failures after which the breaker opens.
    breaker_failures: Option<NonZeroU32>,
    /// The time for which the breaker stays open.
    breaker_pause_ms: Option<NonZeroU64>,
}

impl RedisSection {
    /// When the breaker opens, and for how long.
    pub(crate) fn breaker_settings(&self) -> BreakerSettings {
        let mut settings = BreakerSettings::default();
        if let Some(failures) = self.breaker_failures {
            settings.failures = failures;
        }
        if let Some(ms) = self.breaker_pause_ms {
            settings.pause = milliseconds(ms);
        }
        settings
    }

    /// Checks the settings, and reads the files they name. Connects to nothing.
    pub(crate) fn check(&self, store: &StoreSection, faults: &mut Faults) {
        faults.require(
            self.master_name.is_none() || !self.sentinels.is_empty(),
            "redis.master_name is of no use without redis.sentinels: name the Sentinels that know the master",
        );
        faults.require(
            !self.contradicts_tls(),
            "redis.tls is false, but the address begins with rediss:// or a TLS file is named: leave out one or the other",
        );
        match self.redis_settings(store) {
            None => faults.require(
                self.tls_settings().is_none(),
                "redis.tls and its files are of no use without redis.url, host, port, sentinels or cluster",
            ),
            Some(redis) => {
                if let Err(error) = RedisStore::check(&redis) {
                    faults.add(format_args!("the Redis settings make no sense: {:#}", anyhow::Error::from(error)));
                }
            }
        }
    }

    /// How to connect to Redis; `None` when no setting names an address.
    pub(crate) fn redis_settings(&self, store: &StoreSection) -> Option<RedisSettings> {
        let mut settings = match (&self.url, &self.host, self.port) {
            (Some(url), ..) => RedisSettings::new(url.expose_secret()),
            (None, None, None) if self.has_no_address() => return None,
            (None, host, port) => RedisSettings::for_host(
                host.as_deref().unwrap_or("127.0.0.1"),
                port.unwrap_or(6379),
                self.db.unwrap_or(0),
                self.password.as_ref().map(SecretString::expose_secret),
            ),
        };
        settings.sentinels = self.sentinel_settings();
        settings.cluster = self.cluster_settings();
        settings.tls = self.tls_settings();
        settings.format = store.format.into();
        if let Some(prefix) = &store.key_prefix {
            settings.key_prefix.clone_from(prefix);
        }
        if let Some(size) = self.pool_size {
            settings.pool_size = size.get();
        }
        if let Some(ms) = self.connect_timeout_ms {
            settings.connect_timeout = milliseconds(ms);
        }
        if let Some(ms) = self.command_timeout_ms {
            settings.command_timeout = milliseconds(ms);
        }
        Some(settings)
    }

    fn has_no_address(&self) -> bool {
        self.db.is_none() && self.password.is_none() && self.sentinels.is_empty() && self.cluster.is_empty()
    }

    /// A certificate file is of use with TLS only, so naming one switches TLS on.
    fn tls_settings(&self) -> Option<TlsSettings> {
        let mut settings = TlsSettings::default();
        settings.ca_file.clone_from(&self.tls_ca_file);
        settings.client_cert_file.clone_from(&self.tls_client_cert_file);
        settings.client_key_file.clone_from(&self.tls_client_key_file);
        let enabled = self.tls.unwrap_or(settings != TlsSettings::default());
        enabled.then_some(settings)
    }

    /// Whether `tls` is false and another setting needs TLS.
    fn contradicts_tls(&self) -> bool {
        let secure = self.url.as_ref().is_some_and(|url| url.expose_secret().starts_with("rediss:"));
        let files = [&self.tls_ca_file, &self.tls_client_cert_file, &self.tls_client_key_file];
        self.tls == Some(false) && (secure || files.into_iter().any(Option::is_some))
    }

    fn cluster_settings(&self) -> Option<ClusterSettings> {
        if self.cluster.is_empty() {
            return None;
        }
        let mut settings = ClusterSettings::new(&self.cluster);
        settings.breaker = self.breaker_settings();
        Some(settings)
    }

    fn sentinel_settings(&self) -> Option<SentinelSettings> {
        if self.sentinels.is_empty() {
            return None;
        }
        let name = self.master_name.as_deref().unwrap_or(DEFAULT_MASTER_NAME);
        let mut settings = SentinelSettings::new(&self.sentinels, name);
        settings.user.clone_from(&self.sentinel_user);
        settings.password = self.sentinel_password.as_ref().map(|password| password.expose_secret().to_owned());
        Some(settings)
    }
}

/// The name of the master in the configuration file that comes with Redis.
const DEFAULT_MASTER_NAME: &str = "mymaster";
