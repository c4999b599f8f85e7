//! The small sections of the settings.

use std::num::{NonZeroU64, NonZeroUsize};

use serde::{Deserialize, Serialize};
use state_store::ValueFormat;

use crate::settings::listen_address::ListenAddress;
use crate::settings::values::{choice, list};

/// `[server]`: the address to listen on, and the workers.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ServerSection {
    pub(crate) bind: ListenAddress,
    /// The number of worker threads; the number of processors when absent.
    pub(crate) workers: Option<NonZeroUsize>,
    /// How long the server still takes requests, and says that it is not ready, after the signal that ends it.
    pub(crate) drain_seconds: u64,
    pub(crate) shutdown_timeout_seconds: u64,
    /// The path before all addresses.
    pub(crate) base_path: String,
    /// The proxies whose word on the address of a client counts: addresses and networks.
    #[serde(deserialize_with = "list")]
    pub(crate) trusted_proxies: Vec<String>,
    /// The largest number of connections; from the limit on open files when absent.
    pub(crate) max_connections: Option<NonZeroUsize>,
    /// How long the head of a request may take to arrive.
    pub(crate) head_timeout_seconds: NonZeroU64,
}

/// As long as a slow network needs for a few hundred bytes.
const DEFAULT_HEAD_TIMEOUT: NonZeroU64 = NonZeroU64::MIN.saturating_add(4);

impl Default for ServerSection {
    fn default() -> Self {
        Self {
            bind: ListenAddress::default(),
            workers: None,
            drain_seconds: 0,
            shutdown_timeout_seconds: 30,
            base_path: "/".to_owned(),
            trusted_proxies: Vec::new(),
            max_connections: None,
            head_timeout_seconds: DEFAULT_HEAD_TIMEOUT,
        }
    }
}

/// `[store]`: the format and the keys of working copies.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StoreSection {
    #[serde(deserialize_with = "choice")]
    pub(crate) format: StoreFormat,
    /// The prefix of every key in Redis. The session number follows it.
    pub(crate) key_prefix: Option<String>,
}

/// The format of a stored working copy.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StoreFormat {
    #[default]
    #[serde(alias = "msgpack")]
    MessagePack,
    Json,
}

impl From<StoreFormat> for ValueFormat {
    fn from(format: StoreFormat) -> Self {
        match format {
            StoreFormat::MessagePack => Self::MessagePack,
            StoreFormat::Json => Self::Json,
        }
    }
}

/// `[log]`: the level and the format of the log.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LogSection {
    /// Directives of tracing's `EnvFilter`, for example `info` or `info,exam=debug`.
    pub(crate) level: String,
    #[serde(deserialize_with = "choice")]
    pub(crate) format: LogFormat,
}

impl Default for LogSection {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

/// The format of a line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// `[sample]`: the sample exam of the project.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SampleSection {
    /// Whether the server loads it into a database without exam types.
    pub(crate) load: bool,
}

impl Default for SampleSection {
    fn default() -> Self {
        Self { load: true }
    }
}

/// `[expiry]`: the sweep, which completes expired sessions and counts active ones.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ExpirySection {
    /// The interval of the sweep; 0 switches it off.
    pub(crate) interval_seconds: u64,
    /// How long an outage has to be at least for `credit-outage` to give it back.
    pub(crate) least_outage_seconds: u64,
}

impl Default for ExpirySection {
    fn default() -> Self {
        Self { interval_seconds: 60, least_outage_seconds: 60 }
    }
}
