//! The store for several processes: a Redis node, the master that Sentinels name, or a Redis Cluster.

mod address;
mod cluster;
mod commands;
mod convoy;
mod diagnostics;
mod failure;
mod keyspace;
mod links;
mod master;
mod pool;
mod reach;
mod saving;
mod sentinels;
mod settings;
mod tls;

#[cfg(test)]
mod convoy_tests;
#[cfg(test)]
mod replies;

pub use cluster::ClusterSettings;
pub use keyspace::DEFAULT_KEY_PREFIX;
pub use sentinels::SentinelSettings;
pub use settings::RedisSettings;
pub use tls::TlsSettings;

use std::time::Duration;

use async_trait::async_trait;
use redis::RedisError;
use tokio::runtime::Handle;
use tokio::time::Instant;

use self::diagnostics::ServerInfo;
use self::keyspace::Keyspace;
use self::reach::{Line, Reach};
use self::saving::Save;
use crate::codec::{self, ValueFormat};
use crate::state::{SessionState, StateSummary};
use crate::store::{EngineStateStore, Expected, Saved, SessionKey, StoreError, StoreInfo};

/// Keeps the states in Redis, each as a plain string under `prefix` + session number.
///
/// Every operation on a session is one round trip. Connections are made when first needed and made again after a
/// failure, so a Redis that is down at the start, or killed and started again, needs no step by hand: operations fail
/// with [`StoreError::Unavailable`] within the time-outs until it answers.
///
/// With [`SentinelSettings`] each new connection goes to the node that the Sentinels name and that says itself that it is
/// the master. A connection that fails, or leads to a node that has become a replica, is given up, so the store follows
/// a failover by itself. Redis replicates without waiting: what the old master had not passed on is lost with it, and
/// rebuilt from the record.
///
/// With [`ClusterSettings`] each operation on a session goes to the master that owns the slot of its key; redirections are
/// followed, so slots may move and replicas take over at any time. A master that does not answer makes the sessions in its
/// own slots unavailable and no others, while listing, [`info`](EngineStateStore::info), [`clear`](EngineStateStore::clear)
/// and [`ping`](EngineStateStore::ping) need all masters.
///
/// A save that timed out may have taken place.
#[derive(Debug)]
pub struct RedisStore {
    address: String,
    reach: Reach,
    keys: Keyspace,
    format: ValueFormat,
    /// Whether Sentinels name the node.
    sentinels: bool,
}

impl RedisStore {
    /// A store on the Redis that the settings name. Connects to nothing yet: [`ping`](EngineStateStore::ping) tells
    /// whether the node can be reached.
    ///
    /// Its connections belong to the Tokio runtime in which this is called, whichever runtime first needs them. So the
    /// store can be used from several runtimes, and outlives all but this one.
    ///
    /// # Errors
    /// [`StoreError::Configuration`] when the address cannot be used, settings contradict each other, a file of the TLS
    /// settings cannot be read or used, a time-out or the pool size is zero, or the key prefix is empty or ends in a digit
    /// or a minus sign; and outside of a Tokio runtime.
    pub fn new(settings: &RedisSettings) -> Result<Self, StoreError> {
        let runtime = Handle::try_current().map_err(|error| StoreError::Configuration { reason: error.to_string() })?;
        Ok(Self {
            address: settings.shown_address(),
            reach: Reach::new(settings, runtime)?,
            keys: Keyspace::new(&settings.key_prefix)?,
            format: settings.format,
            sentinels: settings.sentinels.is_some(),
        })
    }

    /// Checks settings as [`new`](Self::new) does, in a Tokio runtime or outside of one.
    ///
    /// # Errors
    /// [`StoreError::Configuration`] for the settings that `new` refuses.
    pub fn check(settings: &RedisSettings) -> Result<(), StoreError> {
        Reach::check(settings)?;
        Keyspace::new(&settings.key_prefix).map(drop)
    }

