//! Results of sessions under other versions of their exam type.

use diesel::prelude::*;
use irt_core::{Estimate, EstimateStatus};

use super::column::{named, narrow};
use super::time::{from_micros, to_micros};
use crate::error::RecordError;
use crate::rows::{ExamSessionId, ExamTypeId, ListedRescoredResult, RescoredResult};
use crate::schema::rescored_results;

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = rescored_results)]
pub(crate) struct RescoredRow {
    pub(crate) session_id: i64,
    exam_type_id: i64,
    pub(crate) revision: i64,
    items: i64,
    theta: f64,
    standard_error: f64,
    status: String,
    created_at: i64,
}

impl RescoredRow {
    /// The result as a listing has it.
    pub(crate) fn listed(self) -> ListedRescoredResult {
        (ExamSessionId(self.session_id), self.try_into())
    }
}

impl From<&RescoredResult> for RescoredRow {
    fn from(result: &RescoredResult) -> Self {
        let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
        Self {
            session_id: result.session.0,
            exam_type_id: result.exam_type_id.0,
            revision: count(result.revision),
            items: count(result.items),
            theta: result.estimate.theta,
            standard_error: result.estimate.se,
            status: result.estimate.status.as_str().to_owned(),
            created_at: to_micros(result.created_at),
        }
    }
}

impl TryFrom<RescoredRow> for RescoredResult {
    type Error = RecordError;

    fn try_from(row: RescoredRow) -> Result<Self, RecordError> {
        let status = named(&row.status, "estimate status", EstimateStatus::from_name)?;
        Ok(Self {
            session: ExamSessionId(row.session_id),
            exam_type_id: ExamTypeId(row.exam_type_id),
            revision: narrow(row.revision, "session revision")?,
            items: narrow(row.items, "number of items")?,
            estimate: Estimate { theta: row.theta, se: row.standard_error, status },
            created_at: from_micros(row.created_at),
        })
    }
}
