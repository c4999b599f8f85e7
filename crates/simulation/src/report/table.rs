//! Tables and figures in one manner.

use maud::{Markup, PreEscaped, html};

use crate::plot::PlotError;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column<'a> {
    Text(&'a str),
    Number(&'a str),
}

use Column::{Number, Text};

/// A table with a caption. Every row has as many cells as there are columns; the first cell names the row.
pub(super) fn table(caption: &str, columns: &[Column<'_>], rows: &[Vec<String>]) -> Markup {
    html! {
        div.wide {
            table {
                caption { (caption) }
                thead {
                    tr {
                        @for column in columns {
                            @match column {
                                Text(name) => th.text scope="col" { (name) },
                                Number(name) => th scope="col" { (name) },
                            }
                        }
                    }
                }
                tbody {
                    @for row in rows {
                        tr {
                            @for (place, (column, cell)) in columns.iter().zip(row).enumerate() {
                                @match (place, column) {
                                    (0, Text(_)) => th.text scope="row" { (cell) },
                                    (_, Text(_)) => td.text { (cell) },
                                    (_, Number(_)) => td { (cell) },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A picture with the text that stands for it where it cannot be seen.
pub(super) fn figure(description: &str, svg: Result<String, PlotError>) -> Result<Markup, PlotError> {
    let svg = svg?;
    Ok(html! {
        figure role="img" aria-label=(description) { (PreEscaped(svg)) }
    })
}

/// A section that can be pointed to.
pub(super) struct Section {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) body: Markup,
}

impl Section {
    pub(super) fn new(id: &str, title: &str, body: Markup) -> Self {
        Self { id: id.to_owned(), title: title.to_owned(), body }
    }
}
