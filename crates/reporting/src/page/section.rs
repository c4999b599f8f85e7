//! The sections of a page.

use maud::{Markup, html};

use super::arrangement;
use super::block::Block;
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
