//! Connections that stay open and come back by themselves.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{ConnectionInfo, RedisError};
use tokio::runtime::Handle;
use tokio::sync::OnceCell;

use super::convoy::Convoy;
use super::failure::has_failed;
use super::pool::{Pool, Pooled, unavailable};
use super::settings::RedisSettings;
use super::tls::Tls;
use crate::request_budget::wait_within_budget;
use crate::store::StoreError;

/// The connections of a store: made by the pool, then each kept for any number of operations at once.
///
/// Handing a pooled connection back and taking it again costs a round trip of checks, so an operation clones a handle
/// of a connection that stays out of the pool. One that has failed is thrown away, and the next operation has the
/// pool make another.
pub(super) struct Links {
    pool: Arc<Pool>,
    slots: Box<[Slot]>,
    next: AtomicUsize,
    deadline: Duration,
    /// On which connections are made, and the tasks that drive them run.
    runtime: Handle,
}

/// The place of one connection. The cell is replaced, not emptied, when its connection has failed: operations that
/// still hold the failed one can then not be confused with those that wait for its successor.
type Slot = Mutex<Arc<OnceCell<Link>>>;

struct Link {
    connection: Convoy<MultiplexedConnection>,
    /// What the pool counts; taken out for good when the connection has failed.
    pooled: Mutex<Option<Pooled>>,
}

/// A connection in use by one operation.
pub(super) struct Lease<'a> {
    pub(super) connection: Convoy<MultiplexedConnection>,
    slot: &'a Slot,
    cell: Arc<OnceCell<Link>>,
}

impl Links {
    /// Of the node, or the master, that the settings name. Connects to nothing yet.
    pub(super) fn new(settings: &RedisSettings, tls: Option<&Tls>, runtime: Handle) -> Result<Self, StoreError> {
        Ok(Self::of(Pool::new(settings, tls)?, settings, runtime))
    }

    /// Of the node at this address, whatever address the settings have. Connects to nothing yet.
    pub(super) fn to_node(
        settings: &RedisSettings,
        address: ConnectionInfo,
        runtime: Handle,
    ) -> Result<Self, StoreError> {
        Ok(Self::of(Pool::of_node(settings, address)?, settings, runtime))
    }

    fn of(pool: Pool, settings: &RedisSettings, runtime: Handle) -> Self {
        Self {
            pool: Arc::new(pool),
            slots: (0..settings.pool_size).map(|_| Slot::default()).collect(),
            next: AtomicUsize::new(0),
            deadline: settings.wait_timeout.saturating_add(Pool::create_timeout(settings)),
            runtime,
        }
    }

    /// A connection, established now if its place is empty. Operations that come meanwhile wait for the same one.
    pub(super) async fn acquire(&self) -> Result<Lease<'_>, StoreError> {
        let slot = &self.slots[self.next.fetch_add(1, Ordering::Relaxed) % self.slots.len()];
        let cell = Arc::clone(&slot.lock().unwrap_or_else(PoisonError::into_inner));
        let connection = match cell.get() {
            Some(link) => link.connection.clone(),
            // Boxed, so that the many operations that find a connection are not as large as what makes one.
            None => Box::pin(self.connect(&cell)).await?,
        };
        Ok(Lease { connection, slot, cell })
    }

    /// Connects in a task of its own: a request whose budget ends before leaves the connection to the requests after it.
    ///
    /// The task runs on the runtime of the store. The caller's runtime may end before the store does, and would take the
    /// task that drives the connection with it.
    async fn connect(&self, cell: &Arc<OnceCell<Link>>) -> Result<Convoy<MultiplexedConnection>, StoreError> {
        let attempt = connect(Arc::clone(&self.pool), Arc::clone(cell), self.deadline, self.runtime.clone());
        let attempt = self.runtime.spawn(attempt);
        wait_within_budget(async { attempt.await.unwrap_or_else(|stopped| Err(unavailable(stopped))) }).await
    }
}

async fn connect(
    pool: Arc<Pool>,
    cell: Arc<OnceCell<Link>>,
    deadline: Duration,
    runtime: Handle,
) -> Result<Convoy<MultiplexedConnection>, StoreError> {
    let link = cell.get_or_try_init(|| async {
        let (pooled, connection) = pool.get().await?;
        Ok(Link { connection: Convoy::new(connection, runtime), pooled: Mutex::new(Some(pooled)) })
    });
    // Waiters try one after the other while none succeeds, so each needs an end of its own.
    match tokio::time::timeout(deadline, link).await {
        Ok(link) => link.map(|link| link.connection.clone()),
        Err(late) => Err(unavailable(late)),
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
        if let Some(pooled) = pooled {
            pooled.forget();
        }
    }
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links").field("pool", &self.pool.status()).finish_non_exhaustive()
    }
}
