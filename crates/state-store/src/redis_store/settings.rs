//! How Redis is reached.

use std::fmt;
use std::time::Duration;

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};

use super::cluster::ClusterSettings;
use super::keyspace::DEFAULT_KEY_PREFIX;
use super::sentinel_settings::SentinelSettings;
use super::tls::TlsSettings;
use crate::codec::ValueFormat;
use crate::store::{Result, StoreError};

/// How Redis is reached - one node, the master that Sentinels name, or a cluster - and how values are kept in it.
///
/// `Debug` shows everything but the password.
///
/// ```
/// use state_store::RedisSettings;
/// let settings = RedisSettings::new("redis://:s3cret@127.0.0.1:6379/2");
/// assert!(!format!("{settings:?}").contains("s3cret"));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct RedisSettings {
    /// `redis://[user][:password@]host[:port][/db]`, `rediss://…` for TLS, or `unix:///path?db=0` for a socket.
    ///
    /// With `sentinels` only user, password and database are taken from it, for the master; with `cluster` user and
    /// password, for all nodes.
    pub url: String,
    /// The Sentinels that know the master; `None` for the one node of `url`.
    pub sentinels: Option<SentinelSettings>,
    /// The nodes by which a Redis Cluster is found; `None` for the one node of `url`.
    pub cluster: Option<ClusterSettings>,
    /// TLS, to every node and Sentinel; `None` without, unless `url` begins with `rediss://`.
    pub tls: Option<TlsSettings>,
    /// How many connections are kept open, in a cluster to each master. Each carries any number of commands at once, so
    /// that one does for many callers; more make each carry smaller round trips.
    pub pool_size: usize,
    /// How long a connection may take to be established.
    pub connect_timeout: Duration,
    /// How long a command may take to be answered.
    pub command_timeout: Duration,
    /// How long an operation waits for its turn while a connection is being established by another.
    pub wait_timeout: Duration,
    /// What every key starts with; the session number follows.
    pub key_prefix: String,
    /// How values are written; both formats are always read.
    pub format: ValueFormat,
}

impl RedisSettings {
    /// The node at this address, everything else at its default: one connection, a second to connect, half a second
    /// for a command, a second to wait, the prefix [`DEFAULT_KEY_PREFIX`], MessagePack.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            sentinels: None,
            cluster: None,
            tls: None,
            pool_size: 1,
            connect_timeout: Duration::from_secs(1),
            command_timeout: Duration::from_millis(500),
            wait_timeout: Duration::from_secs(1),
            key_prefix: DEFAULT_KEY_PREFIX.to_owned(),
            format: ValueFormat::default(),
        }
    }

    /// The node at this host and port, with the same defaults. Host and password are taken as they are: no character
    /// of theirs needs to be escaped.
    ///
    /// ```
    /// use state_store::RedisSettings;
    /// let settings = RedisSettings::for_host("localhost", 6379, 2, Some("p@ss/word"));
    /// assert_eq!(settings.url, "redis://:p%40ss%2Fword@localhost:6379/2");
    /// assert_eq!(RedisSettings::for_host("::1", 6379, 0, None).url, "redis://[::1]:6379/0");
    /// ```
    #[must_use]
    pub fn for_host(host: &str, port: u16, db: u32, password: Option<&str>) -> Self {
        let login = password.map(|password| format!(":{}@", percent_encoded(password))).unwrap_or_default();
        let host = if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() };
        Self::new(format!("redis://{login}{host}:{port}/{db}"))
    }

    /// The address, parsed.
    pub(super) fn connection_info(&self) -> Result<ConnectionInfo> {
        // The parser's message is passed on only by its category: it could repeat parts of the address.
        self.url.as_str().into_connection_info().map_err(|error| StoreError::Configuration {
            reason: format!(
                "the Redis address is not usable ({}); expected redis://[user][:password@]host[:port][/db], or rediss://… for TLS",
                error.category()
            ),
        })
    }

    /// Whether and how TLS is used.
    pub(super) fn tls_settings(&self) -> Result<Option<TlsSettings>> {
        match self.connection_info()?.addr() {
            ConnectionAddr::TcpTls { insecure: true, .. } => Err(StoreError::Configuration {
                reason: "`#insecure` in the Redis address is refused: name the authority in `tls_ca_file`".to_owned(),
            }),
            ConnectionAddr::TcpTls { .. } => Ok(Some(self.tls.clone().unwrap_or_default())),
            _ => Ok(self.tls.clone()),
        }
    }

    pub(super) fn validate(&self) -> Result<()> {
        let times = [
            ("connect_timeout", self.connect_timeout),
            ("command_timeout", self.command_timeout),
            ("wait_timeout", self.wait_timeout),
        ];
        if let Some((name, _)) = times.iter().find(|(_, time)| time.is_zero()) {
            return Err(StoreError::Configuration { reason: format!("`{name}` must be more than zero") });
        }
        if self.pool_size == 0 {
            return Err(StoreError::Configuration { reason: "`pool_size` must be at least 1".to_owned() });
        }
        self.validate_cluster()?;
        self.sentinels.as_ref().map_or(Ok(()), SentinelSettings::validate)
    }

    fn validate_cluster(&self) -> Result<()> {
        let Some(cluster) = &self.cluster else { return Ok(()) };
        let refused = |reason: &str| Err(StoreError::Configuration { reason: reason.to_owned() });
        if self.sentinels.is_some() {
            return refused(
                "`sentinels` and `cluster` exclude each other: Redis is watched by Sentinels or is a cluster",
            );
        }
        if self.connection_info()?.redis_settings().db() != 0 {
            return refused(
                "a Redis Cluster has no database but 0: leave `db` out, and the number at the end of `url`",
            );
        }
        cluster.addresses().map(drop)
    }

    /// The address without the password.
    pub(super) fn redacted_address(&self) -> String {
        let Ok(info) = self.url.as_str().into_connection_info() else { return "(not an address)".to_owned() };
        let login = match (info.redis_settings().username(), info.redis_settings().password()) {
            (user, Some(_)) => format!("{}:***@", user.unwrap_or_default()),
            (Some(user), None) => format!("{user}@"),
            (None, None) => String::new(),
        };
        let db = info.redis_settings().db();
        let secure = self.tls.is_some() || matches!(info.addr(), ConnectionAddr::TcpTls { .. });
        let scheme = if secure { "rediss" } else { "redis" };
        if let Some(sentinels) = &self.sentinels {
            return format!("{scheme}+sentinel://{login}{}/{}/{db}", sentinels.nodes.join(","), sentinels.master_name);
        }
        if let Some(cluster) = &self.cluster {
            return format!("{scheme}+cluster://{login}{}", cluster.nodes.join(","));
        }
        match info.addr() {
            ConnectionAddr::Unix(path) => format!("unix://{login}{}?db={db}", path.display()),
            addr => format!("{scheme}://{login}{addr}/{db}"),
        }
    }
}

