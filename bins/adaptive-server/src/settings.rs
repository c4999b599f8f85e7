//! The settings: defaults, then a TOML file, then the environment, then the command line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use config::{Config, File, FileFormat};
use persistence::RecordSettings;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer};
use state_store::{BreakerSettings, ClusterSettings, RedisSettings, RedisStore, SentinelSettings, ValueFormat};
use tracing_subscriber::EnvFilter;

use crate::arguments::Arguments;
use crate::environment::settings_of;

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
fn list<'de, D: Deserializer<'de>, T: From<String>>(deserializer: D) -> Result<Vec<T>, D::Error> {
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
    /// Whether answers that come at once may share a commit; as is faster on the database when absent.
    pub(crate) shared_commits: Option<bool>,
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
            shared_commits: self.shared_commits,
            ..default
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

/// Where Redis is; without an address working copies are kept in memory.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RedisSection {
    url: Option<SecretString>,
    host: Option<String>,
    port: Option<u16>,
    db: Option<u32>,
    password: Option<SecretString>,
    /// The Sentinels that know the master; `url`, or `db` and `password`, then say how to log in to it.
    #[serde(deserialize_with = "list")]
    sentinels: Vec<String>,
    /// The name by which the Sentinels know the master.
    master_name: Option<String>,
    sentinel_user: Option<String>,
    sentinel_password: Option<SecretString>,
    /// Nodes of a Redis Cluster; `url`, or `password`, then says how to log in to all of its nodes.
    #[serde(deserialize_with = "list")]
    cluster: Vec<String>,
    pool_size: Option<NonZeroUsize>,
    connect_timeout_ms: Option<NonZeroU64>,
    command_timeout_ms: Option<NonZeroU64>,
    /// How many calls in a row must fail before Redis is not asked for a while.
    breaker_failures: Option<NonZeroU32>,
    /// How long it is not asked then.
    breaker_pause_ms: Option<NonZeroU64>,
}

impl RedisSection {
    /// When Redis is not asked any more, and for how long.
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

    /// How Redis is reached; `None` when nothing says where it is.
    pub(crate) fn redis_settings(&self, store: &StoreSection) -> Option<RedisSettings> {
        let mut settings = match (&self.url, &self.host, self.port) {
            (Some(url), ..) => RedisSettings::new(url.expose_secret()),
            (None, None, None) if self.names_no_redis() => return None,
            (None, host, port) => RedisSettings::for_host(
                host.as_deref().unwrap_or("127.0.0.1"),
                port.unwrap_or(6379),
                self.db.unwrap_or(0),
                self.password.as_ref().map(SecretString::expose_secret),
            ),
        };
        settings.sentinels = self.sentinel_settings();
        settings.cluster = self.cluster_settings();
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

    fn names_no_redis(&self) -> bool {
        self.db.is_none() && self.password.is_none() && self.sentinels.is_empty() && self.cluster.is_empty()
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

/// What the configuration file that comes with Redis calls the master.
const DEFAULT_MASTER_NAME: &str = "mymaster";

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

    fn check(&self) -> anyhow::Result<()> {
        let bind = self.server.bind;
        ensure!(
            self.server.workers.is_none_or(|workers| workers.get() <= MAX_WORKERS),
            "server.workers must not exceed {MAX_WORKERS}"
        );
        EnvFilter::try_new(&self.log.level).context("log.level cannot be read")?;
        if let Some(redis) = self.redis.redis_settings(&self.store) {
            // Making a store connects to nothing.
            RedisStore::new(&redis).context("the Redis settings make no sense")?;
        }
        ensure!(
            bind.ip().is_loopback() || !self.auth.api_keys.is_empty(),
            "refusing to listen on {bind} without API keys: anyone who reaches it could read every key. Set \
             ADAPTIVE__AUTH__API_KEYS (or [auth] api_keys), or bind to 127.0.0.1"
        );
        let short = self.auth.api_keys.iter().position(|key| key.expose_secret().len() < MIN_API_KEY_BYTES);
        ensure!(
            short.is_none(),
            "auth.api_keys[{}] is too short: an API key has at least {MIN_API_KEY_BYTES} characters",
            short.unwrap_or_default()
        );
        ensure!(
            self.redis.master_name.is_none() || !self.redis.sentinels.is_empty(),
            "redis.master_name is of no use without redis.sentinels: name the Sentinels that know the master"
        );
        Ok(())
    }
}

/// Shorter keys can be guessed.
const MIN_API_KEY_BYTES: usize = 16;
/// The HTTP server has no use for more.
const MAX_WORKERS: usize = 512;

fn milliseconds(ms: NonZeroU64) -> Duration {
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
