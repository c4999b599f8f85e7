//! The record in SQLite: the conformance suite on a file and in memory, and what is particular to files.

#![expect(clippy::unwrap_used, reason = "the functions beside the tests are tests too")]

use std::time::UNIX_EPOCH;

use std::path::Path;
use std::sync::Arc;

use persistence::{
    FourParameters, ItemRecord, NewBank, Presentation, Record, RecordError, RecordSettings, conformance, open,
};

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

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_new_file_and_its_log_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let record = open_file(&directory.path().join("record.db")).await;
    record.insert_bank(bank("b")).await.unwrap();
    let modes: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().permissions().mode() & 0o777)
        .collect();
    assert_eq!(modes, [0o600; 3], "the database, its log and the index of the log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_conforms() {
    let directory = tempfile::tempdir().unwrap();
    conformance::run_all(&open_file(&directory.path().join("record.db")).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_without_shared_commits_conforms() {
    let directory = tempfile::tempdir().unwrap();
    let settings = RecordSettings { shared_commits: false, ..RecordSettings::default() };
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
    assert!(message(&error).contains("name another one"), "{}", message(&error));
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
    assert!(message(&error).contains("another process has locked"), "{}", message(&error));
    assert!(record.ping().await.is_err(), "what cannot be written to is not ready");
    assert_eq!(record.latest_bank("late").await.unwrap(), None, "reading goes on");
    other.batch_execute("ROLLBACK").unwrap();
    assert_eq!(record.insert_bank(bank("late")).await.unwrap().version, 1);
}

/// How many rows the tables of banks and items have.
fn rows_of_banks(path: &Path) -> [i64; 2] {
    use diesel::prelude::*;
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    ["item_banks", "items"].map(|table| {
        let count = format!("(SELECT count(*) FROM {table})");
        diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(&count)).get_result(&mut conn).unwrap()
    })
}

fn large_bank(name: &str, items: usize) -> NewBank {
    let four_parameters = FourParameters { discrimination: 1.0, difficulty: 0.0, guessing: 0.0, upper_asymptote: 1.0 };
    let item = |number| ItemRecord {
        item_id: format!("item-{number}"),
        model: "2pl".into(),
        four_parameters,
        parameters: None,
        content: None,
        stem: None,
        answer_key: None,
        options: vec![],
        presentation: Presentation::default(),
    };
    let created_at = UNIX_EPOCH + std::time::Duration::from_secs(24 * 3600);
    NewBank { items: (0..items).map(item).collect(), created_at, ..bank(name) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_bank_that_is_refused_leaves_no_rows() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.db");
    let record = open_file(&path).await;
    let mut faulty = large_bank("faulty", 3_000);
    faulty.items[2_999].item_id = "item-0".into();
    assert!(record.insert_bank(faulty).await.is_err());
    assert_eq!(rows_of_banks(&path), [0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_import_left_that_broke_off_is_not_found_and_removed_by_a_later_import() {
    use diesel::connection::SimpleConnection as _;
    use diesel::prelude::*;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.db");
    let record = open_file(&path).await;
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute(
        "INSERT INTO item_banks VALUES (7, ' importing', 1, 1.0, 2, 0);
         INSERT INTO items VALUES (7, 0, 'q0', '2pl', 1.0, 0.0, 0.0, 1.0, NULL, NULL, NULL, NULL, '[]', NULL);
         INSERT INTO bank_assets VALUES ('x.png', 7, 'a.png', 'image/png', x'00');",
    )
    .unwrap();
    drop(conn);
    assert_eq!(record.banks(persistence::Page { after: 0, limit: 10 }).await.unwrap(), []);
    assert_eq!(record.bank(persistence::BankId(7)).await.unwrap(), None);
    record.insert_bank(large_bank("large", 3_000)).await.unwrap();
    assert_eq!(rows_of_banks(&path), [1, 3_000]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_whose_file_is_missing_is_not_removed_by_making_another_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.db");
    let log = directory.path().join("record.db-wal");
    std::fs::write(&log, [7; 64]).unwrap();
    let url = format!("sqlite://{}", path.display());
    let refused = open(&url, &RecordSettings::default()).await.err().unwrap();
    let cause = std::error::Error::source(&refused).unwrap().to_string();
    assert!(cause.contains("record.db-wal") && cause.contains("put the file back"), "{cause}");
    assert_eq!(std::fs::read(&log).unwrap(), [7; 64]);
    assert!(!path.exists());
}
