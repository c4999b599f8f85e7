//! The record in SQLite: the conformance suite on a file and in memory, and what is particular to files.

#![expect(clippy::unwrap_used, reason = "the functions beside the tests are tests too")]

use std::time::UNIX_EPOCH;

use std::path::Path;
use std::sync::Arc;

use persistence::{NewBank, Record, RecordError, RecordSettings, conformance, open};

fn url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

async fn open_file(path: &Path) -> Arc<dyn Record> {
    open(&url(path), &RecordSettings::default()).await.unwrap()
}

fn bank(name: &str) -> NewBank {
    NewBank { name: name.into(), scaling_constant: 1.0, items: vec![], created_at: UNIX_EPOCH }
}

/// The error with its causes, as an operator reads it.
fn message(error: &RecordError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_conforms() {
    let directory = tempfile::tempdir().unwrap();
    conformance::run_all(&open_file(&directory.path().join("record.db")).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_without_shared_commits_conforms() {
    let directory = tempfile::tempdir().unwrap();
    let settings = RecordSettings { shared_commits: Some(false), ..RecordSettings::default() };
    conformance::run_all(&open(&url(&directory.path().join("record.db")), &settings).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_conforms() {
    conformance::run_all(&open("sqlite://:memory:", &RecordSettings::default()).await.unwrap()).await;
}

#[tokio::test]
async fn a_runtime_of_one_thread_will_do() {
    let record = open("sqlite://:memory:", &RecordSettings::default()).await.unwrap();
    record.insert_bank(bank("only")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn reopening_a_file_keeps_everything() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.db");
    let inserted = open_file(&path).await.insert_bank(bank("kept")).await.unwrap();
    let reopened = open_file(&path).await;
    assert_eq!(reopened.latest_bank("kept").await.unwrap(), Some(inserted));
    assert_eq!(reopened.insert_bank(bank("kept")).await.unwrap().version, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_may_open_one_empty_file_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.db");
    let mut openers = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let path = path.clone();
        openers.spawn(async move { open_file(&path).await.insert_bank(bank("shared")).await.unwrap().version });
    }
    let mut versions = openers.join_all().await;
    versions.sort_unstable();
    assert_eq!(versions, (1..=12).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_directory_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let error = open(&url(&directory.path().join("absent/record.db")), &RecordSettings::default()).await.err().unwrap();
    assert!(matches!(error, RecordError::Unavailable(_)));
    let message = message(&error);
    assert!(message.contains("absent does not exist"), "{message}");
    assert!(!directory.path().join("absent").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.txt");
    let text = "no database at all, but long enough to have a header of a hundred bytes. ".repeat(20);
    std::fs::write(&path, &text).unwrap();
    let error = open(&url(&path), &RecordSettings::default()).await.err().unwrap();
    assert!(matches!(error, RecordError::Database(_)), "{error:?}");
    assert!(message(&error).contains("not a database"), "{}", message(&error));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_held_too_long_makes_the_database_unavailable() {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, SqliteConnection};

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.db");
    let settings = RecordSettings { wait_timeout: std::time::Duration::from_millis(50), ..RecordSettings::default() };
    let record = open(&url(&path), &settings).await.unwrap();
    let mut other = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();

    let error = record.insert_bank(bank("late")).await.err().unwrap();
    assert!(matches!(error, RecordError::Unavailable(_)), "{error:?}");
    assert_eq!(record.latest_bank("late").await.unwrap(), None, "reading goes on");
    other.batch_execute("ROLLBACK").unwrap();
    assert_eq!(record.insert_bank(bank("late")).await.unwrap().version, 1);
}
