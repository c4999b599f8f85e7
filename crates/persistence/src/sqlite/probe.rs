//! Whether answers can be recorded in an SQLite file.

use diesel::connection::SimpleConnection;
use diesel::{QueryResult, SqliteConnection};

use super::units::immediate;
use crate::write_probe::changes_of_nothing;

/// What is written, larger than what an answer writes.
const WRITE: &str = "INSERT INTO write_probe (id, filler) VALUES (1, randomblob(16384)) \
                     ON CONFLICT (id) DO UPDATE SET filler = excluded.filler";

/// Writes to the database, and makes the changes of an answer to rows that are not there.
pub(super) fn probe(conn: &mut SqliteConnection) -> QueryResult<()> {
    immediate(conn, |conn| {
        conn.batch_execute(changes_of_nothing!())?;
        conn.batch_execute(WRITE)
    })
}
