//! Pools of connections in which a call waits for a limited time.

use diesel_async::pooled_connection::deadpool::PoolError;

/// Why a call got no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoConnection {
    /// Every connection was in use for the whole time that a call waits.
    #[error("every connection was busy for too long")]
    AllBusy,
    /// A new connection could not be made.
    #[error(transparent)]
    NotMade(PoolError),
}

/// Defines `Pool` and `Connection` for one type of connection. The bounds of a generic type would name deadpool.
macro_rules! define_pool {
    ($connection:ty) => {
        /// A pool of connections. Its time limit is on the wait for a free one, not on making a new one.
        #[derive(Clone)]
        pub(super) struct Pool {
            connections: diesel_async::pooled_connection::deadpool::Pool<$connection>,
            free: std::sync::Arc<tokio::sync::Semaphore>,
            wait: std::time::Duration,
        }

        impl Pool {
            /// An empty pool, which makes at most this number of connections, when calls need them.
            fn new(
                manager: diesel_async::pooled_connection::AsyncDieselConnectionManager<$connection>,
                size: usize,
                wait: std::time::Duration,
            ) -> Result<Self, $crate::error::RecordError> {
                let connections =
                    diesel_async::pooled_connection::deadpool::Pool::builder(manager).max_size(size).build();
                Ok(Self {
                    connections: connections.map_err(|error| $crate::error::RecordError::Database(error.into()))?,
                    free: std::sync::Arc::new(tokio::sync::Semaphore::new(size)),
                    wait,
                })
            }

            /// A connection that no other call uses.
            pub(super) async fn get(&self) -> Result<Connection, $crate::bounded_pool::NoConnection> {
                use $crate::bounded_pool::NoConnection;
                let free = std::sync::Arc::clone(&self.free).acquire_owned();
                // The semaphore is never closed, so that only the time can run out.
                let Ok(Ok(permit)) = tokio::time::timeout(self.wait, free).await else {
                    return Err(NoConnection::AllBusy);
                };
                let connection = self.connections.get().await.map_err(NoConnection::NotMade)?;
                Ok(Connection { connection, _permit: permit })
            }
        }

        /// A connection that returns to its pool when it is dropped.
        pub(super) struct Connection {
            // The order matters: the connection is back in the pool before the next call gets the permit.
            connection: diesel_async::pooled_connection::deadpool::Object<$connection>,
            _permit: tokio::sync::OwnedSemaphorePermit,
        }

        impl std::ops::Deref for Connection {
            type Target = $connection;

            fn deref(&self) -> &$connection {
                &self.connection
            }
        }

        impl std::ops::DerefMut for Connection {
            fn deref_mut(&mut self) -> &mut $connection {
                &mut self.connection
            }
        }
    };
}
pub(crate) use define_pool;
