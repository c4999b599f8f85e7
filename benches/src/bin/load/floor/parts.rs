//! The parts of the floor.

use benches::workload::Outcome;

use super::copies::Copies;
use super::postgres::PostgresRecord;
use super::sqlite::SqliteRecord;
use crate::arguments::FloorSettings;

/// The parts of the floor.
pub(super) struct Floor {
    pub(super) record: Record,
    pub(super) copies: Copies,
    pub(super) settings: FloorSettings,
}

/// The database.
pub(super) enum Record {
    Sqlite(SqliteRecord),
    Postgres(PostgresRecord),
}

impl Record {
    /// Commits a session; its number.
    pub(super) async fn start(&self) -> Outcome<i64> {
        match self {
            Self::Sqlite(record) => record.start().await,
            Self::Postgres(record) => record.start().await,
        }
    }

    /// Commits an answer to the item that is pending at this revision, if the session is at it.
    pub(super) async fn answer(&self, session: i64, revision: i64, option: String) -> Outcome<bool> {
        match self {
            Self::Sqlite(record) => record.answer(session, revision, option).await,
            Self::Postgres(record) => record.answer(session, revision, &option).await,
        }
    }
}
