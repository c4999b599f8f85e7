//! The advance of several sessions as one statement: one round trip, one commit.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Double, Integer, Nullable, Text};
use diesel::{QueryResult, RunQueryDsl};

use crate::model::GuardedAnswer;

/// Does for each answer, of different sessions, what the single statement does for one; gives the sessions that moved.
///
/// The answers go as one array for each column, so that the statement is the same however many there are.
#[derive(Debug, QueryId)]
pub(super) struct AdvanceAllStatement {
    session_id: Vec<i64>,
    position: Vec<i64>,
    item: Vec<i64>,
    answer: Vec<Option<String>>,
    response: Vec<i32>,
    theta: Vec<f64>,
    standard_error: Vec<f64>,
    answered_at: Vec<i64>,
    token_digest: Vec<Vec<u8>>,
    pending_item: Vec<Option<i64>>,
    stop_reason: Vec<Option<String>>,
    session_theta: Vec<f64>,
    session_standard_error: Vec<f64>,
}

impl AdvanceAllStatement {
    pub(super) fn of(answers: &[GuardedAnswer]) -> Self {
        /// One value of each answer.
        fn column<'a, T>(answers: &'a [GuardedAnswer], value: impl Fn(&'a GuardedAnswer) -> T) -> Vec<T> {
            answers.iter().map(value).collect()
        }
        Self {
            session_id: column(answers, |one| one.attempt.session_id),
            position: column(answers, |one| one.attempt.position),
            item: column(answers, |one| one.attempt.item),
            answer: column(answers, |one| one.attempt.answer.clone()),
            response: column(answers, |one| one.attempt.response),
            theta: column(answers, |one| one.attempt.theta),
            standard_error: column(answers, |one| one.attempt.standard_error),
            answered_at: column(answers, |one| one.attempt.answered_at),
            token_digest: column(answers, |one| one.token_digest.clone()),
            pending_item: column(answers, |one| one.advancement.position.pending_item),
            stop_reason: column(answers, |one| one.advancement.position.stop_reason.clone()),
            session_theta: column(answers, |one| one.advancement.position.theta),
            session_standard_error: column(answers, |one| one.advancement.position.standard_error),
        }
    }
}

impl QueryFragment<Pg> for AdvanceAllStatement {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH given AS (SELECT * FROM unnest(");
        out.push_bind_param::<Array<BigInt>, _>(&self.session_id)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.position)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.item)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Text>>, _>(&self.answer)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Integer>, _>(&self.response)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Double>, _>(&self.theta)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Double>, _>(&self.standard_error)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.answered_at)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Binary>, _>(&self.token_digest)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<BigInt>>, _>(&self.pending_item)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Text>>, _>(&self.stop_reason)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Double>, _>(&self.session_theta)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Double>, _>(&self.session_standard_error)?;
        out.push_sql(
            ") AS given (session_id, position, item, answer, response, theta, standard_error, answered_at, \
             token_digest, pending_item, stop_reason, session_theta, session_standard_error)), \
             moved AS (UPDATE exam_sessions AS session SET revision = session.revision + 1, \
             pending_item = given.pending_item, stop_reason = given.stop_reason, theta = given.session_theta, \
             standard_error = given.session_standard_error, updated_at = given.answered_at FROM given \
             WHERE session.status = 'active' AND session.id = given.session_id \
             AND session.revision + 1 = given.position AND session.pending_item = given.item \
             AND session.token_digest = given.token_digest \
             AND (session.expires_at IS NULL OR session.expires_at > given.answered_at) RETURNING session.id) \
             INSERT INTO attempts (session_id, position, item, answer, response, theta, standard_error, answered_at) \
             SELECT session_id, position, item, answer, response, theta, standard_error, answered_at \
             FROM given JOIN moved ON moved.id = given.session_id RETURNING session_id",
        );
        Ok(())
    }
}

impl Query for AdvanceAllStatement {
    type SqlType = BigInt;
}

impl<Conn> RunQueryDsl<Conn> for AdvanceAllStatement {}
