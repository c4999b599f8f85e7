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
/// The most rows of a table that may stand beside a figure or another table.
const MOST_ROWS_BESIDE: usize = 32;
/// The most letters in a line of such a table: half a page wide.
const MOST_LETTERS_BESIDE: usize = 70;
/// The letters that have room in the space between two columns.
const LETTERS_BETWEEN: usize = 2;

/// The letters of a heading that stand in one line.
const LETTERS_OF_A_HEADING: usize = 12;

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

    pub(super) const fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Whether it may stand beside a figure or another table in print.
    pub(super) fn is_narrow(&self) -> bool {
        self.rows() <= MOST_ROWS_BESIDE && self.letters() <= MOST_LETTERS_BESIDE
    }

    /// The letters that a line has room for. Headings take several lines.
    fn letters(&self) -> usize {
        let longest = |(place, column): (usize, &Column)| {
            let cells = self.rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.chars().count());
            let heading = column.text_of_heading().chars().count().min(LETTERS_OF_A_HEADING);
            cells.max().unwrap_or(0).max(heading) + LETTERS_BETWEEN
        };
        self.columns.iter().enumerate().map(longest).sum()
    }

    pub(super) fn markup(&self) -> Markup {
        html! {
            div.scrolling.narrow[self.is_narrow()] role="group" tabindex="0" aria-label=(self.caption) {
                table class=(if self.rows() > LONGEST_UNBROKEN { "long" } else { "short" }) {
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
    fn text_of_heading(&self) -> &str {
        match self {
            Self::Text(heading) | Self::Number(heading) => heading,
        }
    }

    fn has_heading(&self) -> bool {
        !self.text_of_heading().is_empty()
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
