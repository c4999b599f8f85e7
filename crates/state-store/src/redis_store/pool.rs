//! Where new connections come from.

use std::time::Duration;

use deadpool_redis::sentinel::{self, SentinelNodeConnectionInfo, SentinelServerType};
use deadpool_redis::{Manager, Runtime};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ConnectionInfo, RedisError};

use super::sentinels::SentinelSettings;
use super::settings::RedisSettings;
use crate::store::StoreError;

/// What a look-up among the Sentinels may take beside the connection itself: the time after which the library gives
/// up one that is silent, for two of them.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(2);

/// Makes connections to one node, or to the node that is the master when asked.
pub(super) enum Pool {
    Node(deadpool_redis::Pool),
    Sentinels { pool: sentinel::Pool, command_timeout: Duration },
}

/// A connection as the pool counts it.
pub(super) enum Pooled {
    Node(deadpool_redis::Connection),
    Master(sentinel::Connection),
}

impl Pool {
    /// Connects to nothing yet.
    pub(super) fn new(settings: &RedisSettings) -> Result<Self, StoreError> {
        match &settings.sentinels {
            None => Self::of_node(settings, settings.connection_info()?),
            Some(sentinels) => Self::of_sentinels(settings, sentinels),
        }
    }

    /// How long establishing a connection may take.
    pub(super) fn create_timeout(settings: &RedisSettings) -> Duration {
        let lookup = if settings.sentinels.is_some() { LOOKUP_TIMEOUT } else { Duration::ZERO };
        settings.connect_timeout.saturating_add(lookup)
    }

    /// Of the node at this address, whatever address the settings have. Connects to nothing yet.
    pub(super) fn of_node(settings: &RedisSettings, address: ConnectionInfo) -> Result<Self, StoreError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(settings.connect_timeout))
            .set_response_timeout(Some(settings.command_timeout));
        let manager = Manager::new_with_config(address, config).map_err(|e| client_refused(&e))?;
        let pool = deadpool_redis::Pool::builder(manager)
            .max_size(settings.pool_size)
            .wait_timeout(Some(settings.wait_timeout))
            .create_timeout(Some(Self::create_timeout(settings)))
            .recycle_timeout(Some(settings.command_timeout))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| refused(error.to_string()))?;
        Ok(Self::Node(pool))
    }

    fn of_sentinels(settings: &RedisSettings, sentinels: &SentinelSettings) -> Result<Self, StoreError> {
        let info = settings.connection_info()?;
        let login = info.redis_settings();
        let node = SentinelNodeConnectionInfo {
            tls_mode: None,
            redis_connection_info: Some(deadpool_redis::RedisConnectionInfo {
                db: login.db(),
                username: login.username().map(str::to_owned),
                password: login.password().map(str::to_owned),
                ..Default::default()
            }),
        };
        let manager = sentinel::Manager::new(
            sentinels.connection_infos()?,
            sentinels.master_name.clone(),
            Some(node),
            SentinelServerType::Master,
        )
        .map_err(|e| client_refused(&e))?;
        let pool = sentinel::Pool::builder(manager)
            .max_size(settings.pool_size)
            .wait_timeout(Some(settings.wait_timeout))
            .create_timeout(Some(Self::create_timeout(settings)))
            .recycle_timeout(Some(settings.command_timeout))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| refused(error.to_string()))?;
        Ok(Self::Sentinels { pool, command_timeout: settings.command_timeout })
    }

    /// A connection, and a handle of it that can be cloned.
    pub(super) async fn get(&self) -> Result<(Pooled, MultiplexedConnection), StoreError> {
        match self {
            Self::Node(pool) => {
                let pooled = pool.get().await.map_err(unavailable)?;
                let connection = (*pooled).clone();
                Ok((Pooled::Node(pooled), connection))
            }
            Self::Sentinels { pool, command_timeout } => {
                let pooled = pool.get().await.map_err(unavailable)?;
                let mut connection = (*pooled).clone();
                connection.set_response_timeout(*command_timeout);
                Ok((Pooled::Master(pooled), connection))
            }
        }
    }

    pub(super) fn status(&self) -> deadpool_redis::Status {
        match self {
            Self::Node(pool) => pool.status(),
            Self::Sentinels { pool, .. } => pool.status(),
        }
    }
}

impl Pooled {
    /// Has the pool forget the connection instead of offering it again.
    pub(super) fn forget(self) {
        match self {
            Self::Node(connection) => drop(deadpool_redis::Connection::take(connection)),
            Self::Master(connection) => drop(sentinel::Connection::take(connection)),
        }
    }
}

pub(super) fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

fn client_refused(error: &RedisError) -> StoreError {
    refused(format!("Redis client: {}", error.category()))
}

fn refused(reason: String) -> StoreError {
    StoreError::Configuration { reason }
}
