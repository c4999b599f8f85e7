//! What an operator reads when something is wrong with the database.

use std::error::Error;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use persistence::{Record, RecordError, RecordSettings, open};
use testkit::PostgresServer;
use tokio_postgres::NoTls;

/// The error with its causes, as an operator reads it.
pub fn message(error: &RecordError) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

pub fn assert_unavailable<T>(outcome: Result<T, RecordError>, expected: &str) {
    let error = outcome.err().unwrap();
    assert!(matches!(error, RecordError::Unavailable(_)), "{error:?}");
    assert!(message(&error).contains(expected), "{} and not: {expected}", message(&error));
    for text in [message(&error), format!("{error:?}")] {
        assert!(!text.contains(PostgresServer::PASSWORD) && !text.contains("hunter2"), "{text}");
    }
}

async fn refused(url: &str, expected: &str) {
    assert_unavailable(open(url, &RecordSettings::default()).await, expected);
}

/// Runs statements as the superuser.
pub async fn execute(server: &PostgresServer, statements: &[&str]) {
    let (client, connection) = tokio_postgres::connect(&server.url(), NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    for statement in statements {
        client.batch_execute(statement).await.unwrap();
    }
    drop(client);
    connection.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn the_error_of_a_rejected_login_says_what_to_correct() {
    let server = PostgresServer::start();
    let (address, password) = (server.address(), PostgresServer::PASSWORD);
    refused(&format!("postgres://postgres:hunter2@{address}/postgres"), "the user or the password is wrong").await;
    refused(&format!("postgres://nobody:hunter2@{address}/postgres"), "the user or the password is wrong").await;
    refused(&format!("postgres://postgres@{address}/postgres"), "the server wants a password").await;
    refused(&format!("postgres://postgres:{password}@{address}/absent"), "there is no such database").await;

    execute(&server, &["CREATE ROLE crowded LOGIN CONNECTION LIMIT 0 PASSWORD 'hunter2'"]).await;
    refused(&format!("postgres://crowded:hunter2@{address}/postgres"), "no connection to spare").await;
    execute(&server, &["CREATE ROLE barred NOLOGIN PASSWORD 'hunter2'"]).await;
    refused(&format!("postgres://barred:hunter2@{address}/postgres"), "does not let this user in").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_nothing_listens_on_is_reported() {
    refused("postgres://postgres:hunter2@127.0.0.1:1/exams", "nothing listens there").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_server_that_does_not_answer_is_reported() {
    let server = PostgresServer::start();
    let settings = RecordSettings { connect_timeout: Duration::from_millis(300), ..RecordSettings::default() };
    server.pause();
    let outcome = open(&server.url(), &settings).await;
    server.resume();
    assert_unavailable(outcome, "the host does not answer");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn a_database_that_can_only_be_read_is_reported_at_start_and_by_a_ping() {
    let server = PostgresServer::start();
    let record = open(&server.url(), &RecordSettings::default()).await.unwrap();
    record.ping().await.unwrap();

    execute(&server, &["ALTER DATABASE postgres SET default_transaction_read_only = on"]).await;
    refused(&server.url(), "the database can only be read").await;
    execute(
        &server,
        &["SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'adaptive-engine'"],
    )
    .await;
    assert_unavailable(record.ping().await, "the database can only be read");
    assert_unavailable(insert_bank(&record).await, "the database can only be read");
    assert!(record.latest_bank("bank").await.unwrap().is_none(), "reading goes on");

    execute(&server, &["SET default_transaction_read_only = off", "ALTER DATABASE postgres RESET ALL"]).await;
    execute(
        &server,
        &[
            "SET default_transaction_read_only = off",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'adaptive-engine'",
        ],
    )
    .await;
    record.ping().await.unwrap();
    insert_bank(&record).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the programs of PostgreSQL"]
async fn after_a_restart_no_call_fails_for_the_connections_that_died_at_rest() {
    let mut server = PostgresServer::start();
    let settings = RecordSettings { connections: NonZeroUsize::MIN.saturating_add(7), ..RecordSettings::default() };
    let record = open(&server.url(), &settings).await.unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let record = Arc::clone(&record);
        calls.spawn(async move { record.ping().await.unwrap() });
    }
    calls.join_all().await;

    server.restart();
    for _ in 0..8 {
        assert!(record.latest_bank("bank").await.unwrap().is_none());
    }
    insert_bank(&record).await.unwrap();
}

pub async fn insert_bank(record: &Arc<dyn Record>) -> Result<(), RecordError> {
    let created_at = std::time::UNIX_EPOCH;
    let bank = persistence::NewBank { name: "bank".into(), scaling_constant: 1.0, items: vec![], created_at };
    record.insert_bank(bank).await.map(drop)
}
