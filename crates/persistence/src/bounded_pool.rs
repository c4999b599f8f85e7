//! Pools of connections in which a call waits for a limited time.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::ConnectionError::BadConnection;
use diesel::ConnectionResult;
use diesel_async::pooled_connection::deadpool::PoolError;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use crate::rows::ConnectionCounts;

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

/// Makes a connection on the runtime of the record. The task or the threads that serve a connection belong to the runtime that
/// made it, and the runtime of a call may end while other calls use the connection: a server that stops ends its worker
/// threads one after the other.
pub(crate) fn make_on<C, F>(
    runtime: &Handle,
    connection: F,
) -> impl Future<Output = ConnectionResult<C>> + Send + use<C, F>
where
    C: Send + 'static,
    F: Future<Output = ConnectionResult<C>> + Send + 'static,
{
    // The set ends its task when it is dropped: a connection that is given up must not be opened beside the next.
    let mut making = JoinSet::new();
    making.spawn_on(connection, runtime);
    async move {
        match making.join_next().await {
            Some(Ok(made)) => made,
            Some(Err(error)) => Err(BadConnection(error.to_string())),
            None => Err(BadConnection("the connection was given up".to_owned())),
        }
    }
}

/// The calls that have waited for a connection, and those that wait.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    waiting: AtomicUsize,
    ended: AtomicU64,
    microseconds: AtomicU64,
}

impl Waits {
    /// Counts a wait from now until the value is dropped, also if its call is given up.
    pub(crate) fn begin(&self) -> Wait<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Wait { waits: self, since: Instant::now() }
    }

    /// The connections of a pool, of which so many are open and so many of at most `most` can be taken.
    pub(crate) fn counts(&self, pool: &'static str, most: usize, open: usize, free: usize) -> ConnectionCounts {
        let in_use = most.saturating_sub(free);
        ConnectionCounts {
            pool,
            most,
            in_use,
            idle: open.saturating_sub(in_use),
            waiting: self.waiting.load(Ordering::Relaxed),
            waits: self.ended.load(Ordering::Relaxed),
            waited: Duration::from_micros(self.microseconds.load(Ordering::Relaxed)),
        }
    }
}

/// A call that waits for a connection.
pub(crate) struct Wait<'a> {
    waits: &'a Waits,
    since: Instant,
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        let waited = u64::try_from(self.since.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.waits.microseconds.fetch_add(waited, Ordering::Relaxed);
        self.waits.ended.fetch_add(1, Ordering::Relaxed);
        self.waits.waiting.fetch_sub(1, Ordering::Relaxed);
    }
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
            waits: std::sync::Arc<$crate::bounded_pool::Waits>,
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
                    waits: std::sync::Arc::default(),
                })
            }

            /// A connection that no other call uses.
            pub(super) async fn get(&self) -> Result<Connection, $crate::bounded_pool::NoConnection> {
                use $crate::bounded_pool::NoConnection;
                let permit = match std::sync::Arc::clone(&self.free).try_acquire_owned() {
                    Ok(permit) => permit,
                    Err(_) => {
                        let _wait = self.waits.begin();
                        let free = std::sync::Arc::clone(&self.free).acquire_owned();
                        // The semaphore is never closed, so that only the time can run out.
                        let Ok(Ok(permit)) = tokio::time::timeout(self.wait, free).await else {
                            return Err(NoConnection::AllBusy);
                        };
                        permit
                    }
                };
                let connection = self.connections.get().await.map_err(NoConnection::NotMade)?;
                Ok(Connection { connection, _permit: permit })
            }

            /// What the connections of the pool are doing.
            pub(super) fn counts(&self, name: &'static str) -> $crate::rows::ConnectionCounts {
                let status = self.connections.status();
                self.waits.counts(name, status.max_size, status.size, self.free.available_permits())
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
