//! What an answer costs does not depend on the number of sessions, also where statements were prepared while there were few.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use irt_core::Ability;
use persistence::{Advance, AnswerBasis, ExamSessionId, Guarded, NextStep, Record, RecordSettings, open};
use tokio::task::JoinSet;

use crate::starts::new_session;
use crate::temporary_database::TemporaryDatabase;

const SESSIONS: i64 = 500;
/// How many answers arrive at once, so that some share a commit.
const AT_ONCE: i64 = 16;

const OTHERS: &str = "INSERT INTO exam_sessions (exam_type_id, seed, token_digest, status, revision, pending_item, theta, \
     standard_error, started_at, updated_at) SELECT exam_type_id, seed, token_digest, status, revision, pending_item, theta, \
     standard_error, started_at, updated_at FROM exam_sessions, generate_series(1, $1) WHERE id = 1";

const CONNECTIONS: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// The rows that were read without an index.
const READ_IN_SEQUENCE: &str = "SELECT sum(seq_tup_read)::BIGINT FROM pg_stat_user_tables \
     WHERE relname IN ('exam_sessions', 'attempts')";

async fn answer(record: &dyn Record, session: i64, revision: u64) -> Guarded {
    let advance = Advance {
        session: ExamSessionId(session),
        expected_revision: revision,
        token_digest: [8; 32],
        basis: AnswerBasis::Record,
        history_digest: [1; 32],
        item: u32::try_from(revision).unwrap(),
        answer: None,
        response: 1,
        ability: Ability { theta: 0.25, se: 0.5 },
        grace: Duration::ZERO,
        response_time_ms: None,
        outcome: None,
        answered_at: UNIX_EPOCH,
        next: NextStep::Item(u32::try_from(revision).unwrap() + 1),
    };
    record.advance(advance).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: set TEST_DATABASE_URL"]
async fn answers_are_found_by_an_index_when_the_tables_have_grown() {
    let database = TemporaryDatabase::create();
    // So few connections that each prepares its statements while there are few sessions.
    let settings = RecordSettings { connections: NonZeroUsize::MIN.saturating_add(1), ..RecordSettings::default() };
    let record: Arc<dyn Record> = open(&database.url(), &settings).await.unwrap();
    let session = new_session(record.as_ref()).await;
    for _ in 0..AT_ONCE {
        record.insert_session(session.clone()).await.unwrap();
    }
    for revision in 0..4 {
        if revision == 2 {
            let client = database.client().await;
            client.execute(OTHERS, &[&i32::try_from(SESSIONS).unwrap()]).await.unwrap();
        }
        let mut answers = JoinSet::new();
        for session in 1..=AT_ONCE {
            let record = Arc::clone(&record);
            answers.spawn(async move { answer(record.as_ref(), session, revision).await });
        }
        assert!(answers.join_all().await.iter().all(|outcome| *outcome == Guarded::Committed));
        record.history(ExamSessionId(1)).await.unwrap().unwrap();
    }
    drop(record);

    // A connection reports what it has read when it ends, at the latest.
    let observer = database.client().await;
    while observer.query_one(CONNECTIONS, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        tokio::task::yield_now().await;
    }
    let read: i64 = observer.query_one(READ_IN_SEQUENCE, &[]).await.unwrap().get(0);
    assert!(read < SESSIONS, "{read} rows were read one after the other");
}
