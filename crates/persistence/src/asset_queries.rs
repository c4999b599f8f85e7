//! The queries on the pictures of banks.

/// Defines the queries on one type of connection, like `define_queries`, which expands this.
macro_rules! define_asset_queries {
    ($connection:ty, [$($async:tt)?], [$($await:tt)*]) => {
        use $crate::model::AssetRow;
        use $crate::rows::{AssetName, AssetRecord};
        use $crate::schema::bank_assets;

        /// Inserts a picture of a bank that is being imported.
        pub(crate) $($async)? fn insert_asset(conn: &mut $connection, row: &AssetRow) -> QueryResult<usize> {
            diesel::insert_into(bank_assets::table).values(row).execute(conn)$($await)*
        }

        /// What the pictures of a bank are called, in the order of their names.
        pub(crate) $($async)? fn asset_names(conn: &mut $connection, bank_id: i64) -> QueryResult<Vec<AssetName>> {
            bank_assets::table
                .filter(bank_assets::bank_id.eq(bank_id))
                .order(bank_assets::name)
                .select(AssetName::as_select())
                .load(conn)$($await)*
        }

        /// The picture with this name in addresses.
        pub(crate) $($async)? fn asset(
            conn: &mut $connection,
            public_name: &str,
        ) -> QueryResult<Option<AssetRecord>> {
            bank_assets::table.find(public_name).select(AssetRecord::as_select()).first(conn)$($await)*.optional()
        }
    };
}
pub(crate) use define_asset_queries;