impl fmt::Debug for RedisSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisSettings")
            .field("url", &self.redacted_address())
            .field("tls", &self.tls)
            .field("pool_size", &self.pool_size)
            .field("connect_timeout", &self.connect_timeout)
            .field("command_timeout", &self.command_timeout)
            .field("wait_timeout", &self.wait_timeout)
            .field("key_prefix", &self.key_prefix)
            .field("format", &self.format)
            .finish()
    }
}

/// Escapes all but the characters that are unreserved in an address.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_with_any_characters_reaches_redis_unchanged() {
        for password in ["p@ss/wo:rd", "50%", "ключ", " #?&", "***"] {
            let info = RedisSettings::for_host("::1", 6379, 3, Some(password)).connection_info().unwrap();
            assert_eq!(info.redis_settings().password(), Some(password));
            assert_eq!(info.redis_settings().db(), 3);
        }
    }

    #[test]
    fn debug_shows_the_address_without_the_password() {
        let shown = |url: &str| format!("{:?}", RedisSettings::new(url));
        assert!(shown("redis://tester:s3cret@db.example:6380/2").contains("redis://tester:***@db.example:6380/2"));
        assert!(shown("redis://:s3cret@db.example").contains("redis://:***@db.example:6379/0"));
        assert!(shown("unix:///run/redis.sock?db=1&pass=s3cret").contains("unix://:***@/run/redis.sock?db=1"));
        assert!(!shown("redis://:s3cret@:bad:port").contains("s3cret"));
    }

    #[test]
    fn an_address_that_cannot_be_used_is_refused_without_repeating_it() {
        for url in
            ["", "localhost", "http://:s3cret@localhost", "redis://:s3cret@host:port", "redis://:s3cret@host/s3cret"]
        {
            let error = RedisSettings::new(url).connection_info().unwrap_err();
            assert!(matches!(error, StoreError::Configuration { .. }), "{url}");
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
    }

    #[test]
    fn settings_that_make_no_sense_are_refused_by_name() {
        let mut settings = RedisSettings::new("redis://localhost");
        settings.command_timeout = Duration::ZERO;
        assert!(settings.validate().unwrap_err().to_string().contains("`command_timeout`"));
        let mut settings = RedisSettings::new("redis://localhost");
        settings.pool_size = 0;
        assert!(settings.validate().unwrap_err().to_string().contains("`pool_size`"));
    }

    #[test]
    fn a_cluster_excludes_sentinels_and_databases() {
        let mut settings = RedisSettings::new("redis://:s3cret@cluster/0");
        settings.cluster = Some(ClusterSettings::new(["10.0.0.1"]));
        settings.validate().unwrap();
        assert_eq!(settings.redacted_address(), "redis+cluster://:***@10.0.0.1");
        settings.url = "redis://:s3cret@cluster/2".to_owned();
        assert!(settings.validate().unwrap_err().to_string().contains("database"));
        settings.url = "redis://cluster".to_owned();
        settings.sentinels = Some(SentinelSettings::new(["10.0.0.2"], "mymaster"));
        assert!(settings.validate().unwrap_err().to_string().contains("`sentinels` and `cluster`"));
    }
}
