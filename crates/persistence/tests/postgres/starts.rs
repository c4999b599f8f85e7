//! Two instances that start a session by the same key, one of them in the middle of its commit.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use irt_core::Ability;
use persistence::{
    ExamRules, NewBank, NewExamType, NewSession, Record, RecordSettings, SessionPosition, StartMark, StartedOnce, open,
};

use crate::temporary_database::TemporaryDatabase;

/// What another instance inserts: digest and salt are 32 bytes of 6 and of 5.
const OTHER: &str = "INSERT INTO exam_sessions (exam_type_id, seed, token_digest, status, revision, pending_item, theta, \
     standard_error, started_at, updated_at, start_key_digest, start_salt) VALUES (1, 7, decode(repeat('07', 32), 'hex'), \
     'active', 0, 0, 0.5, 0.75, 5, 5, decode(repeat('06', 32), 'hex'), decode(repeat('05', 32), 'hex')) RETURNING id";

/// How many statements of others wait for a lock in this database.
const WAITING: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

pub async fn new_session(record: &dyn Record) -> NewSession {
    let bank = NewBank { name: "b".into(), scaling_constant: 1.0, items: vec![], created_at: UNIX_EPOCH };
    let exam_type = NewExamType {
        name: "e".into(),
        bank_id: record.insert_bank(bank).await.unwrap().id,
        design: "{}".into(),
        ttl_seconds: 60,
        feedback: false,
        time_limit: None,
        rules: ExamRules::default(),
        created_at: UNIX_EPOCH,
    };
    let exam_type = record.insert_exam_type(exam_type).await.unwrap();
    let ability = Ability { theta: 0.0, se: 1.0 };
    let position = SessionPosition { pending_item: Some(0), stop_reason: None, ability };
    NewSession::new(exam_type.id, 8, [8; 32], position, UNIX_EPOCH)
}

/// Starts by a key while another instance is about to commit its start by that key, or to give it up.
async fn start_beside(isolation: &str, end: &str) -> (StartedOnce, i64) {
    let database = TemporaryDatabase::create();
    let (other, observer) = (database.client().await, database.client().await);
    let name: String = observer.query_one("SELECT current_database()", &[]).await.unwrap().get(0);
    let set = format!("ALTER DATABASE {name} SET default_transaction_isolation = '{isolation}'");
    observer.batch_execute(&set).await.unwrap();
    let record: Arc<dyn Record> = open(&database.url(), &RecordSettings::default()).await.unwrap();
    let session = new_session(record.as_ref()).await;

    other.batch_execute("BEGIN").await.unwrap();
    let inserted: i64 = other.query_one(OTHER, &[]).await.unwrap().get(0);
    let mark = StartMark { key_digest: [6; 32], salt: [9; 32] };
    let starting = tokio::spawn(async move { record.insert_session_once(session, mark).await.unwrap() });
    while observer.query_one(WAITING, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::task::yield_now().await;
    }
    other.batch_execute(end).await.unwrap();
    (starting.await.unwrap(), inserted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn a_start_waits_for_another_by_its_key_and_gets_its_session() {
    for isolation in ["read committed", "repeatable read", "serializable"] {
        match start_beside(isolation, "COMMIT").await {
            (StartedOnce::Earlier { session, salt }, other) => {
                assert_eq!((session.id.0, session.token_digest, salt), (other, [7; 32], [5; 32]), "{isolation}");
            }
            (inserted @ StartedOnce::Inserted(_), _) => panic!("{isolation}: two sessions by one key: {inserted:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn a_start_that_waited_for_one_which_was_given_up_is_the_first_by_its_key() {
    for isolation in ["read committed", "serializable"] {
        let (outcome, other) = start_beside(isolation, "ROLLBACK").await;
        assert!(matches!(&outcome, StartedOnce::Inserted(session) if session.id.0 > other), "{isolation}: {outcome:?}");
    }
}
