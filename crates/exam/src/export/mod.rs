//! Tables of results: their columns, and their form as text.
//!
//! A column is one row of a table in `session_columns` or `response_columns`; a wide table has the items of its banks.

mod cell;
mod exported_session;
mod format;
mod layout;
mod response_columns;
mod session_columns;
mod spreadsheet;
mod table_text;
mod wide_columns;

pub use format::{ExportFormat, ExportTable};
pub use layout::export_columns;
pub use spreadsheet::spreadsheet;

pub(crate) use exported_session::{Exported, ExportedAttempt, ExportedSession};
pub(crate) use layout::Layout;
pub(crate) use table_text::TableText;
pub(crate) use wide_columns::WideColumns;
