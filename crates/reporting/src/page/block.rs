//! What a section consists of.

use maud::{Markup, PreEscaped, html};

use super::table::Table;
use crate::chart::Svg;

/// A piece of a section.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Block {
    /// Text.
    Paragraph(String),
    /// Text in small print, on what stands above it.
    Note(String),
    /// A list that stands out, under a heading.
    Warnings {
        /// The heading.
        heading: String,
        /// The warnings.
        warnings: Vec<String>,
    },
    /// A picture.
    Figure {
        /// The text for readers who do not see the picture.
        description: String,
        /// The picture.
        svg: Svg,
    },
    /// A table.
    Table(Table),
}

impl Block {
    pub(super) fn markup(&self) -> Markup {
        match self {
            Self::Paragraph(text) => html! { p { (text) } },
            Self::Note(text) => html! { p.note { (text) } },
            Self::Warnings { heading, warnings } => html! {
                div.warnings {
                    p { strong { (heading) } }
                    ul { @for warning in warnings { li { (warning) } } }
                }
            },
            // A figure or table that is wider than the window scrolls in its own box, also by the keyboard.
            Self::Figure { description, svg } => html! {
                figure.scrolling role="img" tabindex="0" aria-label=(description) { (PreEscaped(svg.as_str())) }
            },
            Self::Table(table) => table.markup(),
        }
    }
}
