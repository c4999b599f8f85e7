//! The queries on API keys.

/// Defines the queries on one type of connection, like `define_queries`, which expands this.
macro_rules! define_key_queries {
    ($connection:ty, [$($async:tt)?], [$($await:tt)*]) => {
        use $crate::model::{ApiKeyRow, NewApiKeyRow};
        use $crate::schema::api_keys;

        /// Inserts a key.
        pub(crate) $($async)? fn insert_api_key(conn: &mut $connection, row: &NewApiKeyRow) -> QueryResult<ApiKeyRow> {
            // All rows and not one, for the same reason as with a session.
            let mut inserted: Vec<ApiKeyRow> = diesel::insert_into(api_keys::table)
                .values(row)
                .returning(ApiKeyRow::as_returning())
                .get_results(conn)$($await)*?;
            inserted.pop().ok_or(diesel::NotFound)
        }

        /// The key whose secret has this digest.
        pub(crate) $($async)? fn api_key_of(conn: &mut $connection, digest: &[u8]) -> QueryResult<Option<ApiKeyRow>> {
            api_keys::table
                .filter(api_keys::digest.eq(digest))
                .select(ApiKeyRow::as_select())
                .first(conn)$($await)*
                .optional()
        }

        /// A key.
        pub(crate) $($async)? fn api_key(conn: &mut $connection, id: i64) -> QueryResult<Option<ApiKeyRow>> {
            api_keys::table.find(id).select(ApiKeyRow::as_select()).first(conn)$($await)*.optional()
        }

        /// A page of the keys, with or without those that are revoked.
        pub(crate) $($async)? fn api_keys(
            conn: &mut $connection,
            page: Page,
            revoked_too: bool,
        ) -> QueryResult<Vec<ApiKeyRow>> {
            api_keys::table
                .filter(api_keys::id.gt(page.after))
                .filter(api_keys::revoked_at.is_null().or(revoked_too.into_sql::<Bool>()))
                .order(api_keys::id)
                .limit(page.limit.into())
                .select(ApiKeyRow::as_select())
                .load(conn)$($await)*
        }

        /// Whether there is or has been a key.
        pub(crate) $($async)? fn has_api_keys(conn: &mut $connection) -> QueryResult<bool> {
            diesel::select(exists(api_keys::table.select(api_keys::id))).get_result(conn)$($await)*
        }

        /// Marks a key as revoked, unless it is.
        pub(crate) $($async)? fn revoke_api_key(conn: &mut $connection, id: i64, at: i64) -> QueryResult<usize> {
            diesel::update(api_keys::table.find(id))
                .filter(api_keys::revoked_at.is_null())
                .set(api_keys::revoked_at.eq(at))
                .execute(conn)$($await)*
        }

        /// Notes a use of a key, unless one at or after `since` is noted.
        pub(crate) $($async)? fn note_api_key_use(
            conn: &mut $connection,
            id: i64,
            at: i64,
            since: i64,
        ) -> QueryResult<usize> {
            diesel::update(api_keys::table.find(id))
                .filter(api_keys::last_used_at.is_null().or(api_keys::last_used_at.assume_not_null().lt(since)))
                .set(api_keys::last_used_at.eq(at))
                .execute(conn)$($await)*
        }
    };
}

pub(crate) use define_key_queries;
