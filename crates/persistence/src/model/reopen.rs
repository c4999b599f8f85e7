//! The columns that reopening a session empties.

use diesel::prelude::*;

use super::time::to_micros;
use crate::rows::{Reopening, SessionStatus};
use crate::schema::exam_sessions;

/// What reopening changes of a session. The digest of its history goes: a working copy of before has another end of its time.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_sessions, treat_none_as_null = true)]
pub(crate) struct ReopenColumns {
    status: &'static str,
    completion_reason: Option<String>,
    final_theta: Option<f64>,
    final_standard_error: Option<f64>,
    final_status: Option<String>,
    completed_at: Option<i64>,
    voided: Option<bool>,
    expires_at: Option<i64>,
    history_digest: Option<Vec<u8>>,
    updated_at: i64,
}

impl ReopenColumns {
    /// What reopening at this time changes.
    pub(crate) fn new(reopening: &Reopening, at: i64) -> Self {
        Self {
            status: SessionStatus::Active.as_str(),
            completion_reason: None,
            final_theta: None,
            final_standard_error: None,
            final_status: None,
            completed_at: None,
            voided: None,
            expires_at: reopening.expires_at.map(to_micros),
            history_digest: None,
            updated_at: at,
        }
    }
}
