//! The record in PostgreSQL: the conformance suite, migrations, and faults.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "the functions beside the tests are tests too")]

mod constraints;
mod faults;
mod growth;
mod messages;
mod migrations;
mod pooler;
mod replicas;
mod starts;
mod temporary_database;
mod tls;
#[path = "../upgrade/mod.rs"]
mod upgrade;

use std::num::NonZeroUsize;

use persistence::{RecordSettings, conformance, open};
use temporary_database::TemporaryDatabase;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn postgres_without_shared_commits_conforms() {
    let database = TemporaryDatabase::create();
    let settings = RecordSettings { shared_commits: false, ..RecordSettings::default() };
    conformance::run_all(&open(&database.url(), &settings).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn postgres_conforms() {
    let database = TemporaryDatabase::create();
    // So few that answers have to wait, and do share commits.
    let settings = RecordSettings { connections: NonZeroUsize::MIN.saturating_add(2), ..RecordSettings::default() };
    conformance::run_all(&open(&database.url(), &settings).await.unwrap()).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn a_runtime_of_one_thread_will_do() {
    let database = TemporaryDatabase::create();
    open(&database.url(), &RecordSettings::default()).await.unwrap().ping().await.unwrap();
}
