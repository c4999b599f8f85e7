//! What the database refuses by itself, whatever program writes to it.

use persistence::{RecordSettings, open};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::temporary_database::TemporaryDatabase;
use crate::upgrade;

/// A database with the rows of the upgrade's tests: session 1 is active and has an attempt, session 2 is completed.
async fn with_rows() -> (TemporaryDatabase, Client) {
    let database = TemporaryDatabase::create();
    drop(open(&database.url(), &RecordSettings::default()).await.unwrap());
    let client = database.client().await;
    client.batch_execute(&upgrade::rows(&format!("'\\x{}'", upgrade::digits()), "FALSE")).await.unwrap();
    (database, client)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn an_attempt_out_of_range_is_refused() {
    let (_database, client) = with_rows().await;
    for values in [
        "0, 1, 1, 0.5, 0.5",
        "2, -1, 1, 0.5, 0.5",
        "2, 1, -1, 0.5, 0.5",
        "2, 1, 256, 0.5, 0.5",
        "2, 1, 1, 'NaN', 0.5",
        "2, 1, 1, '-Infinity', 0.5",
        "2, 1, 1, 0.5, 'Infinity'",
    ] {
        let insert = format!(
            "INSERT INTO attempts (session_id, position, item, response, theta, standard_error, answered_at) \
             VALUES (1, {values}, 7)"
        );
        let refused = client.batch_execute(&insert).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::CHECK_VIOLATION), "{values}: {refused:?}");
        assert!(refused.as_db_error().unwrap().message().contains("session 1"), "{refused:?}");
    }
    let changed = client.batch_execute("UPDATE attempts SET response = 300 WHERE session_id = 1").await.unwrap_err();
    assert_eq!(changed.code(), Some(&SqlState::CHECK_VIOLATION), "{changed:?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn a_session_that_contradicts_itself_is_refused() {
    let (_database, client) = with_rows().await;
    for change in [
        "status = 'completed'",
        "status = 'resting'",
        "final_theta = 0.5",
        "completed_at = 5",
        "token_digest = '\\x07'",
        "start_salt = token_digest",
        "start_key_digest = '\\x07', start_salt = '\\x07'",
        "start_theta = 'NaN'",
        "prior_mean = 0",
        "prior_mean = 0, prior_sd = 'Infinity'",
        "extra_time_seconds = -1",
        "time_multiplier = 0.5",
        "time_multiplier = 'NaN'",
    ] {
        let refused =
            client.batch_execute(&format!("UPDATE exam_sessions SET {change} WHERE id = 1")).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::CHECK_VIOLATION), "{change}: {refused:?}");
    }
    for values in ["-1, 0, 0.5, 0.5", "0, -1, 0.5, 0.5", "0, 0, 'NaN', 0.5", "0, 0, 0.5, 'Infinity'"] {
        let insert = format!(
            "INSERT INTO exam_sessions (exam_type_id, seed, token_digest, status, revision, pending_item, theta, \
             standard_error, started_at, updated_at) SELECT 1, 7, token_digest, 'active', {values}, 5, 5 \
             FROM exam_sessions WHERE id = 1"
        );
        let refused = client.batch_execute(&insert).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::CHECK_VIOLATION), "{values}: {refused:?}");
    }
}
