//! Connections that break, servers that do not answer.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use irt_core::Ability;
use persistence::{
    Advance, AnswerBasis, ExamRules, ExamSessionId, Guarded, NewBank, NewExamType, NewSession, NextStep, Record,
    RecordError, RecordSettings, SessionPosition, open,
};
use tokio_postgres::Client;

use crate::temporary_database::TemporaryDatabase;

const ABILITY: Ability = Ability { theta: 0.0, se: 1.0 };
const POSITION: SessionPosition = SessionPosition { pending_item: Some(0), stop_reason: None, ability: ABILITY };

pub(crate) async fn session(record: &dyn Record) -> ExamSessionId {
    let bank = NewBank { name: "bank".into(), scaling_constant: 1.0, items: vec![], created_at: UNIX_EPOCH };
    let bank_id = record.insert_bank(bank).await.unwrap().id;
    let exam_type = NewExamType {
        name: "exam".into(),
        bank_id,
        design: "{}".into(),
        ttl_seconds: 60,
        feedback: false,
        time_limit: None,
        rules: ExamRules::default(),
        created_at: UNIX_EPOCH,
    };
    let exam_type = record.insert_exam_type(exam_type).await.unwrap();
    let session = NewSession::new(exam_type.id, 1, [0; 32], POSITION, UNIX_EPOCH);
    record.insert_session(session).await.unwrap().id
}

pub(crate) fn first_answer(session: ExamSessionId) -> Advance {
    Advance {
        session,
        expected_revision: 0,
        token_digest: [0; 32],
        basis: AnswerBasis::Record,
        history_digest: [1; 32],
        item: 0,
        answer: None,
        response: 1,
        ability: ABILITY,
        grace: Duration::ZERO,
        response_time_ms: None,
        outcome: None,
        answered_at: UNIX_EPOCH,
        next: NextStep::Item(0),
    }
}

/// The process of the server that waits for a lock, once there is one.
pub(crate) async fn blocked_backend(client: &Client) -> i32 {
    let query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        if let Some(row) = client.query_opt(query, &[]).await.unwrap() {
            return row.get(0);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn a_connection_that_breaks_at_work_makes_the_call_unavailable_and_no_other() {
    let database = TemporaryDatabase::create();
    let settings = RecordSettings { connections: NonZeroUsize::MIN, ..RecordSettings::default() };
    let record = open(&database.url(), &settings).await.unwrap();
    let session = session(record.as_ref()).await;
    let (holder, killer) = (database.client().await, database.client().await);
    holder.batch_execute("BEGIN; SELECT id FROM exam_sessions FOR UPDATE").await.unwrap();

    let answering = tokio::spawn({
        let record = Arc::clone(&record);
        async move { record.advance(first_answer(session)).await }
    });
    let blocked = blocked_backend(&killer).await;
    killer.query("SELECT pg_terminate_backend($1)", &[&blocked]).await.unwrap();
    let outcome = answering.await.unwrap();
    assert!(matches!(outcome, Err(RecordError::Unavailable(_))), "{outcome:?}");

    holder.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(record.history(session).await.unwrap().unwrap().attempts, vec![]);
    assert_eq!(record.advance(first_answer(session)).await.unwrap(), Guarded::Committed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn connections_that_broke_at_rest_are_replaced() {
    let database = TemporaryDatabase::create();
    let settings = RecordSettings { connections: NonZeroUsize::MIN.saturating_add(3), ..RecordSettings::default() };
    let record = open(&database.url(), &settings).await.unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let record = Arc::clone(&record);
        calls.spawn(async move { record.ping().await.unwrap() });
    }
    calls.join_all().await;
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    database.client().await.batch_execute(others).await.unwrap();

    // A connection may be lent before its end is known here; each of the four can do so once.
    for _ in 0..4 {
        let outcome = record.ping().await;
        assert!(matches!(outcome, Ok(()) | Err(RecordError::Unavailable(_))), "{outcome:?}");
    }
    record.ping().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn a_statement_that_takes_too_long_is_given_up_whole() {
    let database = TemporaryDatabase::create();
    let settings = RecordSettings { statement_timeout: Duration::from_millis(200), ..RecordSettings::default() };
    let record = open(&database.url(), &settings).await.unwrap();
    let session = session(record.as_ref()).await;
    let holder = database.client().await;
    holder.batch_execute("BEGIN; SELECT id FROM exam_sessions FOR UPDATE").await.unwrap();

    let outcome = record.advance(first_answer(session)).await;
    assert!(matches!(outcome, Err(RecordError::Unavailable(_))), "{outcome:?}");
    holder.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(record.advance(first_answer(session)).await.unwrap(), Guarded::Committed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn an_abandoned_call_leaves_no_transaction_open() {
    let database = TemporaryDatabase::create();
    let record = open(&database.url(), &RecordSettings::default()).await.unwrap();
    session(record.as_ref()).await;
    let (holder, observer) = (database.client().await, database.client().await);
    holder.batch_execute("BEGIN; LOCK TABLE item_banks IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let importing = tokio::spawn({
        let record = Arc::clone(&record);
        let bank = NewBank { name: "bank".into(), scaling_constant: 1.0, items: vec![], created_at: UNIX_EPOCH };
        async move { record.insert_bank(bank).await }
    });
    blocked_backend(&observer).await;
    importing.abort();
    assert!(importing.await.unwrap_err().is_cancelled());
    holder.batch_execute("ROLLBACK").await.unwrap();

    // The import still holds the name's lock until it is done, and then nothing does.
    let bank = NewBank { name: "bank".into(), scaling_constant: 1.0, items: vec![], created_at: UNIX_EPOCH };
    assert_eq!(record.insert_bank(bank).await.unwrap().version, 3);
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    assert_eq!(observer.query_one(open, &[]).await.unwrap().get::<_, i64>(0), 0);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable_and_no_password_is_shown() {
    let url = "postgres://someone:s3cret@127.0.0.1:1/exams";
    let error = open(url, &RecordSettings::default()).await.err().unwrap();
    assert!(matches!(error, RecordError::Unavailable(_)), "{error:?}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("refused"), "{cause}");
    assert!(!format!("{error:?}{error}{cause}").contains("s3cret"));
}
