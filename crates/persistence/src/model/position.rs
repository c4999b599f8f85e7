//! The columns that each answer changes.

use diesel::prelude::*;
use irt_core::{Ability, StopReason};

use super::column::{named, narrow};
use crate::error::RecordError;
use crate::rows::SessionPosition;
use crate::schema::exam_sessions;

/// Where a session stands. A change sets columns without a value to null.
#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = exam_sessions, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct PositionColumns {
    pub pending_item: Option<i64>,
    pub stop_reason: Option<String>,
    pub theta: f64,
    pub standard_error: f64,
}

impl From<SessionPosition> for PositionColumns {
    fn from(position: SessionPosition) -> Self {
        let SessionPosition { pending_item, stop_reason, ability } = position;
        Self {
            pending_item: pending_item.map(i64::from),
            stop_reason: stop_reason.map(|reason| reason.as_str().to_owned()),
            theta: ability.theta,
            standard_error: ability.se,
        }
    }
}

impl TryFrom<PositionColumns> for SessionPosition {
    type Error = RecordError;

    fn try_from(columns: PositionColumns) -> Result<Self, RecordError> {
        let PositionColumns { pending_item, stop_reason, theta, standard_error } = columns;
        let stop_reason = stop_reason.map(|name| named(&name, "stop reason", StopReason::from_name)).transpose()?;
        Ok(Self {
            pending_item: pending_item.map(|item| narrow(item, "pending item")).transpose()?,
            stop_reason,
            ability: Ability { theta, se: standard_error },
        })
    }
}
