//! Rows as programs of older schemas write them, and what must go on with them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use irt_core::{Ability, Estimate, EstimateStatus, ExamineeStart, StopReason};
use persistence::{
    Advance, AnswerBasis, Completion, EndReason, ExamRules, ExamSessionId, ExamTypeId, ExpiryPolicy, Guarded, NewEvent,
    NewExamType, NewSession, NextStep, Page, Record, Resumption, SessionFilter, SessionPosition, SessionStatus,
    TimeLimit, WebhookEndpoint, WebhookFilter, WebhookKind,
};

/// The token digest of the sessions, as both dialects read it from a text of hexadecimal digits.
const TOKEN: [u8; 32] = [7; 32];

/// An estimate like any other.
const ABILITY: Ability = Ability { theta: 0.25, se: 0.5 };

/// A bank, an exam type on it, a session with one answer, and a completed one. `DIGEST` and `FALSE` differ between the
/// dialects.
const ROWS: &str = "
    INSERT INTO item_banks (name, version, scaling_constant, item_count, created_at) VALUES ('old', 1, 1.0, 2, 5);
    INSERT INTO items (bank_id, item_index, item_id, model, discrimination, difficulty, guessing, upper_asymptote,
        options) VALUES (1, 0, 'q0', '2pl', 1.5, 0.5, 0.0, 1.0, '[]'), (1, 1, 'q1', '2pl', 1.5, 0.5, 0.0, 1.0, '[]');
    INSERT INTO exam_types (name, version, bank_id, design, ttl_seconds, feedback, created_at)
        VALUES ('old', 1, 1, '{}', 3600, FALSE, 5);
    INSERT INTO exam_sessions (exam_type_id, seed, token_digest, status, revision, pending_item, theta, standard_error,
        started_at, updated_at) VALUES (1, 7, DIGEST, 'active', 1, 1, 0.5, 0.75, 5, 6);
    INSERT INTO attempts (session_id, position, item, answer, response, theta, standard_error, answered_at)
        VALUES (1, 1, 0, 'A', 1, 0.5, 0.75, 6);
    INSERT INTO exam_sessions (exam_type_id, seed, token_digest, status, revision, theta, standard_error,
        completion_reason, final_theta, final_standard_error, final_status, completed_at, started_at, updated_at)
        VALUES (1, 7, DIGEST, 'completed', 0, 0.5, 0.75, 'ended_early', 0.5, 0.75, 'converged', 9, 5, 9);
";

/// The rows in a dialect.
pub fn rows(digest: &str, no: &str) -> String {
    ROWS.replace("DIGEST", digest).replace("FALSE", no)
}

/// A session that a program of an older schema starts beside this one.
pub fn session_beside(digest: &str) -> String {
    let insert = "INSERT INTO exam_sessions (exam_type_id, seed, token_digest, status, revision, pending_item, theta, \
                  standard_error, started_at, updated_at) VALUES (1, 7, DIGEST, 'active', 0, 0, 0.5, 0.75, 5, 5)";
    insert.replace("DIGEST", digest)
}

/// A program of an older schema completes the session that it has started. It knows no webhooks.
pub const COMPLETION_BESIDE: &str = "
    UPDATE exam_sessions SET status = 'completed', completion_reason = 'ended_early', final_theta = 0.5,
        final_standard_error = 0.75, final_status = 'converged', completed_at = 9, updated_at = 9, pending_item = NULL
        WHERE id = (SELECT max(id) FROM exam_sessions)";

