//! The page: the sections in their order.

use reporting::ability_charts::test_information;
use reporting::{ChartError, Page, Section};

use super::content::Report;
use super::{fit, parameters, verdict};

/// The thetas of the information curve: from -4 to 4.
const THETAS: std::ops::RangeInclusive<i32> = -40..=40;

impl Report<'_> {
    /// The report as the text of an HTML file.
    ///
    /// # Errors
    /// [`ChartError`] when a chart cannot be drawn.
    pub fn html(&self) -> Result<String, ChartError> {
        let mut sections = vec![verdict::section(self)];
        sections.extend(parameters::set_aside(self));
        sections.push(fit::section(self)?);
        sections.push(parameters::estimates(self));
        sections.push(self.information()?);
        sections.push(parameters::latent(self));
        sections.push(self.settings());
        let page = Page::new(format!("Calibration report: {}", self.responses))
            .with_lead("Item parameters from responses, by marginal maximum likelihood")
            .with_program(self.program)
            .with_footer(format!("Made by {}. The same responses and settings give the same report.", self.program))
            .with_sections(sections);
        Ok(page.html())
    }

    fn information(&self) -> Result<Section, ChartError> {
        let point = |step: i32| {
            let theta = f64::from(step) / 10.0;
            let of_item = |item: &crate::run::EstimatedItem| item.model.information(theta, irt_core::Metric::LOGISTIC);
            (theta, self.outcome.kept().map(|(_, item)| of_item(item)).sum())
        };
        let curve: Vec<(f64, f64)> = THETAS.map(point).collect();
        Ok(Section::new("information", "Information")
            .paragraph("The information of all items of the bank together, and the standard error that it stands for.")
            .figure("test information and standard error by theta", test_information(&curve)?))
    }

    fn settings(&self) -> Section {
        let text = if self.settings.trim().is_empty() { "All settings have their defaults." } else { self.settings };
        text.lines().fold(Section::new("settings", "Settings"), |section, line| section.note(line))
    }
}
