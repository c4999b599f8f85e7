//! A simulation as one HTML file for people: text, pictures, and a table under each picture.
//!
//! The file needs nothing besides itself: no script, no font, no other file. It can be printed, and read in black and white.

mod bank;
mod comparison;
mod design_words;
mod number;
mod overview;
mod precision;
mod table;
mod trace;
mod usage;

use irt_core::AdaptiveTest;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::plot::PlotError;
use crate::{Difference, Examinees, Summary};
use table::Section;

const STYLE: &str = include_str!("style.css");

/// What a report tells of.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The program that has simulated, and its version.
    pub program: &'a str,
    /// What the item bank is called.
    pub bank_name: &'a str,
    /// The examinees.
    pub examinees: &'a Examinees,
    /// Where the answers are from, when they were given and not simulated; the abilities are estimates from all of them then.
    pub given_answers: Option<&'a str>,
    /// The designs, all on one bank; the first is what the others are compared with.
    pub designs: &'a [ReportedDesign<'a>],
}

/// A design and what its simulation has come to.
#[derive(Debug, Clone, Copy)]
pub struct ReportedDesign<'a> {
    /// What the design is called.
    pub name: &'a str,
    /// The test.
    pub test: &'a AdaptiveTest,
    /// The measures.
    pub summary: &'a Summary,
    /// How it differs from the first design.
    pub difference: Option<&'a Difference>,
    /// The true and the estimated abilities of the first examinees.
    pub abilities: &'a [[f64; 2]],
}

impl Report<'_> {
    /// The report as the text of an HTML file.
    ///
    /// # Errors
    /// [`PlotError`] when a picture cannot be drawn.
    pub fn html(&self) -> Result<String, PlotError> {
        let mut sections = vec![overview::simulated(self)];
        if self.designs.len() > 1 {
            sections.push(comparison::section(self)?);
        }
        sections.push(bank::information(self)?);
        sections.push(bank::wright_map(self)?);
        for (number, design) in (1..).zip(self.designs) {
            let of_design = of_design(design)?;
            sections.extend(of_design.into_iter().map(|section| self.told_apart(section, number, design)));
        }
        Ok(self.page(&sections).into_string())
    }

    /// A section of one of several designs, with the design in its title.
    fn told_apart(&self, section: Section, number: usize, design: &ReportedDesign<'_>) -> Section {
        if self.designs.len() == 1 {
            return section;
        }
        let Section { id, title, body } = section;
        Section { id: format!("{id}-{number}"), title: format!("{title}: {}", design.name), body }
    }

    fn page(&self, sections: &[Section]) -> Markup {
        let names: Vec<&str> = self.designs.iter().map(|design| design.name).collect();
        let title = format!("Simulation report: {}", names.join(", "));
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content=(self.program);
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header {
                        h1 { (title) }
                        p.lead {
                            @if self.given_answers.is_some() { "An adaptive test, taken with given answers" }
                            @else { "An adaptive test, taken by simulated examinees" }
                        }
                    }
                    nav aria-label="Contents" {
                        ul { @for section in sections { li { a href={ "#" (section.id) } { (section.title) } } } }
                    }
                    main {
                        @for section in sections {
                            section id=(section.id) { h2 { (section.title) } (section.body) }
                        }
                    }
                    footer { p { "Made by " (self.program) ". The same bank, design, examinees and seed give the same report." } }
                }
            }
        }
    }
}

fn of_design(design: &ReportedDesign<'_>) -> Result<Vec<Section>, PlotError> {
    let mut sections = vec![precision::recovery(design)?, precision::conditional(design)?];
    sections.extend(precision::classification(design));
    sections.extend([usage::length(design)?, usage::exposure(design)?]);
    sections.extend(usage::content(design)?);
    sections.extend(trace::section(design)?);
    Ok(sections)
}
