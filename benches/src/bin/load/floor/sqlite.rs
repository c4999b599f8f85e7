//! The record of the floor in an SQLite file: an answer is one transaction.

use std::sync::Arc;

use actix_web::web::block;
use benches::workload::Outcome;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use tokio::sync::Mutex;

use super::session_values::{STANDARD_ERROR, THETA, TOKEN_DIGEST};

const TABLES: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE sessions (id INTEGER PRIMARY KEY, token_digest BLOB NOT NULL, revision BIGINT NOT NULL, pending_item BIGINT,
    theta DOUBLE NOT NULL, standard_error DOUBLE NOT NULL, updated_at BIGINT NOT NULL);
CREATE TABLE attempts (session_id BIGINT NOT NULL, position BIGINT NOT NULL, item BIGINT NOT NULL, answer TEXT,
    response INTEGER NOT NULL, theta DOUBLE NOT NULL, standard_error DOUBLE NOT NULL, answered_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, position));";

diesel::table! {
    sessions (id) {
        id -> BigInt,
        token_digest -> Binary,
        revision -> BigInt,
        pending_item -> BigInt,
        theta -> Double,
        standard_error -> Double,
        updated_at -> BigInt,
    }
}

diesel::table! {
    attempts (session_id, position) {
        session_id -> BigInt,
        position -> BigInt,
        item -> BigInt,
        answer -> Text,
        response -> Integer,
        theta -> Double,
        standard_error -> Double,
        answered_at -> BigInt,
    }
}

/// The one connection that writes: a file has one writer, and more of them would wait for its lock in sleep.
pub(super) struct SqliteRecord(Arc<Mutex<SqliteConnection>>);

impl SqliteRecord {
    pub(super) fn open(path: &str) -> Outcome<Self> {
        let mut connection = SqliteConnection::establish(path)?;
        connection.batch_execute(TABLES)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    pub(super) async fn start(&self) -> Outcome<i64> {
        let mut connection = Arc::clone(&self.0).lock_owned().await;
        let insert = move || {
            connection.immediate_transaction(|connection| {
                diesel::insert_into(sessions::table)
                    .values((
                        sessions::token_digest.eq(&TOKEN_DIGEST[..]),
                        sessions::revision.eq(0),
                        sessions::pending_item.eq(0),
                        sessions::theta.eq(THETA),
                        sessions::standard_error.eq(STANDARD_ERROR),
                        sessions::updated_at.eq(0),
                    ))
                    .returning(sessions::id)
                    .get_result(connection)
            })
        };
        Ok(block(insert).await??)
    }

    pub(super) async fn answer(&self, session: i64, revision: i64, option: String) -> Outcome<bool> {
        let mut connection = Arc::clone(&self.0).lock_owned().await;
        let commit =
            move || connection.immediate_transaction(|connection| answer(connection, session, revision, &option));
        Ok(block(commit).await??)
    }
}

fn answer(connection: &mut SqliteConnection, session: i64, revision: i64, option: &str) -> QueryResult<bool> {
    let guarded = sessions::table
        .find(session)
        .filter(sessions::revision.eq(revision))
        .filter(sessions::pending_item.eq(revision))
        .filter(sessions::token_digest.eq(&TOKEN_DIGEST[..]));
    let moved = diesel::update(guarded)
        .set((
            sessions::revision.eq(revision + 1),
            sessions::pending_item.eq(revision + 1),
            sessions::theta.eq(THETA),
            sessions::standard_error.eq(STANDARD_ERROR),
            sessions::updated_at.eq(revision),
        ))
        .execute(connection)?;
    if moved == 0 {
        return Ok(false);
    }
    diesel::insert_into(attempts::table)
        .values((
            attempts::session_id.eq(session),
            attempts::position.eq(revision + 1),
            attempts::item.eq(revision),
            attempts::answer.eq(option),
            attempts::response.eq(1),
            attempts::theta.eq(THETA),
            attempts::standard_error.eq(STANDARD_ERROR),
            attempts::answered_at.eq(revision),
        ))
        .execute(connection)
        .map(|inserted| inserted == 1)
}
