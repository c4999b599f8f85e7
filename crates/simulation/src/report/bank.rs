//! Where the bank measures, and where the examinees are.

use irt_core::{BankItem, ItemBank};
use reporting::ability_charts::{self, WrightRow};
use reporting::number::{fixed, or_dash, per_cent};
use reporting::{ChartError, Column, Section, Table};

use super::inputs::Report;
use super::usage::most_used_items;

/// The number of points of a curve.
const POINTS: u32 = 81;
/// The range of theta that charts show at least.
const RANGE: [f64; 2] = [-4.0, 4.0];
/// The number of items with a curve.
const DRAWN_ITEMS: usize = 5;
/// The most examinees in the distribution.
const SAMPLE: u64 = 20_000;

/// The section on test and item information.
pub(super) fn information(report: &Report<'_>) -> Result<Section, ChartError> {
    let Some(first) = report.designs.first() else { return Ok(Section::new("information", "")) };
    let bank = first.test.bank();
    let curve: Vec<(f64, f64)> = grid(POINTS).map(|theta| (theta, bank.test_information(theta))).collect();
    let used = most_used_items(&first.summary.items);
    let used: Vec<BankItem<'_>> = used.iter().take(DRAWN_ITEMS).filter_map(|used| bank.item(used.item)).collect();
    let curve_of =
        |item: &BankItem<'_>| grid(POINTS).map(|theta| (theta, item_information(bank, item, theta))).collect();
    let curves: Vec<(&str, Vec<(f64, f64)>)> = used.iter().map(|item| (item.id.as_str(), curve_of(item))).collect();
    let mut section = Section::new("information", "Information of the bank")
        .paragraph(
            "The information of all items together is what a test of the whole bank would have, and its standard error \
             the least that can be reached. Below, the information of the items that were used most.",
        )
        .figure("test information and its standard error by theta", ability_charts::test_information(&curve)?);
    if !curves.is_empty() {
        let chart = ability_charts::item_information(&curves)?;
        section = section.figure("information of the items used most", chart);
    }
    Ok(section.table(information_table(bank, &used)))
}

fn information_table(bank: &ItemBank, used: &[BankItem<'_>]) -> Table {
    let mut columns = ["theta", "all items", "their SE"].map(Column::number).to_vec();
    columns.extend(used.iter().map(|item| Column::number(item.id.as_str())));
    let rows = grid(9).map(|theta| {
        let all = bank.test_information(theta);
        let error = (all > 0.0).then(|| 1.0 / all.sqrt());
        let start = [fixed(theta, 0), fixed(all, 2), or_dash(error, |error| fixed(error, 3))];
        start.into_iter().chain(used.iter().map(|item| fixed(item_information(bank, item, theta), 3))).collect()
    });
    Table::new("Information by theta", columns, rows)
}

/// The section on examinees and items on one scale.
pub(super) fn wright_map(report: &Report<'_>) -> Result<Section, ChartError> {
    let Some(first) = report.designs.first() else { return Ok(Section::new("wright", "")) };
    let sample = SAMPLE.min(report.examinees.count());
    let bank = first.test.bank();
    let thetas: Vec<(f64, f64)> =
        (0..sample).map(|index| (report.examinees.theta(first.summary.seed, index), 1.0)).collect();
    let locations: Vec<(f64, f64)> =
        bank.items().flat_map(|item| bank.locations(item.index)).map(|location| (location, 1.0)).collect();
    let rows = ability_charts::wright_rows(&thetas, &locations);
    let section = Section::new("wright", "Examinees and items")
        .paragraph(
            "Where there are examinees and no items, the bank is too thin to measure them well. The location of an item \
             is its difficulty; items of more than two categories have one for each threshold or step, nominal ones \
             where they tell most. The end ranges hold what lies beyond them.",
        )
        .figure("distribution of examinees and of item locations", ability_charts::wright_map(&rows)?)
        .table(wright_table(&rows));
    if sample < report.examinees.count() {
        return Ok(section.note(format!("The shares of the examinees are those of the first {sample}.")));
    }
    Ok(section)
}

fn wright_table(rows: &[WrightRow]) -> Table {
    let columns = [Column::text("theta"), Column::number("examinees"), Column::number("item locations")];
    let rows = rows.iter().rev().map(|row| {
        let range = format!("{} to {}", fixed(row.lower, 2), fixed(row.upper, 2));
        vec![range, per_cent(row.examinees), per_cent(row.locations)]
    });
    Table::new("Examinees and items by theta", columns, rows)
}

fn item_information(bank: &ItemBank, item: &BankItem<'_>, theta: f64) -> f64 {
    bank.information(item.index, theta).unwrap_or(0.0)
}

/// Equally spaced abilities over the range, both ends included.
fn grid(points: u32) -> impl Iterator<Item = f64> {
    let step = (RANGE[1] - RANGE[0]) / f64::from(points - 1);
    (0..points).map(move |place| RANGE[0] + step * f64::from(place))
}
