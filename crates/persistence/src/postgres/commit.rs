//! Answers that share a commit on PostgreSQL.

use std::collections::HashSet;
use std::sync::Arc;

use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::AsyncPgConnection;

use super::advance_all::advance_all;
use super::record::PostgresRecord;
use super::{advance, error, pooler};
use crate::error::RecordError;
use crate::model::GuardedAnswer;
use crate::rows::Guarded;
use crate::shared_commits::{Committer, Outcome, Queue};

/// Commits the answers that have come by the time it gets a connection.
#[derive(Clone)]
pub(super) struct PostgresCommitter {
    record: PostgresRecord,
}

impl Committer for PostgresCommitter {
    async fn commit_alone(&self, answer: GuardedAnswer) -> Outcome {
        self.record_alone(&answer).await
    }

    async fn commit_next(&self, queue: &Queue) {
        let record = &self.record;
        let conn = match record.pool.get().await {
            Ok(conn) => conn,
            Err(error) => return queue.take_all().reply_error(error::from_pool(error)),
        };
        let batch = queue.take_next();
        let answers = Arc::clone(batch.answers());
        match &answers[..] {
            [] => {}
            [answer] => {
                let outcome = on_connection!(record, record.deadline(), conn, |conn| record_answer(conn, answer));
                batch.reply_each([outcome]);
            }
            several => match on_connection!(record, record.deadline(), conn, |conn| advance_all(conn, several)) {
                Ok(moved) => batch.reply_each(several.iter().map(|one| Ok(guarded_outcome(one, &moved)))),
                // The database has refused the statement: nothing of it is committed, and one answer may be the cause.
                Err(RecordError::Database(_)) => batch.reply_each(self.one_by_one(several).await),
                Err(error) => batch.reply_error(error),
            },
        }
    }
}

impl PostgresCommitter {
    pub(super) const fn new(record: PostgresRecord) -> Self {
        Self { record }
    }

    async fn record_alone(&self, answer: &GuardedAnswer) -> Outcome {
        change!(self.record, |conn| record_answer(conn, answer))
    }

    async fn one_by_one(&self, answers: &[GuardedAnswer]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(answers.len());
        for answer in answers {
            outcomes.push(self.record_alone(answer).await);
        }
        outcomes
    }
}

/// Records an answer. A database that is set to serializable transactions may ask for a second try.
async fn record_answer(conn: &mut AsyncPgConnection, answer: &GuardedAnswer) -> QueryResult<Guarded> {
    let mut inserted = advance::advance(conn, answer).await;
    if pooler::may_be_tried_again(&inserted) {
        pooler::anew(conn).await?;
        inserted = advance::advance(conn, answer).await;
    }
    match inserted {
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(Guarded::Stale),
        inserted => inserted.map(Guarded::from_rows),
    }
}

/// Whether an answer of a shared statement took place.
fn guarded_outcome(answer: &GuardedAnswer, moved: &HashSet<i64>) -> Guarded {
    if moved.contains(&answer.attempt.session_id) { Guarded::Committed } else { Guarded::Stale }
}
