//! The SQLite migrations, up, down and up again.

#![expect(clippy::unwrap_used, reason = "the functions beside the tests are tests too")]

mod upgrade;

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::sqlite::Sqlite;
use diesel::{Connection, RunQueryDsl, SqliteConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use persistence::{RecordError, RecordSettings, conformance, open};

fn migrations() -> FileBasedMigrations {
    FileBasedMigrations::from_path("../../migrations/sqlite").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_go_up_down_and_up_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.db");
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.run_pending_migrations(migrations()).unwrap();
    conn.revert_all_migrations(migrations()).unwrap();
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name NOT GLOB '__diesel*' AND name NOT GLOB 'sqlite*'";
    assert_eq!(count(&mut conn, tables), 0);
    drop(conn);
    let record = open(&format!("sqlite://{}", path.display()), &RecordSettings::default()).await.unwrap();
    conformance::run_all(&record).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_any_older_schema_is_upgraded_and_used() {
    let all = MigrationSource::<Sqlite>::migrations(&migrations()).unwrap().len();
    for applied in 1..all {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("record.db");
        let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        for _ in 0..applied {
            conn.run_next_migration(migrations()).unwrap();
        }
        is_upgraded_and_used(&mut conn, &path).await;
    }
}

/// The rows of an older program are used by this one, while the older one still writes.
async fn is_upgraded_and_used(conn: &mut SqliteConnection, path: &Path) {
    let digest = format!("X'{}'", upgrade::digits());
    conn.batch_execute(&upgrade::rows(&digest, "0")).unwrap();

    let record = open(&format!("sqlite://{}", path.display()), &RecordSettings::default()).await.unwrap();
    upgrade::the_old_rows_are_used(record.as_ref()).await;
    conn.batch_execute(&upgrade::session_beside(&digest)).unwrap();
    upgrade::the_session_beside_is_used(record.as_ref()).await;
    conn.batch_execute(upgrade::COMPLETION_BESIDE).unwrap();
    upgrade::the_completion_beside_is_told(record.as_ref()).await;
    drop(record);
    let broken = "SELECT count(*) FROM pragma_foreign_key_check";
    assert_eq!(count(conn, broken), 0);

    let kept = "SELECT (SELECT count(*) FROM exam_sessions) + (SELECT count(*) FROM attempts)";
    let before = count(conn, kept);
    conn.revert_last_migration(migrations()).unwrap();
    assert_eq!(count(conn, kept), before, "going back keeps the rows");
}

fn count(conn: &mut SqliteConnection, query: &str) -> i64 {
    diesel::dsl::sql::<diesel::sql_types::BigInt>(query).get_result(conn).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_of_a_newer_program_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.db");
    let url = format!("sqlite://{}", path.display());
    drop(open(&url, &RecordSettings::default()).await.unwrap());
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')").unwrap();

    match open(&url, &RecordSettings::default()).await.err() {
        Some(RecordError::Migration(cause)) => assert!(cause.to_string().contains("29990101000000"), "{cause}"),
        other => panic!("expected a migration error, got {other:?}"),
    }
}
