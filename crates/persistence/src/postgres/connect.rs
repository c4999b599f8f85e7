//! One connection to PostgreSQL.

use diesel::ConnectionError::{self, BadConnection};
use diesel::ConnectionResult;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use super::target::Target;

/// Connects, and runs the statements that set the connection up.
pub(super) async fn connect(target: &Target, setup: &str) -> ConnectionResult<AsyncPgConnection> {
    let (client, connection) = target.connect().await.map_err(BadConnection)?;
    let mut conn = AsyncPgConnection::try_from_client_and_connection(client, connection).await?;
    conn.batch_execute(setup).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}
