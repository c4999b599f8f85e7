//! The store that keeps the states in Redis.

use std::time::Duration;

use async_trait::async_trait;
use redis::RedisResult;
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::commands;
use super::keyspace::Keyspace;
use super::routed_connection::RoutedConnection;
use super::save_script::{self, EncodedSave};
use super::server_info::ServerInfo;
use super::settings::RedisSettings;
use super::topology::Topology;
use crate::codec::{self, ValueFormat};
use crate::state::{SessionState, StateSummary};
use crate::store::{EngineStateStore, Expected, Result, Saved, SessionKey, StoreError, StoreInfo};

/// Keeps the states in Redis, each as a plain string under `prefix` + session number.
///
/// Every operation on a session is one round trip. Connections are made when first needed and made again after a
/// failure, so a Redis that is down at the start, or killed and started again, needs no step by hand: operations fail
/// with [`StoreError::Unavailable`] within the time-outs until it answers.
///
/// With [`SentinelSettings`](super::SentinelSettings) each new connection goes to the node that the Sentinels name and
/// that reports itself as the master. A connection that fails, or leads to a node that has become a replica, is
/// discarded, so the store follows a failover by itself. Redis replicates without waiting: what the old master had not
/// passed on is lost with it, and rebuilt from the record.
///
/// With [`ClusterSettings`](super::ClusterSettings) each operation on a session goes to the master that owns the slot
/// of its key; redirections are followed, so slots may move and replicas take over at any time. A master that does not
/// answer makes the sessions in its own slots unavailable and no others, while listing,
/// [`info`](EngineStateStore::info), [`clear`](EngineStateStore::clear) and [`ping`](EngineStateStore::ping) need all
/// masters.
///
/// A save that timed out may have taken place.
#[derive(Debug)]
pub struct RedisStore {
    address: String,
    topology: Topology,
    keys: Keyspace,
    format: ValueFormat,
    /// Whether Sentinels name the node.
    sentinels: bool,
}

impl RedisStore {
    /// A store on the Redis that the settings name. Connects to nothing yet: [`ping`](EngineStateStore::ping) checks
    /// whether the node can be reached.
    ///
    /// Its connections belong to the Tokio runtime in which this is called, whichever runtime first needs them. So the
    /// store can be used from several runtimes, and outlives all but this one.
    ///
    /// # Errors
    /// [`StoreError::Configuration`] when the address cannot be used, settings contradict each other, a file of the TLS
    /// settings cannot be read or used, a time-out or the pool size is zero, or the key prefix is empty or ends in a
    /// digit or a minus sign; and outside of a Tokio runtime.
    pub fn new(settings: &RedisSettings) -> Result<Self> {
        let runtime = Handle::try_current().map_err(|error| StoreError::Configuration { reason: error.to_string() })?;
        Ok(Self {
            address: settings.redacted_address(),
            topology: Topology::new(settings, runtime)?,
            keys: Keyspace::new(&settings.key_prefix)?,
            format: settings.format,
            sentinels: settings.sentinels.is_some(),
        })
    }

    /// Checks settings as [`new`](Self::new) does, in a Tokio runtime or outside of one.
    ///
    /// # Errors
    /// [`StoreError::Configuration`] for the settings that `new` refuses.
    pub fn check(settings: &RedisSettings) -> Result<()> {
        Topology::check(settings)?;
        Keyspace::new(&settings.key_prefix).map(drop)
    }

    /// Where Redis is, without the password.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// The failure of an operation on a session. A key that holds another type than a string holds no state.
fn finish_for_session<T>(connection: RoutedConnection<'_>, session: SessionKey, outcome: RedisResult<T>) -> Result<T> {
    match outcome {
        Err(error) if error.code() == Some("WRONGTYPE") => {
            Err(StoreError::Unreadable { session: session.0, reason: "the key holds no string".to_owned() })
        }
        outcome => connection.finish(outcome),
    }
}

#[async_trait]
impl EngineStateStore for RedisStore {
    fn keeps_parameters(&self) -> bool {
        self.format == ValueFormat::Json
    }

    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>> {
        let name = self.keys.key(key);
        let mut connection = self.topology.connection_for(&name).await?;
        let loaded = commands::load(&mut connection, &name).await;
        let value = finish_for_session(connection, key, loaded)?;
        value.map(|value| codec::decode(&value).map_err(|e| StoreError::unreadable(key, &e))).transpose()
    }

