//! The links with which examinees enter the pages.

use diesel::prelude::*;

use super::time::to_micros;
use crate::rows::EntryUse;
use crate::schema::entry_uses;

/// The use of a link as it is inserted.
#[derive(Debug, Insertable)]
#[diesel(table_name = entry_uses)]
pub(crate) struct EntryUseRow {
    pub token_digest: Vec<u8>,
    exam_session_id: i64,
    used_by: Vec<u8>,
    used_at: i64,
}

impl From<EntryUse> for EntryUseRow {
    fn from(entry: EntryUse) -> Self {
        Self {
            token_digest: entry.token_digest.to_vec(),
            exam_session_id: entry.session.0,
            used_by: entry.used_by.to_vec(),
            used_at: to_micros(entry.used_at),
        }
    }
}
