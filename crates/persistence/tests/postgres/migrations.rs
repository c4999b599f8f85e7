//! The PostgreSQL migrations.

use std::time::UNIX_EPOCH;

use diesel::RunQueryDsl;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use persistence::{NewBank, RecordError, RecordSettings, conformance, open};

use crate::temporary_database::TemporaryDatabase;
use crate::upgrade;

fn migrations() -> FileBasedMigrations {
    FileBasedMigrations::from_path("../../migrations/postgres").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn migrations_go_up_down_and_up_again() {
    let database = TemporaryDatabase::create();
    let relations = on_connection(&database, |conn| {
        conn.run_pending_migrations(migrations()).unwrap();
        conn.revert_all_migrations(migrations()).unwrap();
        let relations = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace \
                         AND relname NOT LIKE '\\_\\_diesel%'";
        diesel::dsl::sql::<diesel::sql_types::BigInt>(relations).get_result::<i64>(conn).unwrap()
    });
    assert_eq!(relations.await, 0);
    conformance::run_all(&open(&database.url(), &RecordSettings::default()).await.unwrap()).await;
}

/// Runs work on a connection as migrations need it.
async fn on_connection<T: Send + 'static>(
    database: &TemporaryDatabase,
    work: impl FnOnce(&mut AsyncConnectionWrapper<AsyncPgConnection>) -> T + Send + 'static,
) -> T {
    let conn = AsyncPgConnection::establish(&database.url()).await.unwrap();
    tokio::task::spawn_blocking(move || work(&mut AsyncConnectionWrapper::from(conn))).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn a_database_of_any_older_schema_is_upgraded_and_used() {
    let all = MigrationSource::<Pg>::migrations(&migrations()).unwrap().len();
    for applied in 1..all {
        let database = TemporaryDatabase::create();
        let migrated = on_connection(&database, move |conn| {
            (0..applied).for_each(|_| conn.run_next_migration(migrations()).map(drop).unwrap());
        });
        migrated.await;
        is_upgraded_and_used(&database).await;
    }
}

/// The rows of an older program are used by this one, while the older one still writes.
async fn is_upgraded_and_used(database: &TemporaryDatabase) {
    let digest = format!("'\\x{}'", upgrade::digits());
    let client = database.client().await;
    client.batch_execute(&upgrade::rows(&digest, "FALSE")).await.unwrap();

    let record = open(&database.url(), &RecordSettings::default()).await.unwrap();
    upgrade::the_old_rows_are_used(record.as_ref()).await;
    client.batch_execute(&upgrade::session_beside(&digest)).await.unwrap();
    upgrade::the_session_beside_is_used(record.as_ref()).await;
    client.batch_execute(upgrade::COMPLETION_BESIDE).await.unwrap();
    upgrade::the_completion_beside_is_told(record.as_ref()).await;
    drop(record);

    let kept = "SELECT (SELECT count(*) FROM exam_sessions) + (SELECT count(*) FROM attempts)";
    let before: i64 = client.query_one(kept, &[]).await.unwrap().get(0);
    on_connection(database, |conn| conn.revert_last_migration(migrations()).map(drop).unwrap()).await;
    let after: i64 = client.query_one(kept, &[]).await.unwrap().get(0);
    assert_eq!(after, before, "going back keeps the rows");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn many_may_open_one_empty_database_at_once() {
    let database = TemporaryDatabase::create();
    let mut openers = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let url = database.url();
        openers.spawn(async move {
            let record = open(&url, &RecordSettings::default()).await.unwrap();
            let bank = NewBank { name: "shared".into(), scaling_constant: 1.0, items: vec![], created_at: UNIX_EPOCH };
            record.insert_bank(bank).await.unwrap().version
        });
    }
    let mut versions = openers.join_all().await;
    versions.sort_unstable();
    assert_eq!(versions, (1..=12).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn a_schema_of_a_newer_program_is_refused() {
    let database = TemporaryDatabase::create();
    drop(open(&database.url(), &RecordSettings::default()).await.unwrap());
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')";
    database.client().await.batch_execute(newer).await.unwrap();

    match open(&database.url(), &RecordSettings::default()).await.err() {
        Some(RecordError::Migration(cause)) => assert!(cause.to_string().contains("29990101000000"), "{cause}"),
        other => panic!("expected a migration error, got {other:?}"),
    }
}
