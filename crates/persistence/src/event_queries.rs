//! The queries on events and on what they are about, written once and expanded for each database. Each one runs in a
//! transaction of its caller.

/// Defines the queries on one type of connection. `[async]` and `[.await]` make them async.
macro_rules! define_event_queries {
    ($connection:ty, $run_query_dsl:path, [$($async:tt)?], [$($await:tt)*]) => {
        use diesel::prelude::{
            BoolExpressionMethods, EscapeExpressionMethods, ExpressionMethods, Insertable, IntoSql, NullableExpressionMethods, QueryDsl,
            QueryResult,
            SelectableHelper, TextExpressionMethods,
        };
        use diesel::sql_types::{BigInt, Nullable, Text};
        use $run_query_dsl;

        use $crate::event_queries::{NO_TOKEN, SESSIONS_AT_ONCE};
        use $crate::model::{CompletionChange, EventRow, NewEventRow, ReopenColumns, containing, redacted};
        use $crate::rows::{Page, SessionStatus};
        use $crate::schema::{attempts, exam_sessions, session_events};

        /// A page of the events of a session.
        pub(crate) $($async)? fn events(
            conn: &mut $connection,
            session: i64,
            page: Page,
        ) -> QueryResult<Vec<EventRow>> {
            session_events::table
                .filter(session_events::session_id.eq(session))
                .filter(session_events::id.gt(page.after))
                .order(session_events::id)
                .limit(page.limit.into())
                .select(EventRow::as_select())
                .load(conn)$($await)*
        }

        /// The spans of time that the events of sessions are about.
        pub(crate) $($async)? fn event_spans(
            conn: &mut $connection,
            sessions: &[i64],
        ) -> QueryResult<Vec<(i64, i64, i64)>> {
            let mut spans = Vec::new();
            for some in sessions.chunks(SESSIONS_AT_ONCE) {
                let of_some: Vec<(i64, i64, i64)> = session_events::table
                    .filter(session_events::session_id.eq_any(some))
                    .filter(session_events::span_from.is_not_null())
                    .filter(session_events::span_to.is_not_null())
                    .select((
                        session_events::session_id,
                        session_events::span_from.assume_not_null(),
                        session_events::span_to.assume_not_null(),
                    ))
                    .load(conn)$($await)*?;
                spans.extend(of_some);
            }
            Ok(spans)
        }

        /// Gives a session another token; whether there is the session. The digest of its history is about the token before, so the
        /// next answer is computed from the record.
        pub(crate) $($async)? fn reissue_token(
            conn: &mut $connection,
            session: i64,
            token_digest: &[u8],
            event: &NewEventRow,
        ) -> QueryResult<bool> {
            let changed = diesel::update(exam_sessions::table.find(session))
                .set((
                    exam_sessions::token_digest.eq(token_digest),
                    exam_sessions::history_digest.eq(None::<&[u8]>),
                    exam_sessions::updated_at.eq(event.at),
                ))
                .execute(conn)$($await)*?;
            insert_events(conn, &[session], event)$($await)*?;
            Ok(changed == 1)
        }

        /// Lets a session with a time limit that is not completed end later; whether there is one. The working copy has the time before, so the next
        /// answer is computed from the record.
        pub(crate) $($async)? fn add_time(
            conn: &mut $connection,
            session: i64,
            microseconds: i64,
            event: &NewEventRow,
        ) -> QueryResult<bool> {
            let changed = diesel::update(exam_sessions::table.find(session))
                .filter(exam_sessions::status.ne(SessionStatus::Completed.as_str()))
                .filter(exam_sessions::expires_at.is_not_null())
                .set((
                    exam_sessions::expires_at.eq(exam_sessions::expires_at + Some(microseconds)),
                    exam_sessions::history_digest.eq(None::<&[u8]>),
                    exam_sessions::updated_at.eq(event.at),
                ))
                .execute(conn)$($await)*?;
            noted(conn, changed, session, event)$($await)*
        }

        /// Pauses an active session whose time is not over; whether there is one. The working copy may have another end later, so the
        /// next answer is computed from the record.
        pub(crate) $($async)? fn pause(
            conn: &mut $connection,
            session: i64,
            event: &NewEventRow,
        ) -> QueryResult<bool> {
            let changed = diesel::update(exam_sessions::table.find(session))
                .filter(exam_sessions::status.eq(SessionStatus::Active.as_str()))
                .filter(exam_sessions::expires_at.is_null().or(exam_sessions::expires_at.gt(event.at)))
                .set((
                    exam_sessions::status.eq(SessionStatus::Paused.as_str()),
                    exam_sessions::paused_at.eq(event.at),
                    exam_sessions::history_digest.eq(None::<&[u8]>),
                    exam_sessions::updated_at.eq(event.at),
                ))
                .execute(conn)$($await)*?;
            noted(conn, changed, session, event)$($await)*
        }

        /// Lets a session that is paused since this time go on; whether there is one.
        pub(crate) $($async)? fn resume(
            conn: &mut $connection,
            session: i64,
            paused_at: i64,
            pause: i64,
            event: &NewEventRow,
        ) -> QueryResult<bool> {
            let changed = diesel::update(exam_sessions::table.find(session))
                .filter(exam_sessions::status.eq(SessionStatus::Paused.as_str()))
                .filter(exam_sessions::paused_at.eq(paused_at))
                .set((
                    exam_sessions::status.eq(SessionStatus::Active.as_str()),
                    exam_sessions::paused_at.eq(None::<i64>),
                    exam_sessions::expires_at.eq(exam_sessions::expires_at + Some(pause)),
                    exam_sessions::updated_at.eq(event.at),
                ))
                .execute(conn)$($await)*?;
            noted(conn, changed, session, event)$($await)*
        }

        /// Completes a session at this revision that is not completed with a result that does not count; whether there is one.
        pub(crate) $($async)? fn void_unfinished(
            conn: &mut $connection,
            session: i64,
            revision: i64,
            completion: &CompletionChange,
            event: &NewEventRow,
        ) -> QueryResult<bool> {
            let changed = diesel::update(exam_sessions::table.find(session))
                .filter(exam_sessions::revision.eq(revision))
                .filter(exam_sessions::status.ne(SessionStatus::Completed.as_str()))
                .set((completion, exam_sessions::paused_at.eq(None::<i64>)))
                .execute(conn)$($await)*?;
            noted(conn, changed, session, event)$($await)*
        }

        /// Lets the result of a completed session not count; whether there is one whose result did.
        pub(crate) $($async)? fn void_completed(
            conn: &mut $connection,
            session: i64,
            event: &NewEventRow,
        ) -> QueryResult<bool> {
            let changed = diesel::update(exam_sessions::table.find(session))
                .filter(exam_sessions::status.eq(SessionStatus::Completed.as_str()))
                .filter(exam_sessions::voided.is_null().or(exam_sessions::voided.eq(false)))
                .set((exam_sessions::voided.eq(true), exam_sessions::updated_at.eq(event.at)))
                .execute(conn)$($await)*?;
            noted(conn, changed, session, event)$($await)*
        }

        /// Makes a session that was completed at this time active again; whether there is one.
        pub(crate) $($async)? fn reopen(
            conn: &mut $connection,
            session: i64,
            completed_at: i64,
            change: &ReopenColumns,
            event: &NewEventRow,
        ) -> QueryResult<bool> {
            let changed = diesel::update(exam_sessions::table.find(session))
                .filter(exam_sessions::status.eq(SessionStatus::Completed.as_str()))
                .filter(exam_sessions::completed_at.eq(completed_at))
                .set(change)
                .execute(conn)$($await)*?;
            noted(conn, changed, session, event)$($await)*
        }

        /// Lets a session that has not changed since this time end later, and go on if it has expired; whether there is one. The
        /// working copy has the time before, so the next answer is computed from the record.
        pub(crate) $($async)? fn credit_outage(
            conn: &mut $connection,
            session: i64,
            updated_at: i64,
            time: i64,
            event: &NewEventRow,
            reopening: Option<&(ReopenColumns, NewEventRow)>,
        ) -> QueryResult<bool> {
            let unchanged = exam_sessions::table.find(session).filter(exam_sessions::updated_at.eq(updated_at));
            let changed = match reopening {
                Some((change, _)) => diesel::update(unchanged.filter(exam_sessions::completed_at.is_not_null()))
                    .set(change)
                    .execute(conn)$($await)*?,
                None => diesel::update(unchanged.filter(exam_sessions::status.ne(SessionStatus::Completed.as_str())))
                    .set((
                        exam_sessions::expires_at.eq(exam_sessions::expires_at + Some(time)),
                        exam_sessions::history_digest.eq(None::<&[u8]>),
                        exam_sessions::updated_at.eq(event.at),
                    ))
                    .execute(conn)$($await)*?,
            };
            let credited = noted(conn, changed, session, event)$($await)*?;
            if let Some((_, reopened)) = reopening {
                noted(conn, changed, session, reopened)$($await)*?;
            }
            Ok(credited)
        }

        /// Takes the name of an examinee out of all sessions and all reasons; the sessions that had it.
        pub(crate) $($async)? fn unlink_examinee(
            conn: &mut $connection,
            examinee_id: &str,
            event: &NewEventRow,
        ) -> QueryResult<Vec<i64>> {
            let sessions: Vec<i64> = diesel::update(exam_sessions::table)
                .filter(exam_sessions::examinee_id.eq(examinee_id))
                .set(exam_sessions::examinee_id.eq(None::<&str>))
                .returning(exam_sessions::id)
                .get_results(conn)$($await)*?;
            insert_events(conn, &sessions, event)$($await)*?;
            let naming: Vec<(i64, Option<String>)> = session_events::table
                .filter(session_events::reason.like(containing(examinee_id)).escape('\\'))
                .select((session_events::id, session_events::reason))
                .load(conn)$($await)*?;
            redact(conn, naming, examinee_id)$($await)*?;
            Ok(sessions)
        }

        /// Sessions that have not changed since a time and still name an examinee or have a token, by number.
        pub(crate) $($async)? fn sessions_to_anonymize(
            conn: &mut $connection,
            before: i64,
            page: Page,
        ) -> QueryResult<Vec<i64>> {
            exam_sessions::table
                .filter(exam_sessions::id.gt(page.after))
                .filter(exam_sessions::updated_at.lt(before))
                .filter(exam_sessions::examinee_id.is_not_null().or(exam_sessions::token_digest.ne(&NO_TOKEN[..])))
                .order(exam_sessions::id)
                .limit(page.limit.into())
                .select(exam_sessions::id)
                .load(conn)$($await)*
        }

        /// Takes the examinees and the tokens out of those of the sessions that still have not changed; which ones.
        pub(crate) $($async)? fn anonymize(
            conn: &mut $connection,
            sessions: &[i64],
            before: i64,
            event: &NewEventRow,
        ) -> QueryResult<Vec<i64>> {
            let names: Vec<(i64, Option<String>)> = exam_sessions::table
                .filter(exam_sessions::id.eq_any(sessions))
                .filter(exam_sessions::updated_at.lt(before))
                .select((exam_sessions::id, exam_sessions::examinee_id))
                .load(conn)$($await)*?;
            let ids: Vec<i64> = names.iter().map(|(id, _)| *id).collect();
            diesel::update(exam_sessions::table)
                .filter(exam_sessions::id.eq_any(&ids))
                .set((
                    exam_sessions::examinee_id.eq(None::<&str>),
                    exam_sessions::token_digest.eq(&NO_TOKEN[..]),
                    exam_sessions::history_digest.eq(None::<&[u8]>),
                ))
                .execute(conn)$($await)*?;
            insert_events(conn, &ids, event)$($await)*?;
            for (id, name) in names {
                let Some(name) = name else { continue };
                let naming: Vec<(i64, Option<String>)> = session_events::table
                    .filter(session_events::session_id.eq(id))
                    .filter(session_events::reason.is_not_null())
                    .select((session_events::id, session_events::reason))
                    .load(conn)$($await)*?;
                redact(conn, naming, &name)$($await)*?;
            }
            Ok(ids)
        }

        /// Sessions that have not changed since a time, by number.
        pub(crate) $($async)? fn sessions_to_delete(
            conn: &mut $connection,
            before: i64,
            page: Page,
        ) -> QueryResult<Vec<i64>> {
            exam_sessions::table
                .filter(exam_sessions::id.gt(page.after))
                .filter(exam_sessions::updated_at.lt(before))
                .order(exam_sessions::id)
                .limit(page.limit.into())
                .select(exam_sessions::id)
                .load(conn)$($await)*
        }

        /// Deletes those of the sessions that still have not changed, with their answers; which ones.
        pub(crate) $($async)? fn delete_sessions(
            conn: &mut $connection,
            sessions: &[i64],
            before: i64,
            event: &NewEventRow,
        ) -> QueryResult<Vec<i64>> {
            let ids: Vec<i64> = exam_sessions::table
                .filter(exam_sessions::id.eq_any(sessions))
                .filter(exam_sessions::updated_at.lt(before))
                .select(exam_sessions::id)
                .load(conn)$($await)*?;
            insert_events(conn, &ids, event)$($await)*?;
            // An answer that arrives meanwhile has a row that refers to its session, so that the database refuses the deletion.
            diesel::delete(attempts::table).filter(attempts::session_id.eq_any(&ids)).execute(conn)$($await)*?;
            diesel::delete(exam_sessions::table).filter(exam_sessions::id.eq_any(&ids)).execute(conn)$($await)*?;
            Ok(ids)
        }

        /// Adds the event of a change if it has changed the session; whether it has.
        $($async)? fn noted(
            conn: &mut $connection,
            changed: usize,
            session: i64,
            event: &NewEventRow,
        ) -> QueryResult<bool> {
            if changed == 1 {
                insert_events(conn, &[session], event)$($await)*?;
            }
            Ok(changed == 1)
        }

        /// Adds the event to each of the sessions that exists.
        pub(crate) $($async)? fn insert_events(conn: &mut $connection, sessions: &[i64], event: &NewEventRow) -> QueryResult<()> {
            for some in sessions.chunks(SESSIONS_AT_ONCE) {
                exam_sessions::table
                    .filter(exam_sessions::id.eq_any(some))
                    .order(exam_sessions::id)
                    .select((
                        exam_sessions::id,
                        event.at.into_sql::<BigInt>(),
                        event.kind.into_sql::<Text>(),
                        event.actor.as_str().into_sql::<Text>(),
                        event.reason.as_deref().into_sql::<Nullable<Text>>(),
                        event.seconds.into_sql::<Nullable<BigInt>>(),
                        event.span_from.into_sql::<Nullable<BigInt>>(),
                        event.span_to.into_sql::<Nullable<BigInt>>(),
                    ))
                    .insert_into(session_events::table)
                    .into_columns((
                        session_events::session_id,
                        session_events::at,
                        session_events::kind,
                        session_events::actor,
                        session_events::reason,
                        session_events::seconds,
                        session_events::span_from,
                        session_events::span_to,
                    ))
                    .execute(conn)$($await)*?;
            }
            Ok(())
        }

        /// Takes the name of an examinee out of reasons.
        $($async)? fn redact(
            conn: &mut $connection,
            reasons: Vec<(i64, Option<String>)>,
            examinee_id: &str,
        ) -> QueryResult<()> {
            for (id, reason) in reasons {
                let Some(reason) = reason.and_then(|reason| redacted(&reason, examinee_id)) else { continue };
                diesel::update(session_events::table.find(id))
                    .set(session_events::reason.eq(reason))
                    .execute(conn)$($await)*?;
            }
            Ok(())
        }
    };
}

/// The digest that no token has: that of a session whose token has ended for good.
pub(crate) const NO_TOKEN: [u8; 32] = [0; 32];

/// How many sessions one statement is about. SQLite limits the number of values of a statement.
pub(crate) const SESSIONS_AT_ONCE: usize = 500;

/// The queries on SQLite.
#[cfg(feature = "sqlite")]
pub(crate) mod on_sqlite {
    define_event_queries!(diesel::SqliteConnection, diesel::RunQueryDsl, [], []);
}

/// The queries on PostgreSQL.
#[cfg(feature = "postgres")]
pub(crate) mod on_postgres {
    define_event_queries!(diesel_async::AsyncPgConnection, diesel_async::RunQueryDsl, [async], [.await]);
}
