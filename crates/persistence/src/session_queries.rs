//! The queries of listings of sessions, written once and expanded for each database.

/// The sessions that a filter lets through, of a boxed query. The condition on active sessions is a literal: with a bound value the
/// partial index on them could not serve.
macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        use $crate::model::to_micros;
        use $crate::rows::ListedState;

        let (mut query, filter): (_, &$crate::rows::SessionFilter) = ($query, $filter);
        let counts = exam_sessions::voided.is_null().or(exam_sessions::voided.eq(false));
        query = match filter.state {
            ListedState::Active => query.filter(sql::<Bool>("exam_sessions.status = 'active'")),
            ListedState::Paused => query.filter(exam_sessions::status.eq(SessionStatus::Paused.as_str())),
            ListedState::Completed => {
                query.filter(exam_sessions::status.eq(SessionStatus::Completed.as_str())).filter(counts)
            }
            ListedState::Voided => query.filter(exam_sessions::voided.eq(true)),
            ListedState::All => query,
        };
        if filter.exam_type.is_some() || filter.exam_type_version.is_some() {
            let mut versions = exam_types::table.select(exam_types::id).into_boxed();
            if let Some(name) = &filter.exam_type {
                versions = versions.filter(exam_types::name.eq(name));
            }
            if let Some(version) = filter.exam_type_version {
                versions = versions.filter(exam_types::version.eq(version));
            }
            query = query.filter(exam_sessions::exam_type_id.eq_any(versions));
        }
        if let Some(examinee_id) = &filter.examinee_id {
            query = query.filter(exam_sessions::examinee_id.eq(examinee_id));
        }
        if let Some(from) = filter.started_from {
            query = query.filter(exam_sessions::started_at.ge(to_micros(from)));
        }
        if let Some(before) = filter.started_before {
            query = query.filter(exam_sessions::started_at.lt(to_micros(before)));
        }
        query
    }};
}
pub(crate) use filtered;

/// Defines the queries on one type of connection. `[async]` and `[.await]` make them async.
macro_rules! define_session_queries {
    ($connection:ty, [$($async:tt)?], [$($await:tt)*]) => {
        use $crate::session_queries::filtered;

        /// A page of the sessions that a filter lets through.
        pub(crate) $($async)? fn sessions(
            conn: &mut $connection,
            filter: &$crate::rows::SessionFilter,
            page: Page,
        ) -> QueryResult<Vec<SessionRow>> {
            let query = exam_sessions::table
                .filter(exam_sessions::id.gt(page.after))
                .order(exam_sessions::id)
                .limit(page.limit.into())
                .select(SessionRow::as_select())
                .into_boxed();
            filtered!(query, filter).load(conn)$($await)*
        }

        /// The number of the last session of a page, and whether another follows. The database passes over those before.
        pub(crate) $($async)? fn listing_end(
            conn: &mut $connection,
            filter: &$crate::rows::SessionFilter,
            page: Page,
        ) -> QueryResult<Vec<i64>> {
            let query = exam_sessions::table
                .filter(exam_sessions::id.gt(page.after))
                .order(exam_sessions::id)
                .offset(i64::from(page.limit).saturating_sub(1).max(0))
                .limit(2)
                .select(exam_sessions::id)
                .into_boxed();
            filtered!(query, filter).load(conn)$($await)*
        }

        /// The attempts of sessions, by session and position.
        pub(crate) $($async)? fn attempts(conn: &mut $connection, sessions: &[i64]) -> QueryResult<Vec<AttemptRow>> {
            attempts::table
                .filter(attempts::session_id.eq_any(sessions))
                .order((attempts::session_id, attempts::position))
                .select(AttemptRow::as_select())
                .load(conn)$($await)*
        }

        /// The versions of an exam type, in order.
        pub(crate) $($async)? fn exam_type_versions(conn: &mut $connection, name: &str) -> QueryResult<Vec<ExamTypeRow>> {
            exam_types::table
                .filter(exam_types::name.eq(name))
                .order(exam_types::version)
                .select(ExamTypeRow::as_select())
                .load(conn)$($await)*
        }

        /// A page of the numbers of the sessions that were started before the end of a span of time, and at its beginning were
        /// neither completed nor over; of those that are completed, the ones that have expired.
        pub(crate) $($async)? fn sessions_in(
            conn: &mut $connection,
            from: i64,
            to: i64,
            page: Page,
        ) -> QueryResult<Vec<i64>> {
            use $crate::rows::EndReason;

            let expired = exam_sessions::completion_reason
                .eq(EndReason::Expired.as_str())
                .and(exam_sessions::completed_at.ge(from));
            exam_sessions::table
                .filter(exam_sessions::id.gt(page.after))
                .filter(exam_sessions::started_at.lt(to))
                .filter(exam_sessions::expires_at.is_null().or(exam_sessions::expires_at.gt(from).assume_not_null()))
                .filter(exam_sessions::status.ne(SessionStatus::Completed.as_str()).or(expired.assume_not_null()))
                .order(exam_sessions::id)
                .limit(page.limit.into())
                .select(exam_sessions::id)
                .load(conn)$($await)*
        }
    };
}
pub(crate) use define_session_queries;
