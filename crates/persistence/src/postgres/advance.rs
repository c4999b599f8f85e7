//! The advance of a session as one statement: one round trip, one commit.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Double, Integer, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::model::{AttemptRow, GuardedAnswer, guarded_update};

/// Changes the session if the guard holds, and then inserts the attempt. The rows affected are those inserted.
#[derive(Debug)]
struct AdvanceStatement<'a, Update> {
    update: Update,
    attempt: &'a AttemptRow,
}

/// Records an answer; the number of attempts inserted.
pub(super) async fn advance(conn: &mut AsyncPgConnection, answer: &GuardedAnswer) -> QueryResult<usize> {
    AdvanceStatement { update: guarded_update!(answer), attempt: &answer.attempt }.execute(conn).await
}

/// Its text is the key of the prepared statement, as that of the update.
impl<Update> QueryId for AdvanceStatement<'_, Update> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Update: QueryFragment<Pg>> QueryFragment<Pg> for AdvanceStatement<'_, Update> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let AttemptRow {
            item, answer, response, theta, standard_error, answered_at, response_time_ms, outcome, ..
        } = self.attempt;
        out.push_sql("WITH moved AS (");
        self.update.walk_ast(out.reborrow())?;
        out.push_sql(
            " RETURNING id, revision) INSERT INTO attempts \
             (session_id, position, item, answer, response, theta, standard_error, answered_at, response_time_ms, outcome) \
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
        out.push_sql(", ");
        out.push_bind_param::<Nullable<BigInt>, _>(response_time_ms)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(outcome)?;
        out.push_sql(" FROM moved");
        Ok(())
    }
}

impl<Conn, Update> diesel::RunQueryDsl<Conn> for AdvanceStatement<'_, Update> {}
