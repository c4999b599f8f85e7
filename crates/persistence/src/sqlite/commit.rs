//! Answers that share a commit on SQLite.

use std::sync::Arc;

use super::connect::Pool;
use super::{error, run_on, units};
use crate::shared_commits::{Committer, Queue};

/// Commits all answers that have come by the time it gets the connection that writes.
#[derive(Clone)]
pub(super) struct SharedCommit(pub(super) Pool);

impl Committer for SharedCommit {
    async fn commit_next(&self, queue: &Queue) {
        let conn = match self.0.get().await {
            Ok(conn) => conn,
            Err(error) => return queue.take_all().refuse(error::of_pool(error)),
        };
        let batch = queue.take_share();
        let answers = Arc::clone(batch.answers());
        match run_on(conn, move |conn| units::advance_all(conn, &answers)).await {
            Ok(outcomes) => {
                batch.settle(outcomes.into_iter().map(|outcome| outcome.map_err(error::of_query)));
            }
            Err(error) => batch.refuse(error),
        }
    }
}
