//! Designs side by side.

use reporting::number::{DASH, count, fixed, or_dash, per_cent};
use reporting::{ChartError, Column, Section, Table};

use super::inputs::{Report, ReportedDesign};
use crate::difference::PairedDifference;
use crate::plot::{self, MAX_COMPARED};
use crate::summary::ConditionalRow;
use crate::usage::ItemUse;

/// A measure of a design as text.
type Measure = fn(&ReportedDesign<'_>) -> String;

/// The measures of the table of designs side by side.
const MEASURES: [(&str, Measure); 14] = [
    ("mean number of items", |design| fixed(design.summary.test_length.mean, 2)),
    ("5 % to 95 % of the tests", |design| {
        format!("{} to {}", design.summary.test_length.p05, design.summary.test_length.p95)
    }),
    ("bias", |design| fixed(design.summary.recovery.bias, 3)),
    ("RMSE", |design| fixed(design.summary.recovery.rmse, 3)),
    ("mean absolute error", |design| fixed(design.summary.recovery.mae, 3)),
    ("correlation", |design| or_dash(design.summary.recovery.correlation, |r| fixed(r, 3))),
    ("mean standard error", |design| fixed(design.summary.recovery.mean_standard_error, 3)),
    ("coverage", |design| per_cent(design.summary.recovery.coverage)),
    ("highest exposure rate", |design| per_cent(design.summary.exposure.highest_rate)),
    ("items above the limit", |design| count(design.summary.exposure.above_limit as u64)),
    ("items never used", |design| count(design.summary.exposure.never_used as u64)),
    ("test overlap", |design| or_dash(design.summary.exposure.test_overlap, per_cent)),
    ("worst deviation from content targets", |design| {
        or_dash(design.summary.content.as_ref().and_then(|content| content.worst_deviation), per_cent)
    }),
    ("classified rightly", |design| {
        or_dash(design.summary.classification.as_ref().map(|accuracy| accuracy.correct), per_cent)
    }),
];

/// The section that compares the designs.
pub(super) fn section(report: &Report<'_>) -> Result<Section, ChartError> {
    let designs = report.designs;
    let conditional: Vec<(&str, &[ConditionalRow])> =
        designs.iter().map(|design| (design.name, design.summary.conditional.as_slice())).collect();
    let items: Vec<(&str, &[ItemUse])> =
        designs.iter().map(|design| (design.name, design.summary.items.as_slice())).collect();
    let limit = designs.first().map_or(1.0, |design| design.summary.exposure.limit);
    let by_ability = |title: &str, label: &str, value| plot::compared(title, label, &conditional, value);
    let mut section = Section::new("comparison", "The designs compared")
        .paragraph("All designs met the same examinees, who gave the same answers to the same items.")
        .table(side_by_side(designs));
    if designs.len() > MAX_COMPARED {
        section = section.note(format!("The pictures show the first {MAX_COMPARED} designs."));
    }
    let rmse = by_ability("RMSE by ability", "units of theta", |row| row.recovery.rmse)?;
    let bias = by_ability("Bias by ability", "units of theta", |row| row.recovery.bias)?;
    let length = by_ability("Test length by ability", "mean number of items", |row| row.mean_length)?;
    Ok(section
        .figure("RMSE by true theta", rmse)
        .figure("bias by true theta", bias)
        .figure("test length by true theta", length)
        .table(by_ability_table(designs))
        .figure("exposure rates in falling order", plot::compared_exposure(&items, limit)?)
        .table(differences(designs))
        .note("In brackets the Monte Carlo error of the difference: a difference of more than two of them is hardly chance."))
}

fn side_by_side(designs: &[ReportedDesign<'_>]) -> Table {
    let mut columns = vec![Column::text("measure")];
    columns.extend(designs.iter().map(|design| Column::number(design.name)));
    let rows = MEASURES.iter().map(|(name, measure)| -> Vec<String> {
        [(*name).to_owned()].into_iter().chain(designs.iter().map(measure)).collect()
    });
    // A measure that no design has gets no row.
    let rows = rows.filter(|row| row[1..].iter().any(|cell| cell != DASH));
    Table::new("The designs side by side", columns, rows)
}

/// RMSE and length of the designs by group of ability. The groups are those of the examinees, common to all designs.
fn by_ability_table(designs: &[ReportedDesign<'_>]) -> Table {
    let mut columns = vec![Column::number("mean theta")];
    for design in designs {
        columns.extend(["RMSE", "items"].map(|measure| Column::number(format!("{measure}, {}", design.name))));
    }
    let groups = designs.first().map_or(&[][..], |design| design.summary.conditional.as_slice());
    let rows = groups.iter().enumerate().map(|(place, group)| {
        let cells = designs.iter().filter_map(|design| design.summary.conditional.get(place));
        let cells = cells.flat_map(|row| [fixed(row.recovery.rmse, 3), fixed(row.mean_length, 1)]);
        [fixed(group.mean_theta, 2)].into_iter().chain(cells).collect()
    });
    Table::new("Precision and length by true ability", columns, rows)
}

/// The differences of each design from the first, with their Monte Carlo errors.
fn differences(designs: &[ReportedDesign<'_>]) -> Table {
    let numbers = ["RMSE", "bias", "mean SE", "items", "classified rightly"].map(Column::number);
    let columns = [Column::text("design")].into_iter().chain(numbers);
    let paired = |difference: &PairedDifference| {
        let error = or_dash(difference.standard_error, |error| fixed(error, 4));
        format!("{} ({error})", fixed(difference.value, 4))
    };
    let rows = designs.iter().filter_map(|design| {
        let difference = design.difference?;
        let values = [&difference.rmse, &difference.bias, &difference.mean_standard_error, &difference.mean_length];
        let correct = difference.correct.as_ref().map_or_else(|| DASH.to_owned(), paired);
        Some([design.name.to_owned()].into_iter().chain(values.map(paired)).chain([correct]).collect())
    });
    let first = designs.first().map_or("", |design| design.name);
    Table::new(format!("Differences from {first}"), columns, rows)
}
