//! The queries of listings of sessions, written once and expanded for each database.

/// Defines the query on one type of connection. `[async]` and `[.await]` make it async.
macro_rules! define_session_queries {
    ($connection:ty, [$($async:tt)?], [$($await:tt)*]) => {
        /// A page of the sessions that a filter lets through. The condition on active sessions is a literal: with a bound value the
        /// partial index on them could not serve.
        pub(crate) $($async)? fn sessions(
            conn: &mut $connection,
            filter: &$crate::rows::SessionFilter,
            page: Page,
        ) -> QueryResult<Vec<SessionRow>> {
            use $crate::model::to_micros;
            use $crate::rows::ListedState;

            let mut query = exam_sessions::table
                .filter(exam_sessions::id.gt(page.after))
                .order(exam_sessions::id)
                .limit(page.limit.into())
                .select(SessionRow::as_select())
                .into_boxed();
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
            if let Some(name) = &filter.exam_type {
                let versions = exam_types::table.filter(exam_types::name.eq(name)).select(exam_types::id);
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
            query.load(conn)$($await)*
        }

        /// A page of the numbers of the sessions with a time limit that were started before the end of a span of time, and at its
        /// beginning were neither completed nor over; of those that are completed, the ones that have expired.
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
                .filter(exam_sessions::expires_at.gt(from))
                .filter(exam_sessions::status.ne(SessionStatus::Completed.as_str()).or(expired.assume_not_null()))
                .order(exam_sessions::id)
                .limit(page.limit.into())
                .select(exam_sessions::id)
                .load(conn)$($await)*
        }
    };
}
pub(crate) use define_session_queries;
