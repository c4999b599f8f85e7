//! The settings: defaults, then a TOML file, then the environment, then the command line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use config::{Config, File, FileFormat};
use persistence::{RecordSettings, TlsSettings};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer};
use state_store::ValueFormat;
use tracing_subscriber::EnvFilter;

use crate::arguments::Arguments;
use crate::environment::settings_of;
use crate::redis_section::RedisSection;

/// Where requests come in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ServerSection {
    pub(crate) bind: SocketAddr,
    /// Worker threads; as many as processors when absent.
    pub(crate) workers: Option<NonZeroUsize>,
    pub(crate) shutdown_timeout_seconds: u64,
}

impl Default for ServerSection {
    fn default() -> Self {
        Self { bind: SocketAddr::from(([127, 0, 0, 1], 8080)), workers: None, shutdown_timeout_seconds: 30 }
    }
}

/// Who may come in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AuthSection {
    #[serde(deserialize_with = "list")]
    pub(crate) api_keys: Vec<SecretString>,
}

/// A list of texts, or one text with commas between them, as the environment has it. No error shows a value.
pub(crate) fn list<'de, D: Deserializer<'de>, T: From<String>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a list of texts is expected")]
    enum Entries {
        Text(String),
        List(Vec<String>),
    }
    Ok(match Entries::deserialize(deserializer)? {
        Entries::List(entries) => entries.into_iter().map(T::from).collect(),
        Entries::Text(entries) => {
            let entries = entries.split(',').map(str::trim).filter(|entry| !entry.is_empty());
            entries.map(|entry| T::from(entry.to_owned())).collect()
        }
    })
}

/// Where the record is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DatabaseSection {
    pub(crate) url: SecretString,
    /// PostgreSQL: the greatest number of connections.
    pub(crate) connections: Option<NonZeroUsize>,
    pub(crate) wait_timeout_ms: Option<NonZeroU64>,
    pub(crate) connect_timeout_ms: Option<NonZeroU64>,
    pub(crate) statement_timeout_ms: Option<NonZeroU64>,
    /// Whether answers that come at once share a commit.
    pub(crate) shared_commits: Option<bool>,
    /// PostgreSQL: TLS; what the URL says with `sslmode` must not contradict it.
    pub(crate) tls: Option<bool>,
    pub(crate) tls_ca_file: Option<PathBuf>,
    pub(crate) tls_client_cert_file: Option<PathBuf>,
    pub(crate) tls_client_key_file: Option<PathBuf>,
}

impl Default for DatabaseSection {
    fn default() -> Self {
        Self {
            url: "sqlite://adaptive.db".into(),
            connections: None,
            wait_timeout_ms: None,
            connect_timeout_ms: None,
            statement_timeout_ms: None,
            shared_commits: None,
            tls: None,
            tls_ca_file: None,
            tls_client_cert_file: None,
            tls_client_key_file: None,
        }
    }
}

impl DatabaseSection {
    pub(crate) fn record_settings(&self) -> RecordSettings {
        let default = RecordSettings::default();
        let time = |ms: Option<NonZeroU64>, default: Duration| ms.map_or(default, milliseconds);
        RecordSettings {
            connections: self.connections.unwrap_or(default.connections),
            wait_timeout: time(self.wait_timeout_ms, default.wait_timeout),
            connect_timeout: time(self.connect_timeout_ms, default.connect_timeout),
            statement_timeout: time(self.statement_timeout_ms, default.statement_timeout),
            shared_commits: self.shared_commits.unwrap_or(default.shared_commits),
            tls: self.tls_settings(),
            ..default
        }
    }

    fn tls_settings(&self) -> TlsSettings {
        TlsSettings {
            enabled: self.tls,
            ca_file: self.tls_ca_file.clone(),
            client_cert_file: self.tls_client_cert_file.clone(),
            client_key_file: self.tls_client_key_file.clone(),
        }
    }
}

/// How working copies are kept.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StoreSection {
    pub(crate) format: StoreFormat,
    /// What every key in Redis begins with; the session number follows.
    pub(crate) key_prefix: Option<String>,
}

/// How working copies are written.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
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

/// What is logged, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LogSection {
    /// Directives of tracing's `EnvFilter`, for example `info` or `info,exam=debug`.
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

impl Default for LogSection {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// The exam that ships with the project.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SampleSection {
    /// Whether it is loaded into a database that has no exam type.
    pub(crate) load: bool,
}

impl Default for SampleSection {
    fn default() -> Self {
        Self { load: true }
    }
}

/// The sweep that completes sessions whose time is over and counts those that are active.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ExpirySection {
    /// How often; 0 for never.
    pub(crate) interval_seconds: u64,
}

impl Default for ExpirySection {
    fn default() -> Self {
        Self { interval_seconds: 60 }
    }
}

/// All settings of the server. `Debug` hides what is secret.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    pub(crate) server: ServerSection,
    pub(crate) auth: AuthSection,
    pub(crate) database: DatabaseSection,
    pub(crate) store: StoreSection,
    pub(crate) redis: RedisSection,
    pub(crate) log: LogSection,
    pub(crate) sample: SampleSection,
    pub(crate) expiry: ExpirySection,
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
        for (key, value) in settings_of(variables) {
            sources = sources.set_override(key, value)?;
        }
        if let Some(bind) = arguments.bind {
            sources = sources.set_override("server.bind", bind.to_string())?;
        }
        let settings: Self = sources.build()?.try_deserialize().context("the settings are faulty")?;
        settings.check()?;
        Ok(settings)
    }

    /// Refuses to listen where strangers are without a key to turn them away by.
    pub(crate) fn check_door(&self) -> anyhow::Result<()> {
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

/// Shorter keys can be guessed.
const MIN_API_KEY_BYTES: usize = 16;
/// A day: whoever sweeps less often can switch the sweep off.
const MAX_EXPIRY_INTERVAL_SECONDS: u64 = 24 * 3600;
/// The HTTP server has no use for more.
const MAX_WORKERS: usize = 512;

pub(crate) fn milliseconds(ms: NonZeroU64) -> Duration {
    Duration::from_millis(ms.get())
}

/// The text of a file that is TOML. What is wrong with it is told by place: the line may hold a password.
fn read_toml(path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    if let Err(error) = text.parse::<toml::Table>() {
        let before = &text[..error.span().map_or(0, |span| span.start)];
        let line = before.matches('\n').count() + 1;
        bail!("{} is not TOML: line {line}: {}", path.display(), error.message());
    }
    Ok(text)
}
