//! The advance of a session as one statement: one round trip, one commit.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AsChangeset, AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Double, Integer, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::model::{AttemptRow, GuardedAnswer, guard};

/// Changes the session if the guard holds, and then inserts the attempt. The rows affected are those inserted.
///
/// A fragment of its own: neither `sql_query` nor an update statement of diesel would be prepared once and used for every
/// answer.
#[derive(Debug)]
struct AdvanceStatement<'a, Change, Guard> {
    change: Change,
    guard: Guard,
    attempt: &'a AttemptRow,
}

/// Records an answer; the number of attempts inserted.
pub(super) async fn advance(conn: &mut AsyncPgConnection, answer: &GuardedAnswer) -> QueryResult<usize> {
    let GuardedAnswer { session, attempt, .. } = answer;
    AdvanceStatement { change: session.as_changeset(), guard: guard!(answer), attempt }.execute(conn).await
}

/// The last answer of a session has another text than those before it, so that the text is the key of the prepared statement.
impl<Change, Guard> QueryId for AdvanceStatement<'_, Change, Guard> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Change: QueryFragment<Pg>, Guard: QueryFragment<Pg>> QueryFragment<Pg> for AdvanceStatement<'_, Change, Guard> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let AttemptRow { item, answer, response, theta, standard_error, answered_at, .. } = self.attempt;
        out.push_sql("WITH moved AS (UPDATE exam_sessions SET ");
        self.change.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        self.guard.walk_ast(out.reborrow())?;
        out.push_sql(
            " RETURNING id, revision) INSERT INTO attempts \
             (session_id, position, item, answer, response, theta, standard_error, answered_at) \
             SELECT id, revision, ",
        );
        out.push_bind_param::<BigInt, _>(item)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(answer)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(response)?;
        out.push_sql(", ");
        out.push_bind_param::<Double, _>(theta)?;
        out.push_sql(", ");
        out.push_bind_param::<Double, _>(standard_error)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(answered_at)?;
        out.push_sql(" FROM moved");
        Ok(())
    }
}

impl<Conn, Change, Guard> diesel::RunQueryDsl<Conn> for AdvanceStatement<'_, Change, Guard> {}
