//! Answers that share a commit on SQLite.

use std::sync::Arc;

use super::blocking::{run, run_on};
use super::open_file::{self, OpenFile};
use super::pool::Pool;
use super::{error, units};
use crate::model::GuardedAnswer;
use crate::shared_commits::{Committer, Outcome, Queue};

/// Commits all answers that have come by the time it gets the connection that writes.
#[derive(Clone)]
pub(super) struct SqliteCommitter {
    writer: Pool,
    file: Option<OpenFile>,
}

impl SqliteCommitter {
    pub(super) const fn new(writer: Pool, file: Option<OpenFile>) -> Self {
        Self { writer, file }
    }
}

impl Committer for SqliteCommitter {
    async fn commit_alone(&self, answer: GuardedAnswer) -> Outcome {
        open_file::check(&self.file)?;
        run(&self.writer, move |conn| units::advance(conn, &answer)).await
    }

    async fn commit_next(&self, queue: &Queue) {
        let conn = match self.writer.get().await {
            Ok(conn) => conn,
            Err(error) => return queue.take_all().reply_error(error::from_pool(error)),
        };
        if let Err(error) = open_file::check(&self.file) {
            return queue.take_all().reply_error(error);
        }
        let batch = queue.take_next();
        let answers = Arc::clone(batch.answers());
        match run_on(conn, move |conn| units::advance_all(conn, &answers)).await {
            Ok(outcomes) => {
                batch.reply_each(outcomes.into_iter().map(|outcome| outcome.map_err(error::from_query)));
            }
            Err(error) => batch.reply_error(error),
        }
    }
}
