//! The SQLite migrations, up, down and up again.

#![expect(clippy::unwrap_used, reason = "the functions beside the tests are tests too")]

use diesel::connection::SimpleConnection;
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
    let left: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(tables).get_result(&mut conn).unwrap();
    assert_eq!(left, 0);
    drop(conn);
    let record = open(&format!("sqlite://{}", path.display()), &RecordSettings::default()).await.unwrap();
    conformance::run_all(&record).await;
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
