//! The advance of several sessions as one statement: one round trip, one commit.

use std::collections::HashSet;

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Double, Integer, Nullable, Text};
use diesel::{IntoSql, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::model::{CompletionColumns, GuardedAnswer};
use crate::rows::SessionStatus;

/// Does for each answer, of different sessions, what the single statement does for one; returns the sessions that it changed.
///
/// The answers go as one array for each column, so that the statement is the same for any number of them.
#[derive(Debug)]
struct AdvanceAllStatement<Sessions, Arrays> {
    sessions: Sessions,
    /// The names of the columns, separated by commas.
    names: &'static str,
    arrays: Arrays,
}

/// The statement with a column of the answers for each name.
macro_rules! with_columns {
    ($answers:ident, |$one:ident| $first:ident: $first_type:ty = $first_value:expr, $($name:ident: $type:ty = $value:expr,)+) => {
        AdvanceAllStatement {
            sessions: $answers.iter().map(|$one| $first_value).collect::<Vec<_>>().into_sql::<Array<$first_type>>(),
            names: concat!(stringify!($first), $(", ", stringify!($name)),+),
            arrays: (
                $answers.iter().map(|$one| $first_value).collect::<Vec<_>>().into_sql::<Array<$first_type>>(),
                $($answers.iter().map(|$one| $value).collect::<Vec<_>>().into_sql::<Array<$type>>(),)+
            ),
        }
    };
}

/// Records all of the answers or none; the sessions that they moved.
pub(super) async fn advance_all(conn: &mut AsyncPgConnection, answers: &[GuardedAnswer]) -> QueryResult<HashSet<i64>> {
    let statement = with_columns!(answers, |one|
        session_id: BigInt = one.attempt.session_id,
        position: BigInt = one.attempt.position,
        item: BigInt = one.attempt.item,
        answer: Nullable<Text> = one.attempt.answer.as_deref(),
        response: Integer = one.attempt.response,
        theta: Double = one.attempt.theta,
        standard_error: Double = one.attempt.standard_error,
        answered_at: BigInt = one.attempt.answered_at,
        response_time_ms: Nullable<BigInt> = one.attempt.response_time_ms,
        outcome: Nullable<Text> = one.attempt.outcome.as_deref(),
        token_digest: Binary = one.token_digest.as_slice(),
        copy_digest: Nullable<Binary> = one.copy_digest.as_deref(),
        expires_after: BigInt = one.expires_after,
        expires_by: BigInt = one.expires_by,
        history_digest: Binary = one.session.history_digest.as_slice(),
        pending_item: Nullable<BigInt> = one.session.position.pending_item,
        stop_reason: Nullable<Text> = one.session.position.stop_reason.as_deref(),
        status: Text = end(one).map_or(SessionStatus::Active.as_str(), |end| &end.status),
        completion_reason: Nullable<Text> = end(one).and_then(|end| end.completion_reason.as_deref()),
        final_theta: Nullable<Double> = end(one).and_then(|end| end.final_theta),
        final_standard_error: Nullable<Double> = end(one).and_then(|end| end.final_standard_error),
        final_status: Nullable<Text> = end(one).and_then(|end| end.final_status.as_deref()),
        completed_at: Nullable<BigInt> = end(one).and_then(|end| end.completed_at),
        voided: Nullable<Bool> = end(one).and_then(|end| end.voided),
    );
    let moved: Vec<i64> = statement.get_results(conn).await?;
    Ok(moved.into_iter().collect())
}

/// The columns that completing the session fills, if the answer is the last one.
const fn end(answer: &GuardedAnswer) -> Option<&CompletionColumns> {
    answer.session.completion.as_ref()
}

/// The statement is one and the same for any answers.
impl<Sessions, Arrays> QueryId for AdvanceAllStatement<Sessions, Arrays> {
    type QueryId = AdvanceAllStatement<(), ()>;
}

impl<Sessions: QueryFragment<Pg>, Arrays: QueryFragment<Pg>> QueryFragment<Pg>
    for AdvanceAllStatement<Sessions, Arrays>
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "WITH moved AS (UPDATE exam_sessions AS session SET revision = given.position, \
             pending_item = given.pending_item, stop_reason = given.stop_reason, theta = given.theta, \
             standard_error = given.standard_error, history_digest = given.history_digest, \
             updated_at = given.answered_at, status = given.status, \
             completion_reason = given.completion_reason, final_theta = given.final_theta, \
             final_standard_error = given.final_standard_error, final_status = given.final_status, \
             completed_at = given.completed_at, voided = given.voided FROM unnest(",
        );
        self.arrays.walk_ast(out.reborrow())?;
        out.push_sql(") AS given (");
        out.push_sql(self.names);
        // The sessions are named twice. A plan that was made while few sessions were active would else find them by reading
        // all that are active, and go on to do so when there are many.
        out.push_sql(") WHERE session.id = ANY (");
        self.sessions.walk_ast(out.reborrow())?;
        out.push_sql(
            ") AND session.status = 'active' AND session.id = given.session_id \
             AND session.revision + 1 = given.position AND session.pending_item = given.item \
             AND session.token_digest = given.token_digest \
             AND (given.copy_digest IS NULL OR session.history_digest = given.copy_digest) \
             AND (session.expires_at IS NULL OR session.expires_at > given.expires_after \
             AND session.expires_at <= given.expires_by) \
             RETURNING given.session_id, given.position, given.item, given.answer, given.response, given.theta, \
             given.standard_error, given.answered_at, given.response_time_ms, given.outcome) \
             INSERT INTO attempts (session_id, position, item, answer, response, theta, standard_error, answered_at, \
             response_time_ms, outcome) \
             SELECT * FROM moved RETURNING session_id",
        );
        Ok(())
    }
}

impl<Sessions, Arrays> Query for AdvanceAllStatement<Sessions, Arrays> {
    type SqlType = BigInt;
}

impl<Conn, Sessions, Arrays> diesel::RunQueryDsl<Conn> for AdvanceAllStatement<Sessions, Arrays> {}
