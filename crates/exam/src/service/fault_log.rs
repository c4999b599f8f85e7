//! Faulty sessions in the log: once each, however often clients and sweeps come to them.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use persistence::ExamSessionId;

use crate::record_fault::RecordFault;

/// How many sessions are remembered. A database with more of them has a log full of them already.
const REMEMBERED: usize = 10_000;

/// The faulty sessions that this process has logged.
#[derive(Debug, Default)]
pub(super) struct FaultLog(Mutex<HashSet<ExamSessionId>>);

impl FaultLog {
    /// Logs and counts a faulty session if this is the first time that it is met.
    pub(super) fn report(&self, session: ExamSessionId, fault: &RecordFault) {
        {
            let mut logged = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if logged.len() >= REMEMBERED || !logged.insert(session) {
                return;
            }
        }
        metrics::counter!("adaptive_faulty_sessions_total").increment(1);
        tracing::error!(
            session = session.0,
            fault = fault.kind(),
            %fault,
            "the record of an exam session contradicts itself, and the session is refused until it is mended: \
             `adaptive-server verify` lists all such sessions"
        );
    }
}
