//! The pool that makes and counts connections.

use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{self, Manager, Object, PoolBuilder};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ConnectionInfo};

use super::failure::unavailable;
use super::sentinel_manager::SentinelManager;
use super::settings::RedisSettings;
use super::tls::Tls;
use crate::store::{Result, StoreError};

/// What a look-up among the Sentinels may take beside the connection itself: the time after which the library gives
/// up one that is silent, for two of them.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(2);

/// Makes connections to one node, or to the node that is the master at the time.
pub(super) enum Pool {
    Node(deadpool_redis::Pool),
    Sentinel(managed::Pool<SentinelManager>),
}

/// A connection as the pool counts it.
pub(super) enum PooledConnection {
    Node(deadpool_redis::Connection),
    Master(Object<SentinelManager>),
}

impl Pool {
    /// For the node, or the master, that the settings name. Connects to nothing yet.
    pub(super) fn new(settings: &RedisSettings, tls: Option<&Tls>) -> Result<Self> {
        if let Some(sentinels) = &settings.sentinels {
            let manager = SentinelManager::new(settings, sentinels, tls, connection_config(settings))?;
            return build(managed::Pool::builder(manager), settings).map(Self::Sentinel);
        }
        let address = settings.connection_info()?;
        Self::from_address(settings, tls.map_or(Ok(address.clone()), |tls| tls.with_tls(address))?)
    }

    /// For the node at this address, whatever address the settings have. Connects to nothing yet.
    pub(super) fn from_address(settings: &RedisSettings, address: ConnectionInfo) -> Result<Self> {
        let manager = deadpool_redis::Manager::new_with_config(address, connection_config(settings));
        let manager = manager.map_err(|e| refused(format!("Redis client: {}", e.category())))?;
        build(deadpool_redis::Pool::builder(manager), settings).map(Self::Node)
    }

    /// How long establishing a connection may take.
    pub(super) fn create_timeout(settings: &RedisSettings) -> Duration {
        let lookup = if settings.sentinels.is_some() { LOOKUP_TIMEOUT } else { Duration::ZERO };
        settings.connect_timeout.saturating_add(lookup)
    }

    /// A connection, and a handle of it that can be cloned.
    pub(super) async fn get(&self) -> Result<(PooledConnection, MultiplexedConnection)> {
        match self {
            Self::Node(pool) => {
                let pooled = pool.get().await.map_err(unavailable)?;
                let connection = (*pooled).clone();
                Ok((PooledConnection::Node(pooled), connection))
            }
            Self::Sentinel(pool) => {
                let pooled = pool.get().await.map_err(unavailable)?;
                let connection = (*pooled).clone();
                Ok((PooledConnection::Master(pooled), connection))
            }
        }
    }

    pub(super) fn status(&self) -> deadpool_redis::Status {
        match self {
            Self::Node(pool) => pool.status(),
            Self::Sentinel(pool) => pool.status(),
        }
    }
}

fn connection_config(settings: &RedisSettings) -> AsyncConnectionConfig {
    AsyncConnectionConfig::new()
        .set_connection_timeout(Some(settings.connect_timeout))
        .set_response_timeout(Some(settings.command_timeout))
}

fn build<M: Manager, W: From<Object<M>>>(
    pool: PoolBuilder<M, W>,
    settings: &RedisSettings,
) -> Result<managed::Pool<M, W>> {
    pool.max_size(settings.pool_size)
        .wait_timeout(Some(settings.wait_timeout))
        .create_timeout(Some(Pool::create_timeout(settings)))
        .recycle_timeout(Some(settings.command_timeout))
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|error| refused(error.to_string()))
}

impl PooledConnection {
    /// Has the pool forget the connection instead of offering it again.
    pub(super) fn discard(self) {
        match self {
            Self::Node(connection) => drop(deadpool_redis::Connection::take(connection)),
            Self::Master(connection) => drop(Object::take(connection)),
        }
    }
}

fn refused(reason: String) -> StoreError {
    StoreError::Configuration { reason }
}
