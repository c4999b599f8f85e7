//! One connection to PostgreSQL.

use diesel::ConnectionError::{self, BadConnection};
use diesel::ConnectionResult;
use diesel::connection::CacheSize;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};

use super::pooler;
use super::target::Target;

/// Connects, and runs the statements that set the connection up.
pub(super) async fn connect(target: &Target, setup: &str) -> ConnectionResult<AsyncPgConnection> {
    let (client, connection) = target.connect().await.map_err(BadConnection)?;
    let mut conn = AsyncPgConnection::try_from_client_and_connection(client, connection).await?;
    conn.batch_execute(setup).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// Connects through a pooler that shares its connections: nothing is set up but by each transaction, and no statement is kept.
pub(super) async fn connect_shared(target: &Target) -> ConnectionResult<AsyncPgConnection> {
    let (client, connection) = target.connect().await.map_err(BadConnection)?;
    pooler::send_begin(&client);
    let mut conn = AsyncPgConnection::try_from_client_and_connection(client, connection).await?;
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    conn.batch_execute("COMMIT").await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}
