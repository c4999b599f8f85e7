//! What must hold after every fault.

use std::collections::BTreeMap;

use testkit::{RetryCounts, SatExam};

use crate::record::RecordedSession;
use crate::undisturbed::undisturbed;

/// Every reply, the items, the estimates and the report are those of the undisturbed exam, bit for bit.
pub(crate) fn equals_undisturbed(exam: &SatExam, undisturbed: &SatExam) {
    let SatExam { script, session, .. } = exam;
    assert_eq!(exam.started, undisturbed.started, "the start of session {session}, script {script}");
    assert_eq!(exam.acknowledged, undisturbed.acknowledged, "the items of session {session}, script {script}");
    assert_eq!(exam.replies, undisturbed.replies, "the replies of session {session}, script {script}");
    assert_eq!(exam.report, undisturbed.report, "the report of session {session}, script {script}");
    let trace = exam.report["trace"].as_array().expect("a trace").iter();
    let reported = trace.map(|step| (step["item_id"].as_str().unwrap(), step["answer"].as_str().unwrap()));
    assert!(
        reported.eq(exam.acknowledged.iter().map(|(item, key)| (item.as_str(), key.as_str()))),
        "the report of session {session} has every acknowledged answer once, in order"
    );
}

/// What was found in the database.
pub(crate) struct Found {
    /// The answers of the exams.
    pub(crate) answers: usize,
    /// The sessions of no exam. There are none: a client repeats a start without reply with its key.
    pub(crate) unknown_sessions: usize,
}

/// The database has every acknowledged answer exactly once and no other, and no session without an exam.
pub(crate) fn is_recorded_once(
    recorded: &BTreeMap<i64, RecordedSession>,
    exams: &[SatExam],
    tally: &RetryCounts,
) -> Found {
    let known: Vec<_> = exams.iter().map(|exam| (exam.session, exam.acknowledged.as_slice())).collect();
    compare(recorded, &known, tally)
}

/// The same for exams by session and script, which are those of the scripts.
pub(crate) fn are_recorded_once(
    recorded: &BTreeMap<i64, RecordedSession>,
    exams: &[(i64, u64)],
    tally: &RetryCounts,
) -> Found {
    let known = exams.iter().map(|&(session, script)| (session, undisturbed(script).acknowledged.as_slice()));
    compare(recorded, &known.collect::<Vec<_>>(), tally)
}

/// Compares the sessions of the database with the exams, by the answers that were acknowledged.
fn compare(
    recorded: &BTreeMap<i64, RecordedSession>,
    exams: &[(i64, &[(String, String)])],
    tally: &RetryCounts,
) -> Found {
    let known: BTreeMap<i64, &[(String, String)]> = exams.iter().copied().collect();
    assert_eq!(known.len(), exams.len(), "every exam has a session of its own");
    let mut found = Found { answers: 0, unknown_sessions: 0 };
    for (number, session) in recorded {
        let answers = session.attempts.len();
        let found_state = (session.status.as_str(), usize::try_from(session.revision).unwrap());
        if let Some(acknowledged) = known.get(number) {
            assert_eq!(session.attempts, *acknowledged, "the attempts of session {number}");
            assert_eq!(found_state, ("completed", answers), "session {number}");
            found.answers += answers;
        } else {
            found.unknown_sessions += 1;
        }
    }
    let acknowledged = usize::try_from(tally.answers()).unwrap();
    assert_eq!(found.answers, acknowledged, "all sessions with acknowledged answers are in the database");
    assert_eq!(found.unknown_sessions, 0, "a start that is sent again leaves no session behind");
    found
}