/// The digits of the digest.
pub fn digits() -> String {
    TOKEN.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn answer(session: i64, revision: u64, item: u32, answered_at: SystemTime) -> Advance {
    Advance {
        session: ExamSessionId(session),
        expected_revision: revision,
        token_digest: TOKEN,
        basis: AnswerBasis::Record,
        history_digest: [1; 32],
        item,
        answer: None,
        response: 1,
        ability: ABILITY,
        grace: Duration::ZERO,
        response_time_ms: None,
        outcome: None,
        answered_at,
        next: NextStep::Stopped(StopReason::MaxItems),
    }
}

/// The old rows are there, whole, and can be gone on with; what the schema has learnt works beside them.
pub async fn the_old_rows_are_used(record: &dyn Record) {
    let bank = record.latest_bank("old").await.unwrap().unwrap();
    assert_eq!(record.bank(bank.id).await.unwrap().unwrap().items.len(), 2);
    let exam_type = record.exam_type(ExamTypeId(1)).await.unwrap().unwrap();
    assert_eq!((exam_type.definition.name.as_str(), exam_type.definition.time_limit), ("old", None));
    assert_eq!(exam_type.definition.rules, ExamRules::UNSTATED);

    let completed = record.session(ExamSessionId(2)).await.unwrap().unwrap();
    assert_eq!(completed.examinee_start, ExamineeStart::default());
    let completed = completed.completion.unwrap();
    assert_eq!((completed.reason, completed.voided), (EndReason::EndedEarly, false));
    let active = record.history(ExamSessionId(1)).await.unwrap().unwrap();
    assert_eq!((active.session.revision, active.attempts.len(), active.session.expires_at), (1, 1, None));
    assert_eq!(active.session.examinee_start, ExamineeStart::default());
    let for_ever = UNIX_EPOCH..=UNIX_EPOCH + Duration::from_secs(1 << 40);
    assert_eq!(record.expiring_sessions(for_ever.clone(), 10).await.unwrap(), []);

    the_running_session_is_paused(record).await;
    let late = UNIX_EPOCH + Duration::from_secs(1 << 36);
    assert_eq!(record.advance(answer(1, 1, 1, late)).await.unwrap(), Guarded::Committed);
    let end = Completion {
        reason: EndReason::Stopped(StopReason::MaxItems),
        estimate: Estimate { theta: 0.25, se: 0.5, status: EstimateStatus::Converged },
        completed_at: late,
        voided: false,
    };
    assert_eq!(record.complete(ExamSessionId(1), 2, end.clone()).await.unwrap(), Guarded::Committed);
    assert_eq!(record.session(ExamSessionId(1)).await.unwrap().unwrap().completion, Some(end));

    let time_limit = Some(TimeLimit { seconds: 60, on_expiry: ExpiryPolicy::Void });
    let limited = NewExamType { time_limit, ..exam_type.definition };
    let limited = record.insert_exam_type(limited).await.unwrap();
    assert_eq!((limited.version, limited.definition.time_limit), (2, time_limit));
    let position = SessionPosition { pending_item: Some(0), stop_reason: None, ability: ABILITY };
    let session = NewSession::new(limited.id, 1, TOKEN, position, UNIX_EPOCH);
    let session = NewSession { expires_at: Some(UNIX_EPOCH + Duration::from_secs(60)), ..session };
    let session = record.insert_session(session).await.unwrap();
    assert!(session.id.0 > 2, "numbers of sessions are never given again");
    let expires_at = session.expires_at.unwrap();
    assert_eq!(record.expiring_sessions(for_ever, 10).await.unwrap(), [(session.id, expires_at)]);
}

/// A pause stops the session of the old rows, and it goes on as it was.
async fn the_running_session_is_paused(record: &dyn Record) {
    let session = ExamSessionId(1);
    let (paused_at, pause) = (UNIX_EPOCH + Duration::from_secs(100), Duration::from_secs(30));
    let event = |at| NewEvent { at, actor: "key:proctor".to_owned(), reason: Some("fire alarm".to_owned()) };
    assert!(record.pause(session, event(paused_at)).await.unwrap());
    let paused = record.session(session).await.unwrap().unwrap();
    assert_eq!((paused.status, paused.paused_at), (SessionStatus::Paused, Some(paused_at)));
    let resumed = record.resume(session, Resumption { paused_at, pause }, event(paused_at + pause)).await.unwrap();
    assert_eq!(resumed, Guarded::Committed);
    let spans = record.event_spans(&[session]).await.unwrap();
    assert_eq!(spans, [(session, paused_at..paused_at + pause)]);
}

/// A session of a program that knows no time limits and no starts of examinees is one without.
pub async fn the_session_beside_is_used(record: &dyn Record) {
    let active = record.sessions(&SessionFilter::default(), Page { after: 0, limit: 10 }).await.unwrap();
    let beside = active.last().unwrap().1.as_ref().unwrap();
    assert_eq!((beside.expires_at, beside.revision), (None, 0));
    assert_eq!(beside.examinee_start, ExamineeStart::default());
    let late = UNIX_EPOCH + Duration::from_secs(1 << 36);
    assert_eq!(record.advance(answer(beside.id.0, 0, 0, late)).await.unwrap(), Guarded::Committed);
    let endpoint = WebhookEndpoint { name: "lms".to_owned(), kinds: vec![WebhookKind::Completed] };
    record.register_webhook_endpoint(endpoint, UNIX_EPOCH).await.unwrap();
}

/// The webhook of the completion beside is waiting.
pub async fn the_completion_beside_is_told(record: &dyn Record) {
    let waiting = record.webhook_messages(WebhookFilter::Pending, Page { after: 0, limit: 10 }).await.unwrap();
    let told: Vec<_> = waiting.iter().map(|message| (message.endpoint.as_str(), message.kind.as_str())).collect();
    assert_eq!(told, [("lms", "session.completed")]);
}
