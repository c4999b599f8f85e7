//! What was simulated.

use reporting::number::count;
use reporting::{Column, Section, Table};

use super::design_words;
use super::inputs::Report;
use crate::examinees::Abilities;

/// The section on what was simulated.
pub(super) fn section(report: &Report<'_>) -> Section {
    let mut section = Section::new("simulated", "What was simulated");
    let Some(first) = report.designs.first() else { return section };
    let bank = first.test.bank();
    let what = [
        ("item bank", report.bank_name.to_owned()),
        ("items", count(bank.len() as u64)),
        ("scaling constant D", bank.metric().scaling_constant().to_string()),
        ("examinees", count(first.summary.examinees)),
        ("their abilities", abilities(report)),
        ("seed", first.summary.seed.to_string()),
        ("program", report.program.to_owned()),
    ];
    section = section.table(Table::from_pairs("The simulation", two_texts(), what));
    for design in report.designs {
        let caption = format!("The design: {}", design.name);
        section = section.table(Table::from_pairs(caption, two_texts(), design_words::rows(design.test)));
    }
    section
}

/// Two columns of texts without headings.
fn two_texts() -> [Column; 2] {
    [Column::text(""), Column::text("")]
}

fn abilities(report: &Report<'_>) -> String {
    if let Some(answers) = report.given_answers {
        return format!("estimated by the final estimator from all answers in {answers}");
    }
    match report.examinees.abilities() {
        Abilities::Normal { mean, sd } => {
            format!("drawn from a normal distribution, mean {mean}, standard deviation {sd}")
        }
        Abilities::Listed(thetas) => {
            let least = thetas.iter().copied().fold(f64::INFINITY, f64::min);
            let greatest = thetas.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            match thetas.len() {
                1 => format!("given: {least}"),
                many => format!("given: {} values from {least} to {greatest}", count(many as u64)),
            }
        }
    }
}
