//! The shapes of the table of responses.

use exam::ExportTable;

/// Each shape by its name, the one that holds when none is named first.
pub(crate) const SHAPES: [(&str, ExportTable); 2] =
    [("long", ExportTable::Responses), ("wide", ExportTable::WideResponses)];
