//! How the calibration went, in a few sentences.

use reporting::number::{count, fixed};
use reporting::{Column, Section, Table};

use super::content::Report;

/// The section at the top of the report.
pub(super) fn section(report: &Report<'_>) -> Section {
    let outcome = report.outcome;
    let (kept, aside) = (outcome.kept().count(), outcome.set_aside().count());
    let sentence = format!(
        "{kept} items have parameters; {aside} are set aside. The search took {} cycles over {} examinees with {} different response patterns.",
        outcome.cycles,
        fixed(outcome.examinees, 0),
        count(outcome.patterns as u64)
    );
    let mut warnings = Vec::new();
    if !outcome.converged {
        warnings.push(format!(
            "The search has not converged: the largest element of the gradient is {:.1e}. The estimates are provisional.",
            outcome.gradient_max
        ));
    }
    if !outcome.identified {
        warnings.push("The information is not positive definite: the data do not determine all parameters, and there are no standard errors.".to_owned());
    }
    let section = Section::new("verdict", "In short").paragraph(sentence);
    let section = if warnings.is_empty() { section } else { section.warnings("To be looked at", warnings) };
    let rows = [
        ("log-likelihood", fixed(outcome.log_likelihood, 4)),
        ("log prior", fixed(outcome.log_prior, 4)),
        ("estimated parameters", count(outcome.parameters as u64)),
        ("AIC", fixed(outcome.aic(), 2)),
        ("BIC", fixed(outcome.bic(), 2)),
        ("examinees in the file", count(report.examinees as u64)),
        ("largest element of the gradient", format!("{:.1e}", outcome.gradient_max)),
    ];
    section.table(Table::from_pairs("The calibration", [Column::text("measure"), Column::number("value")], rows))
}
