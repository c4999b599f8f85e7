//! The page: the sections in their order.

use reporting::{ChartError, Page, Section};

use super::inputs::{Report, ReportedDesign};
use super::{bank, classification, comparison, precision, settings, trace, usage, verdict};

/// The most designs that the title names.
const MOST_NAMED: usize = 3;

impl Report<'_> {
    /// The report as the text of an HTML file.
    ///
    /// # Errors
    /// [`ChartError`] when a chart cannot be drawn.
    pub fn html(&self) -> Result<String, ChartError> {
        let names: Vec<&str> = self.designs.iter().map(|design| design.name).collect();
        let subject = if names.len() <= MOST_NAMED { names.join(", ") } else { format!("{} designs", names.len()) };
        let lead = match self.given_answers {
            Some(_) => "An adaptive test, taken with given answers",
            None => "An adaptive test, taken by simulated examinees",
        };
        let same = "The same bank, design, examinees and seed give the same report.";
        let page = Page::new(format!("Simulation report: {subject}"))
            .with_lead(lead)
            .with_program(self.program)
            .with_footer(format!("Made by {}. {same}", self.program))
            .with_sections(self.sections()?);
        Ok(page.html())
    }

    fn sections(&self) -> Result<Vec<Section>, ChartError> {
        let mut sections = vec![verdict::section(self)];
        if self.designs.len() > 1 {
            sections.push(comparison::section(self)?);
        }
        for (number, design) in (1..).zip(self.designs) {
            let of_design = design_sections(design)?;
            sections.extend(of_design.into_iter().map(|section| self.with_design_name(section, number, design)));
        }
        sections.push(bank::information(self)?);
        sections.push(bank::wright_map(self)?);
        sections.push(settings::section(self));
        Ok(sections)
    }

    /// The section of one of several designs, with the name of the design in its title.
    fn with_design_name(&self, section: Section, number: usize, design: &ReportedDesign<'_>) -> Section {
        if self.designs.len() == 1 {
            return section;
        }
        let (id, title) = (format!("{}-{number}", section.id), format!("{}: {}", section.title, design.name));
        Section { id, title, ..section }
    }
}

fn design_sections(design: &ReportedDesign<'_>) -> Result<Vec<Section>, ChartError> {
    let mut sections = vec![precision::recovery(design)?, precision::conditional(design)?];
    sections.extend(classification::section(design));
    sections.extend([usage::length(design)?, usage::exposure(design)?]);
    sections.extend(usage::content(design)?);
    sections.extend(trace::section(design)?);
    Ok(sections)
}