    async fn save(&self, key: SessionKey, state: &SessionState, expected: Expected, ttl: Duration) -> Result<Saved> {
        let value = codec::encode(state, self.format).map_err(|e| StoreError::invalid_state(key, &e))?;
        let expected = match expected {
            Expected::Revision(revision) => {
                codec::revision_prefix(revision, self.format).map_err(|e| StoreError::invalid_state(key, &e))?
            }
            Expected::Any => save_script::ANY.to_vec(),
            Expected::Absent => save_script::ABSENT.to_vec(),
        };
        let save = EncodedSave { key: self.keys.key(key), value, expected, ttl };
        let mut connection = self.topology.connection_for(&save.key).await?;
        let saved = connection.save(save).await;
        finish_for_session(connection, key, saved)
    }

    async fn delete(&self, key: SessionKey) -> Result<bool> {
        let name = self.keys.key(key);
        let mut connection = self.topology.connection_for(&name).await?;
        let deleted = commands::delete(&mut connection, &name).await;
        connection.finish(deleted)
    }

    async fn exists(&self, key: SessionKey) -> Result<bool> {
        let name = self.keys.key(key);
        let mut connection = self.topology.connection_for(&name).await?;
        let exists = commands::exists(&mut connection, &name).await;
        connection.finish(exists)
    }

    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>> {
        let name = self.keys.key(key);
        let mut connection = self.topology.connection_for(&name).await?;
        let ttl = commands::ttl(&mut connection, &name).await;
        connection.finish(ttl)
    }

    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>> {
        let name = self.keys.key(key);
        let mut connection = self.topology.connection_for(&name).await?;
        let extended = commands::extend_ttl(&mut connection, &name, by).await;
        connection.finish(extended)
    }

    async fn active_sessions(&self) -> Result<Vec<SessionKey>> {
        let sessions = match &self.topology {
            Topology::SingleNode(connections) => {
                let mut handle = connections.acquire().await?;
                let sessions = commands::sessions(&mut handle.connection, &self.keys).await;
                handle.finish(sessions)?
            }
            Topology::Cluster(cluster) => cluster.sessions(&self.keys).await?,
        };
        Ok(sessions.into_iter().collect())
    }

    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>> {
        let name = self.keys.key(key);
        let mut connection = self.topology.connection_for(&name).await?;
        let loaded = commands::load_with_ttl(&mut connection, &name).await;
        let Some((value, left)) = finish_for_session(connection, key, loaded)? else { return Ok(None) };
        let state = codec::decode(&value).map_err(|e| StoreError::unreadable(key, &e))?;
        Ok(Some(state.summary(left)))
    }

    async fn ping(&self) -> Result<Duration> {
        let start = Instant::now();
        match &self.topology {
            Topology::SingleNode(connections) => {
                let mut handle = connections.acquire().await?;
                let answered = commands::ping(&mut handle.connection).await;
                handle.finish(answered)?;
            }
            Topology::Cluster(cluster) => cluster.ping().await?,
        }
        Ok(start.elapsed())
    }

    async fn info(&self) -> Result<StoreInfo> {
        let active_sessions = self.active_sessions().await?.len() as u64;
        let reports = match &self.topology {
            Topology::SingleNode(connections) => {
                let mut handle = connections.acquire().await?;
                let text = commands::info(&mut handle.connection).await;
                vec![handle.finish(text)?]
            }
            Topology::Cluster(cluster) => cluster.info().await?,
        };
        let server = ServerInfo::merge(reports.iter().map(|text| ServerInfo::parse(text)));
        Ok(StoreInfo {
            backend: "redis",
            format: self.format.as_str(),
            key_prefix: self.keys.prefix().to_owned(),
            active_sessions,
            hit_rate: server.hit_rate(),
            server_version: server.version,
            mode: if self.sentinels { Some("sentinel".to_owned()) } else { server.mode },
            used_memory_bytes: server.used_memory_bytes,
        })
    }

    async fn clear(&self) -> Result<u64> {
        match &self.topology {
            Topology::SingleNode(connections) => {
                let mut handle = connections.acquire().await?;
                let removed = commands::clear(&mut handle.connection, &self.keys).await;
                handle.finish(removed)
            }
            Topology::Cluster(cluster) => cluster.clear(&self.keys).await,
        }
    }
}
