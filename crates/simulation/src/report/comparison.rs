//! Designs side by side.

use maud::html;

use super::number::{DASH, count, fixed, or_dash, per_cent};
use super::table::{Column, Section, figure, table};
use super::{Report, ReportedDesign};
use crate::plot::{self, MAX_COMPARED, PlotError};
use crate::{ConditionalRow, ItemUse, Paired};

/// A measure of a design as text.
type Measure = fn(&ReportedDesign<'_>) -> String;

/// The measures that stand side by side.
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
pub(super) fn section(report: &Report<'_>) -> Result<Section, PlotError> {
    let designs = report.designs;
    let mut columns = vec![Column::Text("measure")];
    columns.extend(designs.iter().map(|design| Column::Number(design.name)));
    let rows: Vec<Vec<String>> = MEASURES
        .iter()
        .map(|(name, measure)| -> Vec<String> {
            [(*name).to_owned()].into_iter().chain(designs.iter().map(measure)).collect()
        })
        // What none of the designs has is not worth a row.
        .filter(|row| row[1..].iter().any(|cell| cell != DASH))
        .collect();
    let conditional: Vec<(&str, &[ConditionalRow])> =
        designs.iter().map(|design| (design.name, design.summary.conditional.as_slice())).collect();
    let items: Vec<(&str, &[ItemUse])> =
        designs.iter().map(|design| (design.name, design.summary.items.as_slice())).collect();
    let limit = designs.first().map_or(1.0, |design| design.summary.exposure.limit);
    let by_ability = |title: &str, label: &str, value| plot::compared(title, label, &conditional, value);
    let body = html! {
        p { "All designs met the same examinees, who gave the same answers to the same items." }
        (table("The designs side by side", &columns, &rows))
        @if designs.len() > MAX_COMPARED {
            p.note { "The pictures show the first " (MAX_COMPARED) " designs." }
        }
        (figure("RMSE by true theta", by_ability("RMSE by ability", "units of theta", |row| row.recovery.rmse))?)
        (figure("bias by true theta", by_ability("Bias by ability", "units of theta", |row| row.recovery.bias))?)
        (figure("test length by true theta", by_ability("Test length by ability", "mean number of items", |row| row.mean_length))?)
        (by_ability_table(designs))
        (figure("exposure rates in falling order", plot::compared_exposure(&items, limit))?)
        (differences(designs))
    };
    Ok(Section::new("comparison", "The designs compared", body))
}

/// RMSE and length of the designs by group of ability. The groups are those of the examinees, common to all designs.
fn by_ability_table(designs: &[ReportedDesign<'_>]) -> maud::Markup {
    let names: Vec<[String; 2]> =
        designs.iter().map(|design| [format!("RMSE, {}", design.name), format!("items, {}", design.name)]).collect();
    let mut columns = vec![Column::Number("mean theta")];
    columns.extend(names.iter().flatten().map(|name| Column::Number(name)));
    let groups = designs.first().map_or(&[][..], |design| design.summary.conditional.as_slice());
    let rows: Vec<Vec<String>> = groups
        .iter()
        .enumerate()
        .map(|(place, group)| {
            let cells = designs.iter().filter_map(|design| design.summary.conditional.get(place));
            let cells = cells.flat_map(|row| [fixed(row.recovery.rmse, 3), fixed(row.mean_length, 1)]);
            [fixed(group.mean_theta, 2)].into_iter().chain(cells).collect()
        })
        .collect();
    table("Precision and length by true ability", &columns, &rows)
}

/// What each design has more than the first, with the Monte Carlo error of the difference.
fn differences(designs: &[ReportedDesign<'_>]) -> maud::Markup {
    let columns = ["RMSE", "bias", "mean SE", "items", "classified rightly"].map(Column::Number);
    let columns: Vec<Column<'_>> = [Column::Text("design")].into_iter().chain(columns).collect();
    let paired = |difference: &Paired| {
        let error = or_dash(difference.standard_error, |error| fixed(error, 4));
        format!("{} ({error})", fixed(difference.value, 4))
    };
    let rows: Vec<Vec<String>> = designs
        .iter()
        .filter_map(|design| {
            let difference = design.difference?;
            let values = [&difference.rmse, &difference.bias, &difference.mean_standard_error, &difference.mean_length];
            let correct = difference.correct.as_ref().map_or_else(|| "–".to_owned(), paired);
            Some([design.name.to_owned()].into_iter().chain(values.map(paired)).chain([correct]).collect())
        })
        .collect();
    let first = designs.first().map_or("", |design| design.name);
    html! {
        (table(&format!("Differences from {first}"), &columns, &rows))
        p.note { "In brackets the Monte Carlo error of the difference: a difference of more than two of them is hardly chance." }
    }
}
