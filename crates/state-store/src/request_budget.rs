//! The time that one request may wait for the store.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::error::Elapsed;
#[cfg(feature = "redis")]
use tokio::time::timeout_at;
use tokio::time::{Instant, timeout};

use crate::store::{Result, StoreError};

tokio::task_local! {
    /// How long the calls of the running request have waited for the store.
    static SPENT: Cell<Duration>;
    /// When the budget of the running call ends.
    static DEADLINE: Instant;
}

/// Runs a request whose calls to a [`BreakerStore`](crate::BreakerStore) share one time budget. Calls in tasks that the
/// request spawns do not share it.
pub async fn with_store_budget<T>(request: impl Future<Output = T>) -> T {
    SPENT.scope(Cell::new(Duration::ZERO), request).await
}

/// Why the store was not called; the source of the [`StoreError::Unavailable`] that the call gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the request has waited for the state store as long as it may: the store is not asked")]
pub struct BudgetSpent;

/// What is left of the budget for the next call of this request; `None` without a budget, or outside a request.
pub(crate) fn remaining(budget: Option<Duration>) -> Result<Option<Duration>> {
    let (Some(budget), Ok(spent)) = (budget, SPENT.try_with(Cell::get)) else { return Ok(None) };
    let remaining = budget.saturating_sub(spent);
    if remaining.is_zero() { Err(StoreError::Unavailable(Box::new(BudgetSpent))) } else { Ok(Some(remaining)) }
}

/// How much longer than the budget the first call of a request may take. The store's own time-out for an answer, which is as long
/// as the budget, then ends first, and the store gives the connection up.
const GRACE: Duration = Duration::from_millis(25);

/// Makes a call and counts the time it takes. It ends when the budget does, the first call of a request a little later. No call
/// waits longer than the budget for a connection ([`wait_within_budget`]), so that what makes one goes on for the next request.
pub(crate) async fn charge<T>(remaining: Option<Duration>, call: impl Future<Output = Result<T>>) -> Result<T> {
    let Some(remaining) = remaining else { return call.await };
    let start = Instant::now();
    let is_first = SPENT.with(|spent| spent.get().is_zero());
    let limit = if is_first { remaining.saturating_add(GRACE) } else { remaining };
    let call = DEADLINE.scope(start + remaining, call);
    let outcome = timeout(limit, call).await.unwrap_or_else(|late| Err(out_of_time(late)));
    SPENT.with(|spent| spent.set(spent.get() + start.elapsed()));
    outcome
}

/// Waits for an event that does not depend on the waiting request, at most until the budget of the request ends.
#[cfg(feature = "redis")]
pub(crate) async fn wait_within_budget<T>(event: impl Future<Output = Result<T, StoreError>>) -> Result<T> {
    match DEADLINE.try_with(|deadline| *deadline) {
        Ok(deadline) => timeout_at(deadline, event).await.unwrap_or_else(|late| Err(out_of_time(late))),
        Err(_) => event.await,
    }
}

fn out_of_time(late: Elapsed) -> StoreError {
    StoreError::Unavailable(Box::new(late))
}
