//! The tables of a page.

use maud::{Markup, html};

/// A column of a table: its heading, and how its cells are aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Texts, aligned to the left.
    Text(String),
    /// Numbers, aligned to the right.
    Number(String),
}

impl Column {
    /// A column of texts.
    pub fn text(heading: impl Into<String>) -> Self {
        Self::Text(heading.into())
    }

    /// A column of numbers.
    pub fn number(heading: impl Into<String>) -> Self {
        Self::Number(heading.into())
    }
}

/// The most rows of a table that is kept on one page in print.
const LONGEST_UNBROKEN: usize = 16;

/// A table with a caption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table. Each row has a cell for each column; the first cell names the row. Cells beyond the columns are not shown.
    pub fn new(
        caption: impl Into<String>,
        columns: impl IntoIterator<Item = Column>,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        Self { caption: caption.into(), columns: columns.into_iter().collect(), rows: rows.into_iter().collect() }
    }

    /// A table of two columns, a row for each name and its value.
    pub fn from_pairs(
        caption: impl Into<String>,
        columns: [Column; 2],
        pairs: impl IntoIterator<Item = (impl Into<String>, String)>,
    ) -> Self {
        Self::new(caption, columns, pairs.into_iter().map(|(name, value)| vec![name.into(), value]))
    }

    pub(super) fn markup(&self) -> Markup {
        let class = if self.rows.len() > LONGEST_UNBROKEN { "long" } else { "short" };
        html! {
            div.scrolling role="group" tabindex="0" aria-label=(self.caption) {
                table class=(class) {
                    caption { (self.caption) }
                    @if self.columns.iter().any(Column::has_heading) {
                        thead { tr { @for column in &self.columns { (column.heading()) } } }
                    }
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (place, (column, cell)) in self.columns.iter().zip(row).enumerate() {
                                    @match (place, column) {
                                        (0, Column::Text(_)) => th.text scope="row" { (cell) },
                                        (_, Column::Text(_)) => td.text { (cell) },
                                        (_, Column::Number(_)) => td { (cell) },
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Column {
    fn has_heading(&self) -> bool {
        match self {
            Self::Text(heading) | Self::Number(heading) => !heading.is_empty(),
        }
    }

    fn heading(&self) -> Markup {
        html! {
            @match self {
                // A heading without text would be announced as one.
                _ if !self.has_heading() => td {},
                Self::Text(heading) => th.text scope="col" { (heading) },
                Self::Number(heading) => th scope="col" { (heading) },
            }
        }
    }
}
