//! The queries that add up the answers of completed sessions, written once and expanded for each database.

/// Defines the queries on one type of connection. `[async]` and `[.await]` make them async.
macro_rules! define_statistics_queries {
    ($connection:ty, $run_query_dsl:path, [$($async:tt)?], [$($await:tt)*]) => {
        use diesel::dsl::sql;
        use diesel::prelude::{
            BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
            SelectableHelper,
        };
        use diesel::sql_types::{BigInt, Double};
        use $run_query_dsl;

        use $crate::event_queries::SESSIONS_AT_ONCE;
        use $crate::model::{AnswerSumsRows, ItemSumsRow, ResultRow, SimulationSummaryRow};
        use $crate::rows::{Page, SessionStatus};
        use $crate::schema::{attempts, exam_sessions, exam_types, simulation_summaries};
        use $crate::statistics_queries as text;

        /// The exam type versions on a bank version, in order.
        pub(crate) $($async)? fn exam_types_of_bank(conn: &mut $connection, bank: i64) -> QueryResult<Vec<i64>> {
            exam_types::table
                .filter(exam_types::bank_id.eq(bank))
                .order(exam_types::id)
                .select(exam_types::id)
                .load(conn)$($await)*
        }

        /// A page of the completed sessions of an exam type version whose results count, and the sums over the answers of exactly these.
        pub(crate) $($async)? fn answer_sums(
            conn: &mut $connection,
            exam_type: i64,
            page: Page,
        ) -> QueryResult<AnswerSumsRows> {
            let sessions: Vec<ResultRow> = exam_sessions::table
                .filter(exam_sessions::exam_type_id.eq(exam_type))
                .filter(exam_sessions::id.gt(page.after))
                .filter(exam_sessions::status.eq(SessionStatus::Completed.as_str()))
                .filter(exam_sessions::voided.is_null().or(exam_sessions::voided.eq(false)))
                .order(exam_sessions::id)
                .limit(page.limit.into())
                .select((
                    exam_sessions::id,
                    exam_sessions::final_theta.assume_not_null(),
                    exam_sessions::final_standard_error.assume_not_null(),
                    exam_sessions::revision,
                    exam_sessions::completion_reason.assume_not_null(),
                ))
                .load(conn)$($await)*?;
            let ids: Vec<i64> = sessions.iter().map(|(id, ..)| *id).collect();
            let mut items = Vec::new();
            for some in ids.chunks(SESSIONS_AT_ONCE) {
                items.extend(item_sums(conn, some)$($await)*?);
            }
            Ok(AnswerSumsRows { sessions, items })
        }

        /// Keeps what a simulation promises, in the place of what was kept.
        pub(crate) $($async)? fn keep_simulation_summary(
            conn: &mut $connection,
            row: &SimulationSummaryRow,
        ) -> QueryResult<usize> {
            diesel::insert_into(simulation_summaries::table)
                .values(row)
                .on_conflict(simulation_summaries::exam_type_id)
                .do_update()
                .set(row)
                .execute(conn)$($await)*
        }

        /// What a simulation of an exam type version promises.
        pub(crate) $($async)? fn simulation_summary(
            conn: &mut $connection,
            exam_type: i64,
        ) -> QueryResult<Option<SimulationSummaryRow>> {
            simulation_summaries::table
                .find(exam_type)
                .select(SimulationSummaryRow::as_select())
                .get_result(conn)$($await)*
                .optional()
        }

        /// The sums over the answers of these sessions, by item.
        $($async)? fn item_sums(conn: &mut $connection, sessions: &[i64]) -> QueryResult<Vec<ItemSumsRow>> {
            attempts::table
                .inner_join(exam_sessions::table)
                .filter(attempts::session_id.eq_any(sessions))
                // A session that has been reopened meanwhile has no final theta.
                .filter(exam_sessions::final_theta.is_not_null())
                .group_by(attempts::item)
                .order(attempts::item)
                .select((
                    attempts::item,
                    sql::<BigInt>(text::SHOWN),
                    sql::<BigInt>(text::ANSWERED),
                    sql::<BigInt>(text::RESPONSE),
                    sql::<BigInt>(text::RESPONSE_SQUARED),
                    sql::<Double>(text::THETA),
                    sql::<Double>(text::THETA_SQUARED),
                    sql::<Double>(text::RESPONSE_THETA),
                ))
                .load(conn)$($await)*
        }
    };
}

/// The queries on SQLite.
#[cfg(feature = "sqlite")]
pub(crate) mod on_sqlite {
    define_statistics_queries!(diesel::SqliteConnection, diesel::RunQueryDsl, [], []);
}

/// The queries on PostgreSQL.
#[cfg(feature = "postgres")]
pub(crate) mod on_postgres {
    define_statistics_queries!(diesel_async::AsyncPgConnection, diesel_async::RunQueryDsl, [async], [.await]);
}

// The sums as both databases read them. An answer in time has no outcome. The casts give PostgreSQL's sums, which are wider than what is
// summed, the type of the column; SQLite would give an integer for a sum of no rows.
const SHOWN: &str = "CAST(count(*) AS BIGINT)";
const ANSWERED: &str = "CAST(sum(CASE WHEN attempts.outcome IS NULL THEN 1 ELSE 0 END) AS BIGINT)";
const RESPONSE: &str = "CAST(sum(CASE WHEN attempts.outcome IS NULL THEN attempts.response ELSE 0 END) AS BIGINT)";
const RESPONSE_SQUARED: &str =
    "CAST(sum(CASE WHEN attempts.outcome IS NULL THEN attempts.response * attempts.response ELSE 0 END) AS BIGINT)";
const THETA: &str =
    "CAST(sum(CASE WHEN attempts.outcome IS NULL THEN exam_sessions.final_theta ELSE 0.0 END) AS DOUBLE PRECISION)";
const THETA_SQUARED: &str = "CAST(sum(CASE WHEN attempts.outcome IS NULL THEN exam_sessions.final_theta * exam_sessions.final_theta ELSE 0.0 END) AS DOUBLE PRECISION)";
const RESPONSE_THETA: &str = "CAST(sum(CASE WHEN attempts.outcome IS NULL THEN attempts.response * exam_sessions.final_theta ELSE 0.0 END) AS DOUBLE PRECISION)";
