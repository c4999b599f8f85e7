//! What a call was about, for the line that the log has of it.

use std::cell::RefCell;

use persistence::ExamSessionId;

tokio::task_local! {
    static NOTE: RefCell<CallNote>;
}

/// The exam session and the exam type that a call was about, as far as it came to know them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallNote {
    /// The session that the call asked for or started, whether it exists or not.
    pub session: Option<ExamSessionId>,
    /// The exam type of this session.
    pub exam_type: Option<String>,
}

/// Runs a call and tells what it was about. Tasks that the call spawns add nothing.
pub async fn with_call_note<T>(call: impl Future<Output = T>) -> (T, CallNote) {
    let noted = async {
        let outcome = call.await;
        (outcome, NOTE.with(RefCell::take))
    };
    NOTE.scope(RefCell::default(), noted).await
}

/// Notes the session. Outside of [`with_call_note`] nobody wants to know.
pub(crate) fn note_session(session: ExamSessionId) {
    let _ = NOTE.try_with(|note| note.borrow_mut().session = Some(session));
}

/// Notes the exam type of the session.
pub(crate) fn note_exam_type(name: &str) {
    let _ = NOTE.try_with(|note| {
        let known = &mut note.borrow_mut().exam_type;
        if known.as_deref() != Some(name) {
            *known = Some(name.to_owned());
        }
    });
}
