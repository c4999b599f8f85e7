//! Rows of sums over answers.

use diesel::prelude::*;
use irt_core::Ability;

use super::column::{named, narrow};
use super::time::{from_micros, to_micros};
use crate::error::RecordError;
use crate::rows::{AnswerSums, EndReason, ExamSessionId, ExamTypeId, ItemSums, SessionResult, SimulationSummaryRecord};
use crate::schema::simulation_summaries;

/// What a simulation promises, as it is kept and read.
#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = simulation_summaries)]
pub(crate) struct SimulationSummaryRow {
    exam_type_id: i64,
    summary: String,
    actor: String,
    kept_at: i64,
}

impl SimulationSummaryRow {
    pub(crate) fn new(exam_type: ExamTypeId, summary: SimulationSummaryRecord) -> Self {
        let SimulationSummaryRecord { summary, actor, kept_at } = summary;
        Self { exam_type_id: exam_type.0, summary, actor, kept_at: to_micros(kept_at) }
    }
}

impl From<SimulationSummaryRow> for SimulationSummaryRecord {
    fn from(row: SimulationSummaryRow) -> Self {
        Self { summary: row.summary, actor: row.actor, kept_at: from_micros(row.kept_at) }
    }
}

/// A session: number, final theta, its standard error, number of items, reason of its end.
pub(crate) type ResultRow = (i64, f64, f64, i64, String);
/// An item: its place, then the sums in the order of [`ItemSums`].
pub(crate) type ItemSumsRow = (i64, i64, i64, i64, i64, f64, f64, f64);

/// The rows of a page.
#[derive(Debug)]
pub(crate) struct AnswerSumsRows {
    pub(crate) sessions: Vec<ResultRow>,
    pub(crate) items: Vec<ItemSumsRow>,
}

impl TryFrom<AnswerSumsRows> for AnswerSums {
    type Error = RecordError;

    fn try_from(rows: AnswerSumsRows) -> Result<Self, RecordError> {
        Ok(Self {
            sessions: rows.sessions.into_iter().map(session_result).collect::<Result<_, _>>()?,
            items: rows.items.into_iter().map(item_sums).collect::<Result<_, _>>()?,
        })
    }
}

fn session_result((id, theta, se, items, reason): ResultRow) -> Result<SessionResult, RecordError> {
    Ok(SessionResult {
        session: ExamSessionId(id),
        ability: Ability { theta, se },
        items: narrow(items, "revision")?,
        reason: named(&reason, "end reason", EndReason::from_name)?,
    })
}

fn item_sums(row: ItemSumsRow) -> Result<ItemSums, RecordError> {
    let (item, shown, answered, response, response_squared, theta, theta_squared, response_theta) = row;
    let count = |number| narrow(number, "number of answers");
    Ok(ItemSums {
        item: narrow(item, "attempt item")?,
        shown: count(shown)?,
        answered: count(answered)?,
        response: count(response)?,
        response_squared: count(response_squared)?,
        theta,
        theta_squared,
        response_theta,
    })
}
