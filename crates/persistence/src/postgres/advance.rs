//! The advance of a session as one statement: one round trip, one commit.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Double, Integer, Nullable, Text};
use diesel::{QueryResult, RunQueryDsl};

use crate::model::GuardedAnswer;

/// Moves a session that is active, at the revision before, has the item pending and the token expected, and expires
/// after the answer if ever; inserts the attempt if it was moved. The rows affected are those inserted.
///
/// A fragment of its own rather than `sql_query`, whose statement would be prepared again for every answer.
#[derive(Debug)]
pub(super) struct AdvanceStatement<'a> {
    pub answer: &'a GuardedAnswer,
}

/// The statement is one and the same for every answer.
impl QueryId for AdvanceStatement<'_> {
    type QueryId = AdvanceStatement<'static>;
}

impl QueryFragment<Pg> for AdvanceStatement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let GuardedAnswer { token_digest, advancement, attempt } = self.answer;
        out.push_sql("WITH moved AS (UPDATE exam_sessions SET revision = revision + 1, pending_item = ");
        out.push_bind_param::<Nullable<BigInt>, _>(&advancement.position.pending_item)?;
        out.push_sql(", stop_reason = ");
        out.push_bind_param::<Nullable<Text>, _>(&advancement.position.stop_reason)?;
        out.push_sql(", theta = ");
        out.push_bind_param::<Double, _>(&advancement.position.theta)?;
        out.push_sql(", standard_error = ");
        out.push_bind_param::<Double, _>(&advancement.position.standard_error)?;
        out.push_sql(", updated_at = ");
        out.push_bind_param::<BigInt, _>(&advancement.updated_at)?;
        out.push_sql(" WHERE status = 'active' AND id = ");
        out.push_bind_param::<BigInt, _>(&attempt.session_id)?;
        out.push_sql(" AND revision + 1 = ");
        out.push_bind_param::<BigInt, _>(&advancement.revision)?;
        out.push_sql(" AND pending_item = ");
        out.push_bind_param::<BigInt, _>(&attempt.item)?;
        out.push_sql(" AND token_digest = ");
        out.push_bind_param::<Binary, _>(token_digest)?;
        out.push_sql(" AND (expires_at IS NULL OR expires_at > ");
        out.push_bind_param::<BigInt, _>(&attempt.answered_at)?;
        out.push_sql(
            ") RETURNING id, revision) INSERT INTO attempts \
             (session_id, position, item, answer, response, theta, standard_error, answered_at) \
             SELECT id, revision, ",
        );
        out.push_bind_param::<BigInt, _>(&attempt.item)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(&attempt.answer)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(&attempt.response)?;
        out.push_sql(", ");
        out.push_bind_param::<Double, _>(&attempt.theta)?;
        out.push_sql(", ");
        out.push_bind_param::<Double, _>(&attempt.standard_error)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&attempt.answered_at)?;
        out.push_sql(" FROM moved");
        Ok(())
    }
}

impl<Conn> RunQueryDsl<Conn> for AdvanceStatement<'_> {}
