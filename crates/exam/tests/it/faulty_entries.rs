//! The entry links of the record that fails on demand.

use async_trait::async_trait;
use persistence::{EntriesRecord, EntryUse, RecordError};

use crate::faulty_record::FaultyRecord;

#[async_trait]
impl EntriesRecord for FaultyRecord {
    async fn keep_secret(&self, name: &str, offered: [u8; 32]) -> Result<[u8; 32], RecordError> {
        self.inner().keep_secret(name, offered).await
    }

    async fn use_entry(&self, entry: EntryUse) -> Result<[u8; 32], RecordError> {
        self.inner().use_entry(entry).await
    }

    async fn entry_used_by(&self, token_digest: [u8; 32]) -> Result<Option<[u8; 32]>, RecordError> {
        self.inner().entry_used_by(token_digest).await
    }
}
