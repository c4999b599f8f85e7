//! Designs side by side.

use reporting::number::{DASH, fixed, or_dash};
use reporting::{ChartError, Column, Section, Table};

use super::inputs::{Report, ReportedDesign};
use super::key_figures;
use crate::difference::PairedDifference;
use crate::plot::{self, MAX_COMPARED};
use crate::summary::ConditionalRow;
use crate::usage::ItemUse;

/// The most designs side by side in one table.
const MOST_BESIDE: usize = 6;

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
        .paragraph("All designs met the same examinees, who gave the same answers to the same items.");
    for (caption, some) in parts("The designs side by side", designs) {
        section = section.table(key_figures::side_by_side(&caption, some));
    }
    if designs.len() > MAX_COMPARED {
        section = section.note(format!("The pictures show the first {MAX_COMPARED} designs."));
    }
    let rmse = by_ability("RMSE by ability", "units of theta", |row| row.recovery.rmse)?;
    let bias = by_ability("Bias by ability", "units of theta", |row| row.recovery.bias)?;
    let length = by_ability("Test length by ability", "mean number of items", |row| row.mean_length)?;
    section = section
        .figure("RMSE by true theta", rmse)
        .figure("bias by true theta", bias)
        .figure("test length by true theta", length)
        .figure("exposure rates in falling order", plot::compared_exposure(&items, limit)?);
    for (caption, some) in parts("Precision and length by true ability", designs) {
        section = section.table(by_ability_table(&caption, some));
    }
    Ok(section.table(differences(designs)).note(
        "In brackets the Monte Carlo error of the difference: a difference of more than two of them is hardly chance.",
    ))
}

/// The designs in parts that have room on a page, each with the caption of its table.
fn parts<'a>(
    caption: &str,
    designs: &'a [ReportedDesign<'a>],
) -> impl Iterator<Item = (String, &'a [ReportedDesign<'a>])> {
    (1..).zip(designs.chunks(MOST_BESIDE)).map(move |(part, some)| match part {
        1 => (caption.to_owned(), some),
        _ => (format!("{caption}, part {part}"), some),
    })
}

/// RMSE and length of the designs by group of ability. The groups are those of the examinees, common to all designs.
fn by_ability_table(caption: &str, designs: &[ReportedDesign<'_>]) -> Table {
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
    Table::new(caption, columns, rows)
}

/// The differences of each design from the first, with their Monte Carlo errors.
fn differences(designs: &[ReportedDesign<'_>]) -> Table {
    let numbers = ["RMSE", "bias", "mean SE", "items", "correctly classified"].map(Column::number);
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
