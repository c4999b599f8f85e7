//! Whether answers can be recorded in PostgreSQL, and what time it is there.

use diesel::QueryResult;
use diesel::dsl::sql;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use crate::write_probe::changes_of_nothing;

/// Writes more than an answer does, and makes the changes of an answer to rows that are not there: one round trip, and one
/// transaction.
const PROBE: &str = concat!(
    changes_of_nothing!(),
    "INSERT INTO write_probe (id, filler) VALUES (1, repeat(md5(clock_timestamp()::text), 512)) \
     ON CONFLICT (id) DO UPDATE SET filler = excluded.filler"
);

/// Writes to the database. Servers that probe at the same moment may get in each other's way, which shows that they can write.
pub(super) async fn probe(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    match conn.batch_execute(PROBE).await {
        Err(Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => Ok(()),
        outcome => outcome,
    }
}

/// What the server's clock shows at this moment, in microseconds since 1970.
pub(super) async fn clock(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    let now = sql::<BigInt>("(extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
    diesel::select(now).get_result(conn).await
}
