//! The columns that completing a session fills.

use diesel::prelude::*;
use irt_core::{Estimate, EstimateStatus};

use super::column::named;
use super::time::{from_micros, to_micros};
use crate::error::RecordError;
use crate::rows::{Completion, EndReason, SessionStatus};
use crate::schema::exam_sessions;

/// The status and the result. The columns of the result stand together, all or none; but `voided` has no value in rows of
/// programs that know no time limits.
#[derive(Debug, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = exam_sessions)]
pub(crate) struct CompletionColumns {
    pub status: String,
    pub completion_reason: Option<String>,
    pub final_theta: Option<f64>,
    pub final_standard_error: Option<f64>,
    pub final_status: Option<String>,
    pub completed_at: Option<i64>,
    pub voided: Option<bool>,
}

/// What completing changes of a session.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_sessions)]
pub(crate) struct CompletionChange {
    #[diesel(embed)]
    columns: CompletionColumns,
    updated_at: i64,
}

impl From<Completion> for CompletionColumns {
    fn from(completion: Completion) -> Self {
        let Completion { reason, estimate: Estimate { theta, se, status }, completed_at, voided } = completion;
        Self {
            status: SessionStatus::Completed.as_str().to_owned(),
            completion_reason: Some(reason.as_str().to_owned()),
            final_theta: Some(theta),
            final_standard_error: Some(se),
            final_status: Some(status.as_str().to_owned()),
            completed_at: Some(to_micros(completed_at)),
            voided: Some(voided),
        }
    }
}

impl From<Completion> for CompletionChange {
    fn from(completion: Completion) -> Self {
        let updated_at = to_micros(completion.completed_at);
        Self { columns: completion.into(), updated_at }
    }
}

impl CompletionChange {
    /// The latest end of a session that this can complete: one that was given more time than that has not expired.
    pub(crate) fn expires_by(&self) -> i64 {
        let reason = self.columns.completion_reason.as_deref();
        if reason == Some(EndReason::Expired.as_str()) { self.updated_at } else { i64::MAX }
    }
}

impl CompletionColumns {
    /// The status of the session, and its result once it is completed.
    pub(super) fn read(self) -> Result<(SessionStatus, Option<Completion>), RecordError> {
        let status = named(&self.status, "session status", SessionStatus::from_name)?;
        Ok((status, self.completion()?))
    }

    fn completion(self) -> Result<Option<Completion>, RecordError> {
        let Self {
            status: _,
            completion_reason,
            final_theta,
            final_standard_error,
            final_status,
            completed_at,
            voided,
        } = self;
        let result = (completion_reason, final_theta, final_standard_error, final_status, completed_at);
        match result {
            (None, None, None, None, None) => Ok(None),
            (Some(reason), Some(theta), Some(se), Some(status), Some(completed_at)) => {
                let status = named(&status, "estimate status", EstimateStatus::from_name)?;
                Ok(Some(Completion {
                    reason: named(&reason, "end reason", EndReason::from_name)?,
                    estimate: Estimate { theta, se, status },
                    completed_at: from_micros(completed_at),
                    voided: voided.unwrap_or(false),
                }))
            }
            result => Err(RecordError::Unreadable { what: "session completion", value: format!("{result:?}") }),
        }
    }
}

#[cfg(test)]
impl CompletionColumns {
    /// The columns of an active session.
    pub(super) fn active() -> Self {
        Self {
            status: SessionStatus::Active.as_str().to_owned(),
            completion_reason: None,
            final_theta: None,
            final_standard_error: None,
            final_status: None,
            completed_at: None,
            voided: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(reason: &str, status: &str) -> CompletionColumns {
        CompletionColumns {
            status: SessionStatus::Completed.as_str().to_owned(),
            completion_reason: Some(reason.to_owned()),
            final_theta: Some(0.5),
            final_standard_error: Some(0.25),
            final_status: Some(status.to_owned()),
            completed_at: Some(0),
            voided: None,
        }
    }

    fn unreadable(columns: CompletionColumns) -> (&'static str, String) {
        match columns.read() {
            Err(RecordError::Unreadable { what, value }) => (what, value),
            other => panic!("expected an unreadable value, got {other:?}"),
        }
    }

    #[test]
    fn every_reason_and_status_is_read() {
        let estimates = ["converged", "at_bound", "at_grid_end", "no_responses", "no_information", "constant_pattern"];
        let stops = irt_core::StopReason::ALL.iter().map(|reason| reason.as_str());
        for (reason, status) in stops.chain(["ended_early", "expired"]).zip(estimates.iter().cycle()) {
            let (_, completion) = completed(reason, status).read().unwrap();
            let Completion { reason: read, estimate, voided, .. } = completion.unwrap();
            assert_eq!((read.as_str(), estimate.status.as_str(), voided), (reason, *status, false));
        }
    }

    #[test]
    fn unknown_names_are_errors_that_say_which() {
        let unknown = CompletionColumns { status: "bored".to_owned(), ..CompletionColumns::active() };
        assert_eq!(unreadable(unknown), ("session status", "bored".to_owned()));
        assert_eq!(unreadable(completed("boredom", "converged")), ("end reason", "boredom".to_owned()));
        assert_eq!(unreadable(completed("expired", "guessed")), ("estimate status", "guessed".to_owned()));
    }

    #[test]
    fn half_a_result_is_an_error() {
        let half = CompletionColumns { final_theta: Some(0.0), ..CompletionColumns::active() };
        assert_eq!(unreadable(half).0, "session completion");
    }
}
