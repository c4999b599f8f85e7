//! Callers on runtimes that end while the record is in use, as the worker threads of a server do when it stops.

use std::sync::Arc;

use tokio::runtime::Builder;
use tokio::task::JoinSet;

use super::samples::{advance, session};
use crate::record::Record;
use crate::rows::{Guarded, SessionRecord};

/// More calls at once than a record has connections by default, so that every connection is made.
const CALLS: usize = 32;

/// The first calls of a new record come from a runtime that ends after them. The connections that they made still work.
pub(super) async fn the_runtime_of_the_first_callers_may_end(record: &Arc<dyn Record>) {
    for _ in 0..2 {
        let record = Arc::clone(record);
        let callers = move || Builder::new_current_thread().enable_all().build().unwrap().block_on(call(&record));
        tokio::task::spawn_blocking(callers).await.unwrap();
    }
}

async fn call(record: &Arc<dyn Record>) {
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let record = Arc::clone(record);
        calls.spawn(async move { start_and_answer(record.as_ref()).await });
    }
    for answered in calls.join_all().await {
        assert_eq!(answered.revision, 1);
    }
}

async fn start_and_answer(record: &dyn Record) -> SessionRecord {
    let session = session(record).await;
    assert_eq!(record.advance(advance(&session, 0)).await.unwrap(), Guarded::Committed);
    record.session(session.id).await.unwrap().unwrap()
}
