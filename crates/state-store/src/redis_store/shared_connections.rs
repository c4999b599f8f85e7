//! Connections that stay open, are shared by all operations, and are made again after a failure.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{ConnectionInfo, RedisResult};
use tokio::runtime::Handle;
use tokio::sync::OnceCell;

use super::call_batcher::CallBatcher;
use super::failure::{is_connection_failure, unavailable};
use super::pool::{Pool, PooledConnection};
use super::settings::RedisSettings;
use super::tls::Tls;
use crate::request_budget::wait_within_budget;
use crate::store::Result;

/// The connections to a node: made by the pool, then each kept for any number of operations at once.
///
/// To return a connection to the pool and get it again costs a round trip of checks, so an operation clones a handle
/// of a connection that stays out of the pool. One that has failed is discarded, and the next operation has the
/// pool make another.
pub(super) struct SharedConnections {
    pool: Arc<Pool>,
    slots: Box<[ConnectionSlot]>,
    next: AtomicUsize,
    deadline: Duration,
    /// On which connections are made, and the tasks that drive them run.
    runtime: Handle,
}

/// The slot of one connection. The cell is replaced, not emptied, when its connection has failed: operations that
/// still hold the failed one can then not be confused with those that wait for its successor.
type ConnectionSlot = Mutex<Arc<OnceCell<SharedConnection>>>;

struct SharedConnection {
    connection: CallBatcher<MultiplexedConnection>,
    /// What the pool counts; taken out when the connection has failed.
    pooled: Mutex<Option<PooledConnection>>,
}

/// A connection in use by one operation.
pub(super) struct ConnectionHandle<'a> {
    pub(super) connection: CallBatcher<MultiplexedConnection>,
    slot: &'a ConnectionSlot,
    cell: Arc<OnceCell<SharedConnection>>,
}

impl SharedConnections {
    /// To the node, or the master, that the settings name. Connects to nothing yet.
    pub(super) fn new(settings: &RedisSettings, tls: Option<&Tls>, runtime: Handle) -> Result<Self> {
        Ok(Self::from_pool(Pool::new(settings, tls)?, settings, runtime))
    }

    /// To the node at this address, whatever address the settings have. Connects to nothing yet.
    pub(super) fn from_address(settings: &RedisSettings, address: ConnectionInfo, runtime: Handle) -> Result<Self> {
        Ok(Self::from_pool(Pool::from_address(settings, address)?, settings, runtime))
    }

    fn from_pool(pool: Pool, settings: &RedisSettings, runtime: Handle) -> Self {
        Self {
            pool: Arc::new(pool),
            slots: (0..settings.pool_size).map(|_| ConnectionSlot::default()).collect(),
            next: AtomicUsize::new(0),
            deadline: settings.wait_timeout.saturating_add(Pool::create_timeout(settings)),
            runtime,
        }
    }

    /// A connection, established now if its slot is empty. Operations that come meanwhile wait for the same one.
    pub(super) async fn acquire(&self) -> Result<ConnectionHandle<'_>> {
        let slot = &self.slots[self.next.fetch_add(1, Ordering::Relaxed) % self.slots.len()];
        let cell = Arc::clone(&slot.lock().unwrap_or_else(PoisonError::into_inner));
        let connection = match cell.get() {
            Some(shared) => shared.connection.clone(),
            // Boxed, so that the many operations that find a connection are not as large as what makes one.
            None => Box::pin(self.connect(&cell)).await?,
        };
        Ok(ConnectionHandle { connection, slot, cell })
    }

    /// Connects in a task of its own: a request whose budget ends first does not cancel it for the requests that
    /// follow.
    ///
    /// The task runs on the runtime of the store. The caller's runtime may end before the store does, and would take
    /// the task that drives the connection with it.
    async fn connect(&self, cell: &Arc<OnceCell<SharedConnection>>) -> Result<CallBatcher<MultiplexedConnection>> {
        let attempt = connect(Arc::clone(&self.pool), Arc::clone(cell), self.deadline, self.runtime.clone());
        let attempt = self.runtime.spawn(attempt);
        wait_within_budget(async { attempt.await.unwrap_or_else(|stopped| Err(unavailable(stopped))) }).await
    }
}

async fn connect(
    pool: Arc<Pool>,
    cell: Arc<OnceCell<SharedConnection>>,
    deadline: Duration,
    runtime: Handle,
) -> Result<CallBatcher<MultiplexedConnection>> {
    let shared = cell.get_or_try_init(|| async {
        let (pooled, connection) = pool.get().await?;
        let connection = CallBatcher::new(connection, runtime);
        Ok(SharedConnection { connection, pooled: Mutex::new(Some(pooled)) })
    });
    // Waiters try one after the other while none succeeds, so each needs an end of its own.
    match tokio::time::timeout(deadline, shared).await {
        Ok(shared) => shared.map(|shared| shared.connection.clone()),
        Err(late) => Err(unavailable(late)),
    }
}

impl ConnectionHandle<'_> {
    /// Discards the connection if it has failed, and turns the failure into the store's.
    pub(super) fn finish<T>(&self, outcome: RedisResult<T>) -> Result<T> {
        outcome.map_err(|error| {
            if is_connection_failure(&error) {
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
        let failed = self.cell.get();
        let pooled = failed.and_then(|shared| shared.pooled.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(pooled) = pooled {
            pooled.discard();
        }
    }
}

impl fmt::Debug for SharedConnections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedConnections").field("pool", &self.pool.status()).finish_non_exhaustive()
    }
}
