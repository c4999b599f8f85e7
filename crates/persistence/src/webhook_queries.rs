//! The queries on webhooks, written once and expanded for each database. Those that change several rows run in a transaction of
//! their caller.

/// Defines the queries on one type of connection. `[async]` and `[.await]` make them async; the last part is the module of the
/// queries on events.
macro_rules! define_webhook_queries {
    ($connection:ty, $run_query_dsl:path, [$($async:tt)?], [$($await:tt)*], $events:path) => {
        use diesel::prelude::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
        use $run_query_dsl;
        use $events as event_queries;

        use $crate::model::{NewEventRow, WebhookEndpointRow, WebhookMessageRow, WebhookOutcomeChange};
        use $crate::rows::{Page, WebhookFilter};
        use $crate::schema::{webhook_endpoints, webhook_messages};

        /// Keeps an endpoint, or changes the kinds of the one with this name.
        pub(crate) $($async)? fn register_endpoint(
            conn: &mut $connection,
            row: &WebhookEndpointRow,
        ) -> QueryResult<usize> {
            diesel::insert_into(webhook_endpoints::table)
                .values(row)
                .on_conflict(webhook_endpoints::name)
                .do_update()
                .set(webhook_endpoints::kinds.eq(&row.kinds))
                .execute(conn)$($await)*
        }

        /// The endpoints by name.
        pub(crate) $($async)? fn endpoints(conn: &mut $connection) -> QueryResult<Vec<WebhookEndpointRow>> {
            webhook_endpoints::table
                .order(webhook_endpoints::name)
                .select(WebhookEndpointRow::as_select())
                .load(conn)$($await)*
        }

        /// Messages to an endpoint that may be sent, those first that may be longest.
        pub(crate) $($async)? fn due_messages(
            conn: &mut $connection,
            endpoint: &str,
            at: i64,
            limit: u32,
        ) -> QueryResult<Vec<WebhookMessageRow>> {
            webhook_messages::table
                .filter(webhook_messages::endpoint.eq(endpoint))
                .filter(webhook_messages::next_attempt_at.le(at))
                .order((webhook_messages::next_attempt_at, webhook_messages::id))
                .limit(limit.into())
                .select(WebhookMessageRow::as_select())
                .load(conn)$($await)*
        }

        /// Lets nobody else send a message before a time; whether nobody has done so since it was read.
        pub(crate) $($async)? fn claim_message(
            conn: &mut $connection,
            id: i64,
            due_at: Option<i64>,
            until: i64,
        ) -> QueryResult<bool> {
            let claimed = diesel::update(webhook_messages::table.find(id))
                .filter(webhook_messages::next_attempt_at.eq(due_at))
                .set((
                    webhook_messages::next_attempt_at.eq(until),
                    webhook_messages::attempts.eq(webhook_messages::attempts + 1),
                ))
                .execute(conn)$($await)*?;
            Ok(claimed == 1)
        }

        /// Keeps how an attempt ended, with an event if the message is given up; whether the message is still claimed until that
        /// time.
        pub(crate) $($async)? fn settle_message(
            conn: &mut $connection,
            id: i64,
            claimed_until: i64,
            change: &WebhookOutcomeChange,
            event: NewEventRow,
        ) -> QueryResult<bool> {
            let settled = diesel::update(webhook_messages::table.find(id))
                .filter(webhook_messages::next_attempt_at.eq(claimed_until))
                .set(change)
                .returning(WebhookMessageRow::as_returning())
                .get_results(conn)$($await)*?;
            if let Some(message) = settled.iter().next().filter(|_| change.gives_up()) {
                let error = change.last_error.as_deref().unwrap_or_default();
                let reason = format!("{}: {error}", message.described());
                let event = NewEventRow { reason: Some(reason), ..event };
                event_queries::insert_events(conn, &[message.session_id], &event)$($await)*?;
            }
            Ok(!settled.is_empty())
        }

        /// A page of the messages that a filter lets through.
        pub(crate) $($async)? fn messages(
            conn: &mut $connection,
            filter: WebhookFilter,
            page: Page,
        ) -> QueryResult<Vec<WebhookMessageRow>> {
            let query = webhook_messages::table
                .filter(webhook_messages::id.gt(page.after))
                .order(webhook_messages::id)
                .limit(page.limit.into())
                .select(WebhookMessageRow::as_select())
                .into_boxed();
            let query = match filter {
                WebhookFilter::All => query,
                WebhookFilter::Pending => query.filter(webhook_messages::next_attempt_at.is_not_null()),
                WebhookFilter::Dead => query.filter(webhook_messages::dead_at.is_not_null()),
            };
            query.load(conn)$($await)*
        }

        /// Lets a message that does not wait be sent again, with its event; whether there is one.
        pub(crate) $($async)? fn resend_message(
            conn: &mut $connection,
            message_id: &str,
            event: NewEventRow,
        ) -> QueryResult<bool> {
            let found = diesel::update(webhook_messages::table)
                .filter(webhook_messages::message_id.eq(message_id))
                .filter(webhook_messages::next_attempt_at.is_null())
                .set((
                    webhook_messages::next_attempt_at.eq(event.at),
                    webhook_messages::attempts.eq(0),
                    webhook_messages::delivered_at.eq(None::<i64>),
                    webhook_messages::dead_at.eq(None::<i64>),
                ))
                .returning(WebhookMessageRow::as_returning())
                .get_results(conn)$($await)*?;
            let Some(message) = found.iter().next() else { return Ok(false) };
            let event = NewEventRow { reason: Some(message.described()), ..event };
            event_queries::insert_events(conn, &[message.session_id], &event)$($await)*?;
            Ok(true)
        }

        /// How many messages wait.
        pub(crate) $($async)? fn count_pending(conn: &mut $connection) -> QueryResult<i64> {
            webhook_messages::table
                .filter(webhook_messages::next_attempt_at.is_not_null())
                .count()
                .get_result(conn)$($await)*
        }

        /// How many messages were given up.
        pub(crate) $($async)? fn count_dead(conn: &mut $connection) -> QueryResult<i64> {
            webhook_messages::table.filter(webhook_messages::dead_at.is_not_null()).count().get_result(conn)$($await)*
        }

        /// Deletes messages that were delivered before a time; how many.
        pub(crate) $($async)? fn delete_delivered(
            conn: &mut $connection,
            before: i64,
            limit: u32,
        ) -> QueryResult<usize> {
            let old: Vec<i64> = webhook_messages::table
                .filter(webhook_messages::delivered_at.lt(before))
                .order(webhook_messages::delivered_at)
                .limit(limit.into())
                .select(webhook_messages::id)
                .load(conn)$($await)*?;
            diesel::delete(webhook_messages::table)
                .filter(webhook_messages::id.eq_any(old))
                .filter(webhook_messages::delivered_at.lt(before))
                .execute(conn)$($await)*
        }

        /// Deletes an endpoint with its messages; how many of these were not delivered, and `None` when nothing has the name.
        pub(crate) $($async)? fn forget_endpoint(conn: &mut $connection, name: &str) -> QueryResult<Option<usize>> {
            let endpoints = diesel::delete(webhook_endpoints::table.find(name)).execute(conn)$($await)*?;
            let of_endpoint = webhook_messages::endpoint.eq(name);
            let undelivered = diesel::delete(webhook_messages::table)
                .filter(of_endpoint.and(webhook_messages::delivered_at.is_null()))
                .execute(conn)$($await)*?;
            let delivered =
                diesel::delete(webhook_messages::table).filter(of_endpoint).execute(conn)$($await)*?;
            Ok((endpoints + undelivered + delivered > 0).then_some(undelivered))
        }
    };
}

/// The queries on SQLite.
#[cfg(feature = "sqlite")]
pub(crate) mod on_sqlite {
    define_webhook_queries!(diesel::SqliteConnection, diesel::RunQueryDsl, [], [], crate::event_queries::on_sqlite);
}

/// The queries on PostgreSQL.
#[cfg(feature = "postgres")]
pub(crate) mod on_postgres {
    define_webhook_queries!(
        diesel_async::AsyncPgConnection,
        diesel_async::RunQueryDsl,
        [async],
        [.await],
        crate::event_queries::on_postgres
    );
}
