//! What must hold after every fault.

use std::collections::BTreeMap;

use testkit::{SatExam, Tally};

use crate::record::RecordedSession;

/// Every reply, the items, the estimates and the report are those of the undisturbed exam, bit for bit.
pub(crate) fn equals_undisturbed(exam: &SatExam, undisturbed: &SatExam) {
    let SatExam { script, session, .. } = exam;
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

/// The database has every acknowledged answer exactly once and no other. Gives the number of sessions that nobody knows
/// of, because the reply to their start was lost: no more than starts were sent again, and without any answer.
pub(crate) fn is_recorded_once(recorded: &BTreeMap<i64, RecordedSession>, exams: &[SatExam], tally: &Tally) -> usize {
    let known: BTreeMap<i64, &SatExam> = exams.iter().map(|exam| (exam.session, exam)).collect();
    assert_eq!(known.len(), exams.len(), "every exam has a session of its own");
    for (number, exam) in &known {
        let session = recorded.get(number).unwrap_or_else(|| panic!("session {number} is in the record"));
        assert_eq!(session.attempts, exam.acknowledged, "the attempts of session {number}");
        assert_eq!((session.status.as_str(), session.revision), ("completed", exam.acknowledged.len() as i64));
    }
    let orphans = || recorded.iter().filter(|(number, _)| !known.contains_key(number));
    for (number, orphan) in orphans() {
        assert_eq!((orphan.revision, orphan.attempts.len()), (0, 0), "session {number}, whose start got no reply");
    }
    let lost_starts = usize::try_from(tally.starts_sent_again()).unwrap();
    assert!(orphans().count() <= lost_starts, "only a start that was sent again leaves a session behind");
    orphans().count()
}
