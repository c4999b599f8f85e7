//! Connections that stay open and come back by themselves.

use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_redis::{Connection, Manager, Pool, Runtime};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisError, ServerErrorKind};
use tokio::sync::OnceCell;

use super::settings::RedisSettings;
use crate::store::StoreError;

/// The connections of a store: made by the pool, then each kept for any number of operations at once.
///
/// Handing a pooled connection back and taking it again costs a round trip of checks, so an operation clones a handle
/// of a connection that stays out of the pool. One that has failed is thrown away, and the next operation has the
/// pool make another.
pub(super) struct Links {
    pool: Pool,
    slots: Box<[Slot]>,
    next: AtomicUsize,
    deadline: Duration,
}

/// The place of one connection. The cell is replaced, not emptied, when its connection has failed: operations that
/// still hold the failed one can then not be confused with those that wait for its successor.
type Slot = Mutex<Arc<OnceCell<Link>>>;

struct Link {
    connection: MultiplexedConnection,
    /// What the pool counts; taken out for good when the connection has failed.
    pooled: Mutex<Option<Connection>>,
}

/// A connection in use by one operation.
pub(super) struct Lease<'a> {
    pub(super) connection: MultiplexedConnection,
    slot: &'a Slot,
    cell: Arc<OnceCell<Link>>,
}

impl Links {
    /// Checks the settings; connects to nothing yet.
    pub(super) fn new(settings: &RedisSettings) -> Result<Self, StoreError> {
        settings.validate()?;
        let refused = |reason: String| StoreError::Configuration { reason };
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(settings.connect_timeout))
            .set_response_timeout(Some(settings.command_timeout));
        let manager = Manager::new_with_config(settings.connection_info()?, config)
            .map_err(|error| refused(format!("Redis client: {}", error.category())))?;
        let pool = Pool::builder(manager)
            .max_size(settings.pool_size)
            .wait_timeout(Some(settings.wait_timeout))
            .create_timeout(Some(settings.connect_timeout))
            .recycle_timeout(Some(settings.command_timeout))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| refused(error.to_string()))?;
        Ok(Self {
            pool,
            slots: (0..settings.pool_size).map(|_| Slot::default()).collect(),
            next: AtomicUsize::new(0),
            deadline: settings.wait_timeout.saturating_add(settings.connect_timeout),
        })
    }

    /// A connection, established now if its place is empty. Operations that come meanwhile wait for the same one.
    pub(super) async fn acquire(&self) -> Result<Lease<'_>, StoreError> {
        let slot = &self.slots[self.next.fetch_add(1, Ordering::Relaxed) % self.slots.len()];
        let cell = Arc::clone(&slot.lock().unwrap_or_else(PoisonError::into_inner));
        let connection = match cell.get() {
            Some(link) => link.connection.clone(),
            None => self.connect(&cell).await?,
        };
        Ok(Lease { connection, slot, cell })
    }

    async fn connect(&self, cell: &OnceCell<Link>) -> Result<MultiplexedConnection, StoreError> {
        let link = cell.get_or_try_init(|| async {
            let pooled = self.pool.get().await.map_err(unavailable)?;
            Ok(Link { connection: (*pooled).clone(), pooled: Mutex::new(Some(pooled)) })
        });
        // Waiters try one after the other while none succeeds, so each needs an end of its own.
        match tokio::time::timeout(self.deadline, link).await {
            Ok(link) => link.map(|link| link.connection.clone()),
            Err(late) => Err(unavailable(late)),
        }
    }
}

impl Lease<'_> {
    /// Gives the connection up if it has failed, and states the failure as the store's.
    pub(super) fn settle<T>(&self, outcome: Result<T, RedisError>) -> Result<T, StoreError> {
        outcome.map_err(|error| {
            if has_failed(&error) {
                self.discard();
            }
            unavailable(error)
        })
    }

    fn discard(&self) {
        let mut current = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&current, &self.cell) {
            *current = Arc::default();
        }
        drop(current);
        let pooled = self.cell.get().and_then(|link| link.pooled.lock().unwrap_or_else(PoisonError::into_inner).take());
        // Taken, the pool forgets the connection instead of offering it again.
        drop(pooled.map(Connection::take));
    }
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links").field("pool", &self.pool.status()).finish_non_exhaustive()
    }
}

/// Whether another connection may do better: the line is dead or silent, or leads to a node that is no master.
fn has_failed(error: &RedisError) -> bool {
    let wrong_node =
        matches!(error.kind(), redis::ErrorKind::Server(ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown));
    wrong_node
        || error.is_io_error()
        || error.is_timeout()
        || error.is_connection_dropped()
        || error.is_unrecoverable_error()
}

fn unavailable(error: impl Error + Send + Sync + 'static) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}
