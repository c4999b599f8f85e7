//! The layout of an export: its columns, and the rows that a session makes.

use persistence::ExamSessionId;

use super::cell::Cell;
use super::exported_session::{Exported, ExportedSession};
use super::format::ExportTable;
use super::table_text::TableText;
use super::wide_columns::{ID_COLUMN, WideColumns};
use super::{response_columns, session_columns};
use crate::error::ExamError;

/// The layout of an export.
pub(crate) enum Layout {
    Sessions,
    Responses,
    Wide(WideColumns),
}

impl Layout {
    /// Whether its rows have more of the results than the answers.
    pub(crate) const fn has_results(&self) -> bool {
        matches!(self, Self::Sessions)
    }

    /// Adds the header.
    pub(crate) fn add_header(&self, text: &mut TableText) -> Result<(), ExamError> {
        match self {
            Self::Sessions => text.add_header(export_columns(ExportTable::Sessions).into_iter()),
            Self::Responses => text.add_header(export_columns(ExportTable::Responses).into_iter()),
            Self::Wide(columns) => text.add_header(columns.names()),
        }
    }

    /// Adds the rows of a session. Only the table of sessions has a row for one that cannot be shown.
    pub(crate) fn add(&self, exported: &Exported, text: &mut TableText) -> Result<(), ExamError> {
        match (self, exported) {
            (Self::Sessions, Exported::Session(session)) => {
                text.add_row(session_columns::COLUMNS.iter().map(|(name, cell)| (*name, cell(session))))
            }
            (Self::Sessions, Exported::Faulty(id)) => add_faulty(*id, text),
            (Self::Responses, Exported::Session(session)) => add_responses(session, text),
            (Self::Wide(columns), Exported::Session(session)) => text.add_row(columns.row(session).into_iter()),
            (Self::Responses | Self::Wide(_), Exported::Faulty(_)) => Ok(()),
        }
    }
}

fn add_faulty(id: ExamSessionId, text: &mut TableText) -> Result<(), ExamError> {
    let cell = |name: &str| match name {
        session_columns::SESSION => Cell::Integer(id.0),
        session_columns::STATUS => Cell::text(session_columns::FAULTY),
        _ => Cell::Empty,
    };
    text.add_row(session_columns::COLUMNS.iter().map(|(name, _)| (*name, cell(name))))
}

fn add_responses(session: &ExportedSession, text: &mut TableText) -> Result<(), ExamError> {
    session.attempts.iter().try_for_each(|given| {
        text.add_row(response_columns::COLUMNS.iter().map(|(name, cell)| (*name, cell(session, given))))
    })
}

/// The names of the columns of a table; a wide one has the items of its banks behind them.
#[must_use]
pub fn export_columns(table: ExportTable) -> Vec<&'static str> {
    match table {
        ExportTable::Sessions => session_columns::COLUMNS.iter().map(|(name, _)| *name).collect(),
        ExportTable::Responses => response_columns::COLUMNS.iter().map(|(name, _)| *name).collect(),
        ExportTable::WideResponses => vec![ID_COLUMN],
    }
}
