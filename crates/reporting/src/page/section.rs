//! The sections of a page.

use maud::{Markup, PreEscaped, html};

use super::arrangement;
use super::table::Table;
use crate::chart::Svg;

/// A part of a page that a link can point to.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The name in links, unique within the page.
    pub id: String,
    /// The title.
    pub title: String,
    /// The content, from top to bottom.
    pub blocks: Vec<Block>,
}

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

impl Section {
    /// A section without content.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), blocks: Vec::new() }
    }

    /// The same with a paragraph at the end.
    #[must_use]
    pub fn paragraph(self, text: impl Into<String>) -> Self {
        self.with(Block::Paragraph(text.into()))
    }

    /// The same with a note at the end.
    #[must_use]
    pub fn note(self, text: impl Into<String>) -> Self {
        self.with(Block::Note(text.into()))
    }

    /// The same with a list at the end that stands out, under a heading.
    #[must_use]
    pub fn warnings(self, heading: impl Into<String>, warnings: impl IntoIterator<Item = String>) -> Self {
        self.with(Block::Warnings { heading: heading.into(), warnings: warnings.into_iter().collect() })
    }

    /// The same with a picture at the end, and the text for readers who do not see it.
    #[must_use]
    pub fn figure(self, description: impl Into<String>, svg: Svg) -> Self {
        self.with(Block::Figure { description: description.into(), svg })
    }

    /// The same with a table at the end.
    #[must_use]
    pub fn table(self, table: Table) -> Self {
        self.with(Block::Table(table))
    }

    /// The same with a block at the end.
    #[must_use]
    pub fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    pub(super) fn markup(&self) -> Markup {
        html! {
            section id=(self.id) {
                h2 { (self.title) }
                @for group in arrangement::groups(&self.blocks) {
                    @match group {
                        [single] => (single.markup()),
                        several => div.beside {
                            @if let [figure, tables @ ..] = several {
                                (figure.markup())
                                div { @for table in tables { (table.markup()) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Block {
    fn markup(&self) -> Markup {
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