    /// Where Redis is, without the password.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// The failure of an operation on a session. A key that holds another type than a string holds no state.
fn settle<T>(line: Line<'_>, session: SessionKey, outcome: Result<T, RedisError>) -> Result<T, StoreError> {
    match outcome {
        Err(error) if error.code() == Some("WRONGTYPE") => {
            Err(StoreError::Unreadable { session: session.0, reason: "the key holds no string".to_owned() })
        }
        outcome => line.settle(outcome),
    }
}

#[async_trait]
impl EngineStateStore for RedisStore {
    fn keeps_parameters(&self) -> bool {
        self.format == ValueFormat::Json
    }

    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>, StoreError> {
        let name = self.keys.key(key);
        let mut line = self.reach.line(&name).await?;
        let loaded = commands::load(&mut line, &name).await;
        let value = settle(line, key, loaded)?;
        value.map(|value| codec::decode(&value).map_err(|e| StoreError::unreadable(key, &e))).transpose()
    }

    async fn save(
        &self,
        key: SessionKey,
        state: &SessionState,
        expected: Expected,
        ttl: Duration,
    ) -> Result<Saved, StoreError> {
        let value = codec::encode(state, self.format).map_err(|e| StoreError::invalid_state(key, &e))?;
        let expected = match expected {
            Expected::Revision(revision) => {
                codec::start_of(revision, self.format).map_err(|e| StoreError::invalid_state(key, &e))?
            }
            Expected::Any => saving::ANY.to_vec(),
            Expected::Absent => saving::ABSENT.to_vec(),
        };
        let save = Save { key: self.keys.key(key), value, expected, ttl };
        let mut line = self.reach.line(&save.key).await?;
        let saved = line.save(save).await;
        settle(line, key, saved)
    }

    async fn delete(&self, key: SessionKey) -> Result<bool, StoreError> {
        let name = self.keys.key(key);
        let mut line = self.reach.line(&name).await?;
        let deleted = commands::delete(&mut line, &name).await;
        line.settle(deleted)
    }

    async fn exists(&self, key: SessionKey) -> Result<bool, StoreError> {
        let name = self.keys.key(key);
        let mut line = self.reach.line(&name).await?;
        let exists = commands::exists(&mut line, &name).await;
        line.settle(exists)
    }

    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>, StoreError> {
        let name = self.keys.key(key);
        let mut line = self.reach.line(&name).await?;
        let ttl = commands::ttl(&mut line, &name).await;
        line.settle(ttl)
    }

    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>, StoreError> {
        let name = self.keys.key(key);
        let mut line = self.reach.line(&name).await?;
        let extended = commands::extend_ttl(&mut line, &name, by).await;
        line.settle(extended)
    }

    async fn active_sessions(&self) -> Result<Vec<SessionKey>, StoreError> {
        let sessions = match &self.reach {
            Reach::Node(links) => {
                let mut lease = links.acquire().await?;
                let sessions = commands::sessions(&mut lease.connection, &self.keys).await;
                lease.settle(sessions)?
            }
            Reach::Cluster(cluster) => cluster.sessions(&self.keys).await?,
        };
        Ok(sessions.into_iter().collect())
    }

    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>, StoreError> {
        let name = self.keys.key(key);
        let mut line = self.reach.line(&name).await?;
        let loaded = commands::load_with_ttl(&mut line, &name).await;
        let Some((value, left)) = settle(line, key, loaded)? else { return Ok(None) };
        let state = codec::decode(&value).map_err(|e| StoreError::unreadable(key, &e))?;
        Ok(Some(state.summary(left)))
    }

    async fn ping(&self) -> Result<Duration, StoreError> {
        let start = Instant::now();
        match &self.reach {
            Reach::Node(links) => {
                let mut lease = links.acquire().await?;
                let answered = commands::ping(&mut lease.connection).await;
                lease.settle(answered)?;
            }
            Reach::Cluster(cluster) => cluster.ping().await?,
        }
        Ok(start.elapsed())
    }

    async fn info(&self) -> Result<StoreInfo, StoreError> {
        let active_sessions = self.active_sessions().await?.len() as u64;
        let told = match &self.reach {
            Reach::Node(links) => {
                let mut lease = links.acquire().await?;
                let text = commands::info(&mut lease.connection).await;
                vec![lease.settle(text)?]
            }
            Reach::Cluster(cluster) => cluster.info().await?,
        };
        let server = ServerInfo::of_all(told.iter().map(|text| ServerInfo::parse(text)));
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

    async fn clear(&self) -> Result<u64, StoreError> {
        match &self.reach {
            Reach::Node(links) => {
                let mut lease = links.acquire().await?;
                let removed = commands::clear(&mut lease.connection, &self.keys).await;
                lease.settle(removed)
            }
            Reach::Cluster(cluster) => cluster.clear(&self.keys).await,
        }
    }
}
