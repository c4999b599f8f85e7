//! Answers that share a commit on PostgreSQL.

use std::collections::HashSet;
use std::sync::Arc;

use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::advance::AdvanceStatement;
use super::advance_all::AdvanceAllStatement;
use super::{PostgresRecord, settle};
use crate::model::GuardedAnswer;
use crate::record::RecordError;
use crate::rows::Guarded;
use crate::shared_commits::{Committer, Outcome, Queue};

/// Commits the answers that have come by the time it gets a connection.
#[derive(Clone)]
pub(super) struct SharedCommit(pub(super) PostgresRecord);

impl Committer for SharedCommit {
    async fn commit_next(&self, queue: &Queue) {
        let Self(record) = self;
        let conn = match record.pool.get().await {
            Ok(conn) => conn,
            Err(error) => return queue.take_all().refuse(settle::of_pool(error)),
        };
        let batch = queue.take_share();
        let answers = Arc::clone(batch.answers());
        match &answers[..] {
            [] => {}
            [answer] => {
                let outcome = on_connection!(record, record.deadline(), conn, |conn| advance(&mut conn, answer));
                batch.settle([outcome]);
            }
            several => match on_connection!(record, record.deadline(), conn, |conn| advance_all(&mut conn, several)) {
                Ok(moved) => batch.settle(several.iter().map(|one| Ok(outcome_of(one, &moved)))),
                // The database has refused the statement: nothing of it is committed, and one answer may be the cause.
                Err(RecordError::Database(_)) => batch.settle(self.one_by_one(several).await),
                Err(error) => batch.refuse(error),
            },
        }
    }
}

impl SharedCommit {
    async fn one_by_one(&self, answers: &[GuardedAnswer]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(answers.len());
        for answer in answers {
            outcomes.push(self.0.advance_alone(answer).await);
        }
        outcomes
    }
}

/// Records an answer. A database that is set to serializable transactions may ask for a second try.
pub(super) async fn advance(conn: &mut AsyncPgConnection, answer: &GuardedAnswer) -> QueryResult<Guarded> {
    let mut inserted = AdvanceStatement { answer }.execute(conn).await;
    if let Err(Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) = inserted {
        inserted = AdvanceStatement { answer }.execute(conn).await;
    }
    match inserted {
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(Guarded::Stale),
        inserted => inserted.map(Guarded::from_rows),
    }
}

/// Records all of the answers or none; the sessions that moved.
async fn advance_all(conn: &mut AsyncPgConnection, answers: &[GuardedAnswer]) -> QueryResult<HashSet<i64>> {
    let moved: Vec<i64> = AdvanceAllStatement::of(answers).get_results(conn).await?;
    Ok(moved.into_iter().collect())
}

fn outcome_of(answer: &GuardedAnswer, moved: &HashSet<i64>) -> Guarded {
    if moved.contains(&answer.attempt.session_id) { Guarded::Committed } else { Guarded::Stale }
}
