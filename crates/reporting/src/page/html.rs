//! A page as one HTML file.

use maud::{DOCTYPE, PreEscaped, html};

use super::section::Section;

const STYLE: &str = include_str!("style.css");

/// A report as one HTML file, with a table of contents.
///
/// The file needs no other file, no script and no font. It can be printed, and read in black and white.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    title: String,
    lead: String,
    program: String,
    footer: String,
    sections: Vec<Section>,
}

impl Page {
    /// A page with a title and nothing else.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            lead: String::new(),
            program: String::new(),
            footer: String::new(),
            sections: Vec::new(),
        }
    }

    /// The same with a line of text below the title.
    #[must_use]
    pub fn with_lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = lead.into();
        self
    }

    /// The same with the name of the program that makes the page, for the head of the file.
    #[must_use]
    pub fn with_program(mut self, program: impl Into<String>) -> Self {
        self.program = program.into();
        self
    }

    /// The same with a line of text at the end.
    #[must_use]
    pub fn with_footer(mut self, footer: impl Into<String>) -> Self {
        self.footer = footer.into();
        self
    }

    /// The same with a section after those it has.
    #[must_use]
    pub fn with_section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// The same with sections after those it has.
    #[must_use]
    pub fn with_sections(mut self, sections: impl IntoIterator<Item = Section>) -> Self {
        self.sections.extend(sections);
        self
    }

    /// The text of the file.
    #[must_use]
    pub fn html(&self) -> String {
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    @if !self.program.is_empty() { meta name="generator" content=(self.program); }
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header {
                        h1 { (self.title) }
                        @if !self.lead.is_empty() { p.lead { (self.lead) } }
                    }
                    nav aria-label="Contents" {
                        ul { @for section in &self.sections { li { a href={ "#" (section.id) } { (section.title) } } } }
                    }
                    main { @for section in &self.sections { (section.markup()) } }
                    @if !self.footer.is_empty() { footer { p { (self.footer) } } }
                }
            }
        };
        markup.into_string()
    }
}
