//! Starts of examinees who may have a limited number of sessions, written once and expanded for each database. Each one runs in a
//! transaction of its caller.

/// Defines the queries on one type of connection. `[async]` and `[.await]` make them async; the last part is the function that
/// keeps other starts of the same examinee from counting until the transaction ends.
macro_rules! define_limited_start_queries {
    ($connection:ty, $run_query_dsl:path, [$($async:tt)?], [$($await:tt)*], $lock:path) => {
        use diesel::prelude::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult};
        use $run_query_dsl;

        use $crate::model::{LimitedStartRow, NewSessionRow, StartedOnceRow};
        use $crate::rows::{SessionLimit, SessionStatus};
        use $crate::schema::{exam_sessions, exam_types};

        /// Inserts a session unless its examinee has one that is active or as many as the limit allows. Where the start has a key,
        /// the session that the key has started comes first.
        pub(crate) $($async)? fn insert_limited_session(
            conn: &mut $connection,
            row: &NewSessionRow,
            limit: &SessionLimit,
        ) -> QueryResult<LimitedStartRow> {
            $lock(conn, row.examinee_id(), &limit.exam_type)$($await)*?;
            if let Some(earlier) = earlier(conn, row)$($await)*? {
                return Ok(LimitedStartRow::Started(Box::new(earlier)));
            }
            let sessions: Vec<(i64, String)> = exam_sessions::table
                .inner_join(exam_types::table)
                .filter(exam_sessions::examinee_id.eq(row.examinee_id()))
                .filter(exam_types::name.eq(&limit.exam_type))
                .filter(exam_sessions::voided.is_null().or(exam_sessions::voided.eq(false)))
                .order(exam_sessions::id)
                .select((exam_sessions::id, exam_sessions::status))
                .load(conn)$($await)*?;
            if let Some((active, _)) = sessions.iter().find(|(_, status)| status != SessionStatus::Completed.as_str()) {
                return Ok(LimitedStartRow::Active(*active));
            }
            if sessions.len() >= usize::try_from(limit.most).unwrap_or(usize::MAX) {
                return Ok(LimitedStartRow::Exhausted);
            }
            // A start with the same key for another examinee does not wait for the lock.
            let inserted = queries::insert_session_unless_started(conn, row)$($await)*?;
            match inserted {
                Some(inserted) => Ok(LimitedStartRow::Started(Box::new(StartedOnceRow::Inserted(inserted)))),
                None => {
                    let earlier = earlier(conn, row)$($await)*?;
                    earlier.map(|earlier| LimitedStartRow::Started(Box::new(earlier))).ok_or(diesel::NotFound)
                }
            }
        }

        /// The session that the key of the start has started, if it has a key.
        $($async)? fn earlier(conn: &mut $connection, row: &NewSessionRow) -> QueryResult<Option<StartedOnceRow>> {
            let Some(key) = row.key_digest() else { return Ok(None) };
            let earlier = queries::session_started_by(conn, Some(key))$($await)*?;
            Ok(earlier.map(|(session, salt)| StartedOnceRow::Earlier(session, salt)))
        }
    };
}

/// The queries on SQLite.
#[cfg(feature = "sqlite")]
pub(crate) mod on_sqlite {
    use crate::queries::on_sqlite as queries;

    define_limited_start_queries!(diesel::SqliteConnection, diesel::RunQueryDsl, [], [], no_lock);

    /// The transaction has the lock of the whole database from its beginning.
    #[expect(clippy::unnecessary_wraps, reason = "the same call as on PostgreSQL")]
    const fn no_lock(_: &mut diesel::SqliteConnection, _: Option<&str>, _: &str) -> QueryResult<()> {
        Ok(())
    }
}

/// The queries on PostgreSQL.
#[cfg(feature = "postgres")]
pub(crate) mod on_postgres {
    use crate::postgres::lock_examinee;
    use crate::queries::on_postgres as queries;

    define_limited_start_queries!(
        diesel_async::AsyncPgConnection,
        diesel_async::RunQueryDsl,
        [async],
        [.await],
        lock_examinee
    );
}
