//! Answers that were computed from a working copy, which anybody may have written.

use super::samples::{advance, exam_type, history_digest, last_advance, new_session, session};
use crate::record::Record;
use crate::rows::{Advance, AnswerBasis, Guarded, NewSession};

pub(super) async fn an_answer_from_a_copy_needs_the_history_of_the_session(record: &dyn Record) {
    let session = session(record).await;
    for revision in [0, 1] {
        let before = record.history(session.id).await.unwrap().unwrap();
        assert_eq!(before.session.history_digest, Some(history_digest(revision)));
        for other in [history_digest(revision + 1), [0; 32], session.token_digest] {
            for step in [advance(&session, revision), last_advance(&session, revision)] {
                let forged = Advance { basis: AnswerBasis::Copy(other), ..step };
                assert_eq!(record.advance(forged).await.unwrap(), Guarded::Stale);
            }
        }
        assert_eq!(record.history(session.id).await.unwrap().unwrap(), before);
        let own = Advance { basis: AnswerBasis::Copy(history_digest(revision)), ..advance(&session, revision) };
        assert_eq!(record.advance(own).await.unwrap(), Guarded::Committed);
    }
}

pub(super) async fn an_answer_from_the_record_needs_no_digest_and_leaves_one(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    for digest in [None, Some([0; 32])] {
        // Programs that keep no digest have started the session, or recorded its latest answer.
        let row = NewSession { history_digest: digest, ..new_session(&exam_type) };
        let session = record.insert_session(row).await.unwrap();
        assert_eq!(record.advance(advance(&session, 0)).await.unwrap(), Guarded::Stale);
        let from_record = Advance { basis: AnswerBasis::Record, ..advance(&session, 0) };
        assert_eq!(record.advance(from_record).await.unwrap(), Guarded::Committed);
        let kept = record.session(session.id).await.unwrap().unwrap();
        assert_eq!(kept.history_digest, Some(history_digest(1)));
        assert_eq!(record.advance(last_advance(&session, 1)).await.unwrap(), Guarded::Committed);
    }
}
