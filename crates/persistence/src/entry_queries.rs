//! The queries on entry links and on the secrets of the pages, written once and expanded for each database. Each runs in a transaction
//! of its caller.

/// Defines the queries on one type of connection. `[async]` and `[.await]` make them async.
macro_rules! define_entry_queries {
    ($connection:ty, $run_query_dsl:path, [$($async:tt)?], [$($await:tt)*]) => {
        use diesel::prelude::{ExpressionMethods, QueryDsl, QueryResult};
        use $run_query_dsl;

        use $crate::model::EntryUseRow;
        use $crate::schema::{entry_uses, page_secrets};

        /// Keeps a secret, unless there is one of this name. The one that is kept.
        pub(crate) $($async)? fn keep_secret(
            conn: &mut $connection,
            name: &str,
            offered: &[u8],
        ) -> QueryResult<Vec<u8>> {
            diesel::insert_into(page_secrets::table)
                .values((page_secrets::name.eq(name), page_secrets::secret.eq(offered)))
                .on_conflict_do_nothing()
                .execute(conn)$($await)*?;
            page_secrets::table.find(name).select(page_secrets::secret).get_result(conn)$($await)*
        }

        /// Keeps the use of a link, unless one is kept. Who has used it first.
        pub(crate) $($async)? fn use_entry(conn: &mut $connection, row: &EntryUseRow) -> QueryResult<Vec<u8>> {
            diesel::insert_into(entry_uses::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(conn)$($await)*?;
            entry_uses::table.find(&row.token_digest).select(entry_uses::used_by).get_result(conn)$($await)*
        }

        /// Who has used the link of a token.
        pub(crate) $($async)? fn entry_used_by(
            conn: &mut $connection,
            token_digest: &[u8],
        ) -> QueryResult<Option<Vec<u8>>> {
            use diesel::prelude::OptionalExtension;
            entry_uses::table.find(token_digest).select(entry_uses::used_by).get_result(conn)$($await)*.optional()
        }
    };
}

#[cfg(feature = "sqlite")]
pub(crate) mod on_sqlite {
    define_entry_queries!(diesel::SqliteConnection, diesel::RunQueryDsl, [], []);
}

#[cfg(feature = "postgres")]
pub(crate) mod on_postgres {
    define_entry_queries!(diesel_async::AsyncPgConnection, diesel_async::RunQueryDsl, [async], [.await]);
}
