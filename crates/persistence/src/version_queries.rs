//! The queries that banks and exam types have in common: their rows are versions of a name, and never change.

/// Defines the queries on one table of versions and one type of connection, with the names that they get.
macro_rules! define_version_queries {
    (
        $connection:ty, [$($async:tt)?], [$($await:tt)*], $table:ident, $new_row:ty => $row:ty,
        $next_version:ident, $insert:ident, $latest:ident, $page:ident
    ) => {
        /// The version that the next row of this name gets.
        pub(crate) $($async)? fn $next_version(conn: &mut $connection, name: &str) -> QueryResult<i32> {
            let latest: Option<i32> =
                $table::table.filter($table::name.eq(name)).select(max($table::version)).first(conn)$($await)*?;
            Ok(latest.map_or(1, |version| version.saturating_add(1)))
        }

        /// Inserts a version, a bank without its items.
        pub(crate) $($async)? fn $insert(conn: &mut $connection, row: &$new_row) -> QueryResult<$row> {
            diesel::insert_into($table::table)
                .values(row)
                .returning(<$row>::as_returning())
                .get_result(conn)$($await)*
        }

        /// The latest version of a name.
        pub(crate) $($async)? fn $latest(conn: &mut $connection, name: &str) -> QueryResult<Option<$row>> {
            $table::table
                .filter($table::name.eq(name))
                .order($table::version.desc())
                .select(<$row>::as_select())
                .first(conn)$($await)*
                .optional()
        }

        /// A page of all versions of all names.
        pub(crate) $($async)? fn $page(conn: &mut $connection, page: Page) -> QueryResult<Vec<$row>> {
            $table::table
                .filter($table::id.gt(page.after))
                .filter($table::name.ne($crate::model::DRAFT))
                .order($table::id)
                .limit(page.limit.into())
                .select(<$row>::as_select())
                .load(conn)$($await)*
        }
    };
}

pub(crate) use define_version_queries;
