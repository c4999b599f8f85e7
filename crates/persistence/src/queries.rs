//! The queries, written once and expanded for each database: plain functions on an SQLite connection, async functions
//! on a PostgreSQL connection.

/// Defines the queries on one type of connection. `[async]` and `[.await]` make them async.
macro_rules! define_queries {
    ($connection:ty, $run_query_dsl:path, [$($async:tt)?], [$($await:tt)*]) => {
        use diesel::dsl::{exists, max, sql};
        use diesel::prelude::{
            BoolExpressionMethods, ExpressionMethods, IntoSql, NullableExpressionMethods, OptionalExtension, QueryDsl,
            QueryResult, SelectableHelper,
        };
        use diesel::sql_types::Bool;
        use $run_query_dsl;

        use $crate::asset_queries::define_asset_queries;
        use $crate::exposure_queries::define_exposure_queries;
        use $crate::key_queries::define_key_queries;
        use $crate::model::{
            DRAFT,
            AttemptRow, BankRow, CompletionChange, ExamTypeRow, ItemRow, NewBankRow, NewExamTypeRow, NewSessionRow,
            SessionRow,
        };
        use $crate::rows::{Page, SessionStatus};
        use $crate::session_queries::define_session_queries;
        use $crate::schema::{attempts, exam_sessions, exam_types, item_banks, items};
        use $crate::version_queries::define_version_queries;

        define_version_queries! {
            $connection, [$($async)?], [$($await)*], item_banks, NewBankRow => BankRow,
            next_bank_version, insert_bank, latest_bank, banks
        }

        define_version_queries! {
            $connection, [$($async)?], [$($await)*], exam_types, NewExamTypeRow => ExamTypeRow,
            next_exam_type_version, insert_exam_type, latest_exam_type, exam_types
        }

        define_asset_queries! { $connection, [$($async)?], [$($await)*] }

        define_key_queries! { $connection, [$($async)?], [$($await)*] }

        define_exposure_queries! { $connection, [$($async)?], [$($await)*] }

        define_session_queries! { $connection, [$($async)?], [$($await)*] }

        /// A bank version without its items.
        pub(crate) $($async)? fn bank(conn: &mut $connection, id: i64) -> QueryResult<Option<BankRow>> {
            item_banks::table
                .find(id)
                .filter(item_banks::name.ne(DRAFT))
                .select(BankRow::as_select())
                .get_result(conn)$($await)*
                .optional()
        }

        /// Items of a bank in bank order, from this index on. They do not change once the bank is there.
        pub(crate) $($async)? fn items(
            conn: &mut $connection,
            bank_id: i64,
            from: i64,
            limit: i64,
        ) -> QueryResult<Vec<ItemRow>> {
            items::table
                .filter(items::bank_id.eq(bank_id))
                .filter(items::item_index.ge(from))
                .order(items::item_index)
                .limit(limit)
                .select(ItemRow::as_select())
                .load(conn)$($await)*
        }

        /// Gives a bank whose items are all there its name and its version, so that it is found.
        pub(crate) $($async)? fn publish_bank(
            conn: &mut $connection,
            id: i64,
            name: &str,
            version: i32,
        ) -> QueryResult<BankRow> {
            // As for sessions: only the end of the statement says that the change is there.
            let mut published: Vec<BankRow> = diesel::update(item_banks::table.find(id))
                .set((item_banks::name.eq(name), item_banks::version.eq(version)))
                .returning(BankRow::as_returning())
                .get_results(conn)$($await)*?;
            published.pop().ok_or(diesel::NotFound)
        }

        /// The banks whose import began before this time and has not ended.
        pub(crate) $($async)? fn broken_imports(conn: &mut $connection, before: i64) -> QueryResult<Vec<BankRow>> {
            item_banks::table
                .filter(item_banks::name.eq(DRAFT))
                .filter(item_banks::created_at.lt(before))
                .select(BankRow::as_select())
                .load(conn)$($await)*
        }

        /// Deletes the items of an import below this index.
        pub(crate) $($async)? fn delete_items(conn: &mut $connection, bank_id: i64, below: i64) -> QueryResult<usize> {
            diesel::delete(items::table.filter(items::bank_id.eq(bank_id)).filter(items::item_index.lt(below)))
                .execute(conn)$($await)*
        }

        /// Deletes the row of an import that has no items any more.
        pub(crate) $($async)? fn delete_draft(conn: &mut $connection, id: i64) -> QueryResult<usize> {
            diesel::delete(item_banks::table.filter(item_banks::id.eq(id)).filter(item_banks::name.eq(DRAFT)))
                .execute(conn)$($await)*
        }

        /// The bank version of this number under a name.
        pub(crate) $($async)? fn bank_version(
            conn: &mut $connection,
            name: &str,
            version: i32,
        ) -> QueryResult<Option<BankRow>> {
            item_banks::table
                .filter(item_banks::name.eq(name))
                .filter(item_banks::version.eq(version))
                .select(BankRow::as_select())
                .get_result(conn)$($await)*
                .optional()
        }

        /// An exam type version.
        pub(crate) $($async)? fn exam_type(conn: &mut $connection, id: i64) -> QueryResult<Option<ExamTypeRow>> {
            exam_types::table.find(id).select(ExamTypeRow::as_select()).get_result(conn)$($await)*.optional()
        }

        /// Inserts a session.
        pub(crate) $($async)? fn insert_session(
            conn: &mut $connection,
            row: &NewSessionRow,
        ) -> QueryResult<SessionRow> {
            // PostgreSQL may hand the row out and crash before it has committed: not the row, only the end of the
            // statement says that the session is there. `get_result` would not wait for it.
            let mut inserted: Vec<SessionRow> = diesel::insert_into(exam_sessions::table)
                .values(row)
                .returning(SessionRow::as_returning())
                .get_results(conn)$($await)*?;
            inserted.pop().ok_or(diesel::NotFound)
        }

        /// Inserts a session whose start has a key; `None` when the key has started one before. If somebody else is just
        /// inserting one, this waits for the outcome.
        pub(crate) $($async)? fn insert_session_unless_started(
            conn: &mut $connection,
            row: &NewSessionRow,
        ) -> QueryResult<Option<SessionRow>> {
            let mut inserted: Vec<SessionRow> = diesel::insert_into(exam_sessions::table)
                .values(row)
                .on_conflict_do_nothing()
                .returning(SessionRow::as_returning())
                .get_results(conn)$($await)*?;
            Ok(inserted.pop())
        }

        /// The session that a key has started, with the salt of its start.
        pub(crate) $($async)? fn session_started_by(
            conn: &mut $connection,
            key_digest: Option<&[u8]>,
        ) -> QueryResult<Option<(SessionRow, Vec<u8>)>> {
            exam_sessions::table
                .filter(exam_sessions::start_key_digest.eq(key_digest))
                .select((SessionRow::as_select(), exam_sessions::start_salt.assume_not_null()))
                .get_result(conn)$($await)*
                .optional()
        }

        /// A session. Without a limit of one row, as in all queries for a row by its key: SQLite prepares a statement with a bound
        /// limit again each time.
        pub(crate) $($async)? fn session(conn: &mut $connection, id: i64) -> QueryResult<Option<SessionRow>> {
            exam_sessions::table.find(id).select(SessionRow::as_select()).get_result(conn)$($await)*.optional()
        }

        /// A session with each of its attempts by position. One statement, so that both are of one moment.
        pub(crate) $($async)? fn history(
            conn: &mut $connection,
            id: i64,
        ) -> QueryResult<Vec<(SessionRow, Option<AttemptRow>)>> {
            exam_sessions::table
                .left_join(attempts::table)
                .filter(exam_sessions::id.eq(id))
                .order(attempts::position.nullable())
                .select((SessionRow::as_select(), Option::<AttemptRow>::as_select()))
                .load(conn)$($await)*
        }

        /// The active sessions that expire within a span of time, the earliest first. The condition is a literal:
        /// with a bound value the partial index on the active sessions could not serve.
        pub(crate) $($async)? fn expiring_sessions(
            conn: &mut $connection,
            from: i64,
            to: i64,
            limit: u32,
        ) -> QueryResult<Vec<(i64, i64)>> {
            exam_sessions::table
                .filter(sql::<Bool>("exam_sessions.status = 'active'"))
                .filter(exam_sessions::expires_at.ge(from))
                .filter(exam_sessions::expires_at.le(to))
                .order((exam_sessions::expires_at, exam_sessions::id))
                .limit(limit.into())
                .select((exam_sessions::id, exam_sessions::expires_at.assume_not_null()))
                .load(conn)$($await)*
        }

        /// A page of the numbers of the active sessions; the condition is a literal for the same reason.
        pub(crate) $($async)? fn active_session_ids(conn: &mut $connection, page: Page) -> QueryResult<Vec<i64>> {
            exam_sessions::table
                .filter(sql::<Bool>("exam_sessions.status = 'active'"))
                .filter(exam_sessions::id.gt(page.after))
                .order(exam_sessions::id)
                .limit(page.limit.into())
                .select(exam_sessions::id)
                .load(conn)$($await)*
        }

        /// A page of the numbers of all sessions. It reads no other column, so that a row that cannot be read hides no other.
        pub(crate) $($async)? fn session_ids(conn: &mut $connection, page: Page) -> QueryResult<Vec<i64>> {
            exam_sessions::table
                .filter(exam_sessions::id.gt(page.after))
                .order(exam_sessions::id)
                .limit(page.limit.into())
                .select(exam_sessions::id)
                .load(conn)$($await)*
        }

        /// How many sessions there are.
        pub(crate) $($async)? fn count_sessions(conn: &mut $connection) -> QueryResult<i64> {
            exam_sessions::table.count().get_result(conn)$($await)*
        }

        /// How many sessions are active.
        pub(crate) $($async)? fn count_active_sessions(conn: &mut $connection) -> QueryResult<i64> {
            exam_sessions::table
                .filter(sql::<Bool>("exam_sessions.status = 'active'"))
                .count()
                .get_result(conn)$($await)*
        }

        /// Completes a session that is active, at this revision and, if it has expired, has not been given more time; how many that were.
        pub(crate) $($async)? fn complete(
            conn: &mut $connection,
            id: i64,
            revision: i64,
            completion: &CompletionChange,
        ) -> QueryResult<usize> {
            diesel::update(exam_sessions::table.find(id))
                .filter(exam_sessions::revision.eq(revision))
                .filter(exam_sessions::status.eq(SessionStatus::Active.as_str()))
                .filter(exam_sessions::expires_at.is_null().or(exam_sessions::expires_at.le(completion.expires_by())))
                .set(completion)
                .execute(conn)$($await)*
        }
    };
}

/// The queries on SQLite.
#[cfg(feature = "sqlite")]
pub(crate) mod on_sqlite {
    define_queries!(diesel::SqliteConnection, diesel::RunQueryDsl, [], []);
}

/// The queries on PostgreSQL.
#[cfg(feature = "postgres")]
pub(crate) mod on_postgres {
    define_queries!(diesel_async::AsyncPgConnection, diesel_async::RunQueryDsl, [async], [.await]);
}
