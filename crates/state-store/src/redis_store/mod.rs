//! The store for several processes: a Redis node, or the master that Sentinels name.

mod commands;
mod diagnostics;
mod keyspace;
mod links;
mod pool;
mod sentinels;
mod settings;

#[cfg(test)]
mod replies;

pub use keyspace::DEFAULT_KEY_PREFIX;
pub use sentinels::SentinelSettings;
pub use settings::RedisSettings;

use std::time::Duration;

use async_trait::async_trait;
use redis::RedisError;
use tokio::time::Instant;

use self::commands::Write;
use self::diagnostics::ServerInfo;
use self::keyspace::Keyspace;
use self::links::{Lease, Links};
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
/// A save that timed out may have taken place.
#[derive(Debug)]
pub struct RedisStore {
    address: String,
    links: Links,
    keys: Keyspace,
    format: ValueFormat,
    /// Whether Sentinels name the node.
    sentinels: bool,
}

impl RedisStore {
    /// A store on the Redis that the settings name. Connects to nothing yet: [`ping`](EngineStateStore::ping) tells
    /// whether the node can be reached.
    ///
    /// # Errors
    /// [`StoreError::Configuration`] when the address cannot be used, a time-out or the pool size is zero, or the key
    /// prefix is empty or ends in a digit or a minus sign.
    pub fn new(settings: &RedisSettings) -> Result<Self, StoreError> {
        Ok(Self {
            address: settings.shown_address(),
            links: Links::new(settings)?,
            keys: Keyspace::new(&settings.key_prefix)?,
            format: settings.format,
            sentinels: settings.sentinels.is_some(),
        })
    }

    /// Where Redis is, without the password.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// The failure of an operation on a session. A key that holds another type than a string holds no state.
fn settle<T>(lease: &Lease<'_>, session: SessionKey, outcome: Result<T, RedisError>) -> Result<T, StoreError> {
    match outcome {
        Err(error) if error.code() == Some("WRONGTYPE") => {
            Err(StoreError::Unreadable { session: session.0, reason: "the key holds no string".to_owned() })
        }
        outcome => lease.settle(outcome),
    }
}

#[async_trait]
impl EngineStateStore for RedisStore {
    fn keeps_parameters(&self) -> bool {
        self.format == ValueFormat::Json
    }

    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>, StoreError> {
        let mut lease = self.links.acquire().await?;
        let loaded = commands::load(&mut lease.connection, &self.keys.key(key)).await;
        let value = settle(&lease, key, loaded)?;
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
        let expected_start = match expected {
            Expected::Revision(revision) => codec::start_of(revision, self.format),
            Expected::Any | Expected::Absent => Ok(Vec::new()),
        };
        let expected_start = &expected_start.map_err(|e| StoreError::invalid_state(key, &e))?;
        let mut lease = self.links.acquire().await?;
        let write = Write { key: &self.keys.key(key), value: &value, expected, expected_start, ttl };
        let saved = commands::save(&mut lease.connection, write).await;
        settle(&lease, key, saved)
    }

    async fn delete(&self, key: SessionKey) -> Result<bool, StoreError> {
        let mut lease = self.links.acquire().await?;
        let deleted = commands::delete(&mut lease.connection, &self.keys.key(key)).await;
        lease.settle(deleted)
    }

    async fn exists(&self, key: SessionKey) -> Result<bool, StoreError> {
        let mut lease = self.links.acquire().await?;
        let exists = commands::exists(&mut lease.connection, &self.keys.key(key)).await;
        lease.settle(exists)
    }

    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>, StoreError> {
        let mut lease = self.links.acquire().await?;
        let ttl = commands::ttl(&mut lease.connection, &self.keys.key(key)).await;
        lease.settle(ttl)
    }

    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>, StoreError> {
        let mut lease = self.links.acquire().await?;
        let extended = commands::extend_ttl(&mut lease.connection, &self.keys.key(key), by).await;
        lease.settle(extended)
    }

    async fn active_sessions(&self) -> Result<Vec<SessionKey>, StoreError> {
        let mut lease = self.links.acquire().await?;
        let sessions = commands::sessions(&mut lease.connection, &self.keys).await;
        lease.settle(sessions)
    }

    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>, StoreError> {
        let mut lease = self.links.acquire().await?;
        let loaded = commands::load_with_ttl(&mut lease.connection, &self.keys.key(key)).await;
        let Some((value, left)) = settle(&lease, key, loaded)? else { return Ok(None) };
        let state = codec::decode(&value).map_err(|e| StoreError::unreadable(key, &e))?;
        Ok(Some(state.summary(left)))
    }

    async fn ping(&self) -> Result<Duration, StoreError> {
        let start = Instant::now();
        let mut lease = self.links.acquire().await?;
        let answered = commands::ping(&mut lease.connection).await;
        lease.settle(answered)?;
        Ok(start.elapsed())
    }

    async fn info(&self) -> Result<StoreInfo, StoreError> {
        let active_sessions = self.active_sessions().await?.len() as u64;
        let mut lease = self.links.acquire().await?;
        let text = commands::info(&mut lease.connection).await;
        let server = ServerInfo::parse(&lease.settle(text)?);
        Ok(StoreInfo {
            backend: "redis",
            format: self.format.as_str(),
            key_prefix: self.keys.prefix().to_owned(),
            active_sessions,
            server_version: server.version,
            mode: if self.sentinels { Some("sentinel".to_owned()) } else { server.mode },
            used_memory_bytes: server.used_memory_bytes,
            hit_rate: server.hit_rate,
        })
    }

    async fn clear(&self) -> Result<u64, StoreError> {
        let mut lease = self.links.acquire().await?;
        let removed = commands::clear(&mut lease.connection, &self.keys).await;
        lease.settle(removed)
    }
}
