//! The calls of the record on entry links and on the secrets of the pages, written once and expanded for each database.

/// Implements the trait of the entries.
///
/// The module that expands this has the macro `read!`, which runs a query, the macro `unit!`, which runs one in a transaction,
/// and `entry_queries`.
macro_rules! implement_entries {
    ($record:ty) => {
        use $crate::model::EntryUseRow;
        use $crate::rows::EntryUse;

        #[async_trait::async_trait]
        impl $crate::record::EntriesRecord for $record {
            async fn keep_secret(&self, name: &str, offered: [u8; 32]) -> Result<[u8; 32], RecordError> {
                let name = name.to_owned();
                let kept = unit!(self, |conn| entry_queries::keep_secret(conn, &name, &offered))?;
                model::bytes(kept, "page secret")
            }

            async fn use_entry(&self, entry: EntryUse) -> Result<[u8; 32], RecordError> {
                let row = EntryUseRow::from(entry);
                model::bytes(unit!(self, |conn| entry_queries::use_entry(conn, &row))?, "use of an entry link")
            }

            async fn entry_used_by(&self, token_digest: [u8; 32]) -> Result<Option<[u8; 32]>, RecordError> {
                let used = read!(self, |conn| entry_queries::entry_used_by(conn, &token_digest))?;
                used.map(|used| model::bytes(used, "use of an entry link")).transpose()
            }
        }
    };
}
pub(crate) use implement_entries;
