//! The record behind PgBouncer.

use std::num::NonZeroUsize;
use std::sync::Arc;

use irt_core::Ability;
use persistence::{
    BankSummary, ExamRules, Guarded, NewBank, NewExamType, NewSession, Record, RecordError, RecordSettings,
    SessionPosition, conformance, open, open_to_read,
};
use testkit::{PgBouncer, PostgresServer};
use tokio_postgres::{Client, NoTls};

use crate::faults::{blocked_backend, first_answer, session};

/// Every case of the record, with more connections than the pooler has to the server.
async fn conforms(prepared_statements: Option<bool>) {
    let server = PostgresServer::start();
    let bouncer = PgBouncer::start(&server, "transaction");
    let settings = RecordSettings { prepared_statements, ..RecordSettings::default() };
    conformance::run_all(&open(&bouncer.url("postgres"), &settings).await.unwrap()).await;
    nothing_is_left_behind(&bouncer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs the programs of PostgreSQL and PgBouncer"]
async fn a_pooler_in_transaction_mode_is_found_out_and_the_record_conforms() {
    conforms(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs the programs of PostgreSQL and PgBouncer"]
async fn without_prepared_statements_by_setting_the_record_conforms() {
    conforms(Some(false)).await;
}

/// No connection of the pooler has a setting or a statement of the record's: others will use it next.
async fn nothing_is_left_behind(bouncer: &PgBouncer) {
    let mut holding = Vec::new();
    // Fewer than the connections that the pooler has. Each stays with its transaction, so that the next client gets another.
    for _ in 0..5 {
        let client = client(&bouncer.url("postgres")).await;
        client.batch_execute("BEGIN").await.unwrap();
        let left = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'), \
                    (SELECT count(*) FROM pg_prepared_statements)";
        let row = client.query_typed(left, &[]).await.unwrap().remove(0);
        let settings: [&str; 2] = [row.get(0), row.get(1)];
        assert_eq!((settings, row.get::<_, i64>(2)), (["0", "0"], 0));
        holding.push(client);
    }
}

async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the programs of PostgreSQL and PgBouncer"]
async fn prepared_statements_that_the_pooler_does_not_keep_are_refused_at_the_start() {
    let server = PostgresServer::start();
    let bouncer = PgBouncer::start(&server, "transaction");
    let settings = RecordSettings { prepared_statements: Some(true), ..RecordSettings::default() };
    match open(&bouncer.url("postgres"), &settings).await.err() {
        Some(RecordError::Configuration { reason }) => assert!(reason.contains("prepared_statements"), "{reason}"),
        other => panic!("expected a configuration error, got {other:?}"),
    }
    open(&server.url(), &settings).await.unwrap().ping().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the programs of PostgreSQL and PgBouncer"]
async fn a_pooler_that_changes_to_transaction_mode_makes_the_record_unwell() {
    let server = PostgresServer::start();
    let bouncer = PgBouncer::start(&server, "session");
    let settings = RecordSettings { connections: NonZeroUsize::MIN.saturating_add(1), ..RecordSettings::default() };
    let record = open(&bouncer.url("postgres"), &settings).await.unwrap();
    for _ in 0..3 {
        record.ping().await.unwrap();
    }
    // The console is asked by a client that blocks.
    std::thread::scope(|scope| scope.spawn(|| bouncer.change_mode("transaction")).join()).unwrap();
    let mut outcomes = Vec::new();
    for _ in 0..8 {
        outcomes.push(record.ping().await);
    }
    assert!(outcomes.last().unwrap().is_err(), "{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the programs of PostgreSQL and PgBouncer"]
async fn a_record_opened_to_read_changes_nothing_with_and_without_a_pooler() {
    let server = PostgresServer::start();
    let bouncer = PgBouncer::start(&server, "transaction");
    for url in [server.url(), bouncer.url("postgres")] {
        let settings = RecordSettings::default();
        if url == server.url() {
            let early = open_to_read(&url, &settings).await.err();
            assert!(matches!(early, Some(RecordError::OutdatedSchema { .. })), "nothing is migrated: {early:?}");
        }
        let writer = open(&url, &settings).await.unwrap();
        let bank = bank(&writer).await.unwrap();
        let reader = open_to_read(&url, &settings).await.unwrap();
        assert_eq!(reader.latest_bank("bank").await.unwrap(), Some(bank));
        assert!(matches!(self::bank(&reader).await, Err(RecordError::Unavailable(_))));
    }
}

async fn bank(record: &Arc<dyn Record>) -> Result<BankSummary, RecordError> {
    let created_at = std::time::UNIX_EPOCH;
    let bank = NewBank { name: "bank".into(), scaling_constant: 1.0, items: Vec::new(), created_at };
    record.insert_bank(bank).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the programs of PostgreSQL and PgBouncer"]
async fn an_abandoned_answer_leaves_no_transaction_open() {
    let server = PostgresServer::start();
    let bouncer = PgBouncer::start(&server, "transaction");
    let record = open(&bouncer.url("postgres"), &RecordSettings::default()).await.unwrap();
    let session = session(record.as_ref()).await;
    // From now on the pool has two connections, and lends the one that was used last after the other.
    let both = tokio::join!(record.ping(), record.ping());
    both.0.and(both.1).unwrap();
    let (holder, observer) = (client(&server.url()).await, client(&server.url()).await);
    holder.batch_execute("BEGIN; SELECT id FROM exam_sessions FOR UPDATE").await.unwrap();
    let answering = tokio::spawn({
        let record = Arc::clone(&record);
        async move { record.advance(first_answer(session)).await }
    });
    blocked_backend(&observer).await;
    answering.abort();
    assert!(answering.await.unwrap_err().is_cancelled());
    holder.batch_execute("ROLLBACK").await.unwrap();

    // This call has the other connection. A lock of the first would be in its way until the time-out.
    assert!(matches!(record.advance(first_answer(session)).await, Ok(Guarded::Committed)));
    let history = record.history(session).await.unwrap().unwrap();
    assert_eq!((history.session.revision, history.attempts.len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs the programs of PostgreSQL and PgBouncer"]
async fn instances_that_start_at_once_behind_a_pooler_wait_for_one_another() {
    let server = PostgresServer::start();
    let bouncer = PgBouncer::start(&server, "transaction");
    let (url, settings) = (bouncer.url("postgres"), RecordSettings::default());
    let opened = tokio::join!(open(&url, &settings), open(&url, &settings), open(&url, &settings));
    for record in [opened.0.unwrap(), opened.1.unwrap(), opened.2.unwrap()] {
        let bank = bank(&record).await.unwrap();
        let exam_type = NewExamType {
            name: "exam".into(),
            bank_id: bank.id,
            design: "{}".into(),
            ttl_seconds: 60,
            feedback: false,
            time_limit: None,
            rules: ExamRules::default(),
            created_at: bank.created_at,
        };
        let exam_type = record.insert_exam_type(exam_type).await.unwrap();
        let ability = Ability { theta: 0.0, se: 1.0 };
        let position = SessionPosition { pending_item: Some(0), stop_reason: None, ability };
        let session = NewSession::new(exam_type.id, 1, [1; 32], position, bank.created_at);
        record.insert_session(session).await.unwrap();
    }
}
