//! The record of the floor in PostgreSQL: an answer is one statement, on one of sixteen connections.

use benches::workload::Outcome;
use deadpool::unmanaged::Pool;
use tokio_postgres::{Client, NoTls, Statement};

use super::session_values::{STANDARD_ERROR, THETA, TOKEN_DIGEST};

/// As many connections as the server has by default.
const CONNECTIONS: usize = 16;

const TABLES: &str = "
CREATE TABLE sessions (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, token_digest BYTEA NOT NULL,
    revision BIGINT NOT NULL, pending_item BIGINT, theta DOUBLE PRECISION NOT NULL,
    standard_error DOUBLE PRECISION NOT NULL, updated_at BIGINT NOT NULL) WITH (fillfactor = 80);
CREATE TABLE attempts (session_id BIGINT NOT NULL, position BIGINT NOT NULL, item BIGINT NOT NULL, answer TEXT,
    response INTEGER NOT NULL, theta DOUBLE PRECISION NOT NULL, standard_error DOUBLE PRECISION NOT NULL,
    answered_at BIGINT NOT NULL, PRIMARY KEY (session_id, position))";

const START: &str = "INSERT INTO sessions (token_digest, revision, pending_item, theta, standard_error, updated_at)
    VALUES ($1, 0, 0, $2, $3, 0) RETURNING id";

const ANSWER: &str = "WITH moved AS (UPDATE sessions SET revision = $3, pending_item = $3, theta = $4,
        standard_error = $5, updated_at = $2
        WHERE id = $1 AND revision = $2 AND pending_item = $2 AND token_digest = $6 RETURNING id, revision)
    INSERT INTO attempts (session_id, position, item, answer, response, theta, standard_error, answered_at)
    SELECT id, revision, $2, $7, 1, $4, $5, $2 FROM moved";

/// The connections.
pub(super) struct PostgresRecord(Pool<Connection>);

struct Connection {
    client: Client,
    start: Statement,
    answer: Statement,
}

impl PostgresRecord {
    pub(super) async fn open(url: &str) -> Outcome<Self> {
        connect(url).await?.batch_execute(TABLES).await?;
        let mut connections = Vec::with_capacity(CONNECTIONS);
        for _ in 0..CONNECTIONS {
            let client = connect(url).await?;
            let (start, answer) = (client.prepare(START).await?, client.prepare(ANSWER).await?);
            connections.push(Connection { client, start, answer });
        }
        Ok(Self(Pool::from(connections)))
    }

    pub(super) async fn start(&self) -> Outcome<i64> {
        let connection = self.0.get().await?;
        let Connection { client, start, .. } = &*connection;
        Ok(client.query_one(start, &[&TOKEN_DIGEST.as_slice(), &THETA, &STANDARD_ERROR]).await?.get(0))
    }

    pub(super) async fn answer(&self, session: i64, revision: i64, option: &str) -> Outcome<bool> {
        let connection = self.0.get().await?;
        let Connection { client, answer, .. } = &*connection;
        let next = revision + 1;
        let digest = TOKEN_DIGEST.as_slice();
        let inserted =
            client.execute(answer, &[&session, &revision, &next, &THETA, &STANDARD_ERROR, &digest, &option]).await?;
        Ok(inserted == 1)
    }
}

async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
