//! Connections to the master that Sentinels name.

use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use redis::aio::MultiplexedConnection;
use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis::{AsyncConnectionConfig, ConnectionAddr, RedisError, RedisResult, TlsMode, cmd};
use tokio::sync::Mutex;

use super::sentinel_settings::SentinelSettings;
use super::settings::RedisSettings;
use super::tls::Tls;
use crate::store::{Result, StoreError};

/// Asks the Sentinels for the master for each new connection.
pub(super) struct SentinelManager {
    client: Mutex<SentinelClient>,
    config: AsyncConnectionConfig,
}

impl SentinelManager {
    /// Connects to nothing yet.
    pub(super) fn new(
        settings: &RedisSettings,
        sentinels: &SentinelSettings,
        tls: Option<&Tls>,
        config: AsyncConnectionConfig,
    ) -> Result<Self> {
        let login = settings.connection_info()?.redis_settings().clone();
        let addresses = sentinels.addresses(tls.is_some())?;
        let refused =
            |error: RedisError| StoreError::Configuration { reason: format!("Redis client: {}", error.category()) };
        let mut builder = builder(addresses, sentinels).map_err(refused)?.set_client_to_redis_db(login.db());
        if let Some(user) = login.username() {
            builder = builder.set_client_to_redis_username(user);
        }
        if let Some(password) = login.password() {
            builder = builder.set_client_to_redis_password(password);
        }
        if let Some(tls) = tls {
            builder = builder
                .set_client_to_redis_tls_mode(TlsMode::Secure)
                .set_client_to_redis_certificates(tls.certificates())
                .set_client_to_sentinel_certificates(tls.certificates());
        }
        Ok(Self { client: Mutex::new(builder.build().map_err(refused)?), config })
    }
}

fn builder(addresses: Vec<ConnectionAddr>, sentinels: &SentinelSettings) -> RedisResult<SentinelClientBuilder> {
    let mut builder = SentinelClientBuilder::new(addresses, &sentinels.master_name, SentinelServerType::Master)?;
    if let Some(user) = &sentinels.user {
        builder = builder.set_client_to_sentinel_username(user);
    }
    if let Some(password) = &sentinels.password {
        builder = builder.set_client_to_sentinel_password(password);
    }
    Ok(builder)
}

impl Manager for SentinelManager {
    type Type = MultiplexedConnection;
    type Error = RedisError;

    async fn create(&self) -> Result<MultiplexedConnection, RedisError> {
        self.client.lock().await.get_async_connection_with_config(&self.config).await
    }

    async fn recycle(&self, connection: &mut MultiplexedConnection, _: &Metrics) -> RecycleResult<RedisError> {
        cmd("PING").exec_async(connection).await.map_err(RecycleError::Backend)
    }
}

impl std::fmt::Debug for SentinelManager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentinelManager").finish_non_exhaustive()
    }
}
