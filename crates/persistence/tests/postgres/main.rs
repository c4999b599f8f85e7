//! The record in PostgreSQL: the conformance suite, migrations, and faults.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "the functions beside the tests are tests too")]

mod faults;
mod messages;
mod migrations;
mod temporary_database;

use persistence::{RecordSettings, conformance, open};
use temporary_database::TemporaryDatabase;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn postgres_conforms() {
    let database = TemporaryDatabase::create();
    let settings = RecordSettings { shared_commits: Some(false), ..RecordSettings::default() };
    conformance::run_all(&open(&database.url(), &settings).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn postgres_with_shared_commits_conforms() {
    let database = TemporaryDatabase::create();
    let settings = RecordSettings { shared_commits: Some(true), ..RecordSettings::default() };
    conformance::run_all(&open(&database.url(), &settings).await.unwrap()).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn a_runtime_of_one_thread_will_do() {
    let database = TemporaryDatabase::create();
    open(&database.url(), &RecordSettings::default()).await.unwrap().ping().await.unwrap();
}
