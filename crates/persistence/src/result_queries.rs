//! The queries on rescored results, written once and expanded for each database.

/// Defines the queries on one type of connection. `[async]` and `[.await]` make them async.
macro_rules! define_result_queries {
    ($connection:ty, $run_query_dsl:path, [$($async:tt)?], [$($await:tt)*]) => {
        use diesel::prelude::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
        use $run_query_dsl;

        use $crate::model::{NewEventRow, RescoredRow};
        use $crate::rows::{Rescored, SessionStatus};
        use $crate::schema::{exam_sessions, rescored_results};

        /// Keeps a result with its event, in a transaction of the caller. It waits for another one of the same answers under the
        /// same version that is just being kept.
        pub(crate) $($async)? fn insert_rescored(
            conn: &mut $connection,
            row: &RescoredRow,
            event: &NewEventRow,
        ) -> QueryResult<Rescored> {
            let session: Option<i64> = exam_sessions::table
                .find(row.session_id)
                .filter(exam_sessions::status.eq(SessionStatus::Completed.as_str()))
                .filter(exam_sessions::revision.eq(row.revision))
                .select(exam_sessions::id)
                .get_result(conn)$($await)*
                .optional()?;
            if session.is_none() {
                return Ok(Rescored::Stale);
            }
            let inserted = diesel::insert_into(rescored_results::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(conn)$($await)*?;
            if inserted == 0 {
                return Ok(Rescored::Earlier);
            }
            event_queries::insert_events(conn, &[row.session_id], event)$($await)*?;
            Ok(Rescored::Kept)
        }

        /// The rescored results of sessions, in the order in which they were kept.
        pub(crate) $($async)? fn rescored_results(
            conn: &mut $connection,
            sessions: &[i64],
        ) -> QueryResult<Vec<RescoredRow>> {
            rescored_results::table
                .filter(rescored_results::session_id.eq_any(sessions))
                .order(rescored_results::id)
                .select(RescoredRow::as_select())
                .load(conn)$($await)*
        }
    };
}

/// The queries on SQLite.
#[cfg(feature = "sqlite")]
pub(crate) mod on_sqlite {
    use crate::event_queries::on_sqlite as event_queries;

    define_result_queries!(diesel::SqliteConnection, diesel::RunQueryDsl, [], []);
}

/// The queries on PostgreSQL.
#[cfg(feature = "postgres")]
pub(crate) mod on_postgres {
    use crate::event_queries::on_postgres as event_queries;

    define_result_queries!(diesel_async::AsyncPgConnection, diesel_async::RunQueryDsl, [async], [.await]);
}
