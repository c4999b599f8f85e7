//! How long the tests are, and how they use the bank.

use reporting::number::{DASH, count, fixed, or_dash, per_cent};
use reporting::{ChartError, Column, Section, Table};

use super::design_words;
use super::inputs::ReportedDesign;
use super::key_figures;
use super::tables::{counts_table, measures_table};
use crate::content_match::ContentMatch;
use crate::plot;
use crate::usage::ItemUse;

/// The ends of the ranges of exposure rates.
const RATES: [f64; 8] = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0];
/// How many of the most used items are listed.
const MOST_USED: usize = 12;
/// The most content areas in a chart.
const MAX_DRAWN_AREAS: usize = 40;
/// The most content areas in a table.
const MAX_AREAS: usize = 200;

/// The section on test length and the reasons for stopping.
pub(super) fn length(design: &ReportedDesign<'_>) -> Result<Section, ChartError> {
    let summary = design.summary;
    let length = &summary.test_length;
    let columns = ["mean", "SD", "least", "5\u{a0}%", "25\u{a0}%", "median", "75\u{a0}%", "95\u{a0}%", "most"]
        .map(Column::number);
    let quantiles = [length.min, length.p05, length.p25, length.median, length.p75, length.p95, length.max];
    let row = [fixed(length.mean, 2), fixed(length.sd, 2)].into_iter().chain(quantiles.map(|items| items.to_string()));
    let reasons = summary.stop_reasons.iter().map(|(name, tests)| (design_words::stop_reason(name), *tests));
    Ok(Section::new("length", "Test length and stopping")
        .figure("how many tests have each length", plot::test_length(&summary.lengths)?)
        .table(Table::new("Number of items", columns, [row.collect()]))
        .table(counts_table("Why the tests ended", reasons, summary.examinees)))
}

/// The section on exposure.
pub(super) fn exposure(design: &ReportedDesign<'_>) -> Result<Section, ChartError> {
    let (summary, exposure) = (design.summary, &design.summary.exposure);
    let measures = [
        ("highest exposure rate", per_cent(exposure.highest_rate)),
        ("items above the limit", count(exposure.above_limit as u64)),
        ("limit", per_cent(exposure.limit)),
        ("items never used", key_figures::never_used(design)),
        ("test overlap (shared items over mean length)", or_dash(exposure.test_overlap, per_cent)),
        ("mean overlap of two tests", or_dash(exposure.pair_overlap, per_cent)),
    ];
    let chart = plot::exposure(&summary.items, exposure.limit)?;
    Ok(Section::new("exposure", "Exposure of the items")
        .paragraph("The exposure rate of an item is the share of the examinees who get it.")
        .figure("exposure rates in falling order, and the limit", chart)
        .table(measures_table("Exposure", measures))
        .table(by_rate(&summary.items))
        .table(most_used(design)))
}

fn by_rate(items: &[ItemUse]) -> Table {
    let within = |lower: f64, upper: f64| {
        items.iter().filter(|item| lower < item.exposure_rate && item.exposure_rate <= upper).count()
    };
    let never = items.iter().filter(|item| item.administered == 0).count();
    let ranges = [0.0].into_iter().chain(RATES).zip(RATES).map(|(lower, upper)| {
        let range = format!("above {} to {}", short_per_cent(lower), short_per_cent(upper));
        (range, count(within(lower, upper) as u64))
    });
    let rows = [("never used".to_owned(), count(never as u64))].into_iter().chain(ranges);
    Table::from_pairs("Items by exposure rate", [Column::text("rate"), Column::number("items")], rows)
}

fn short_per_cent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn most_used(design: &ReportedDesign<'_>) -> Table {
    let columns = [
        Column::text("item"),
        Column::text("model"),
        Column::text("content area"),
        Column::number("examinees"),
        Column::number("exposure rate"),
    ];
    let used = most_used_items(&design.summary.items).into_iter().take(MOST_USED);
    let rows = used.filter_map(|used| {
        let item = design.test.bank().item(used.item)?;
        let content = item.content.unwrap_or(DASH).to_owned();
        let usage = [count(used.administered), per_cent(used.exposure_rate)];
        Some([item.id.to_string(), item.model_name().to_string(), content].into_iter().chain(usage).collect())
    });
    Table::new("The items used most", columns, rows)
}

/// The items that are used, the most used first.
pub(super) fn most_used_items(items: &[ItemUse]) -> Vec<ItemUse> {
    let mut used: Vec<ItemUse> = items.iter().filter(|item| item.administered > 0).copied().collect();
    used.sort_by_key(|item| std::cmp::Reverse(item.administered));
    used
}

/// The section on content areas; `None` where the bank has none.
pub(super) fn content(design: &ReportedDesign<'_>) -> Result<Option<Section>, ChartError> {
    let Some(content) = &design.summary.content else { return Ok(None) };
    let mut section = Section::new("content", "Content");
    if content.areas.len() <= MAX_DRAWN_AREAS {
        section = section.figure("shares of the content areas", plot::content(&content.areas)?);
    }
    section = section.table(content_table(content));
    if content.areas.len() > MAX_AREAS {
        section = section.note(format!("The first {MAX_AREAS} of {} content areas.", content.areas.len()));
    }
    if content.mean_deviation.is_some() {
        let [mean, worst] = [content.mean_deviation, content.worst_deviation].map(|share| or_dash(share, per_cent));
        section = section.paragraph(format!(
            "The area of a test that is furthest off its target is off by {mean} of the test on average, and by {worst} \
             in the worst test."
        ));
    }
    Ok(Some(section))
}

fn content_table(content: &ContentMatch) -> Table {
    let columns = [
        Column::number("no."),
        Column::text("content area"),
        Column::number("target"),
        Column::number("share of all items"),
        Column::number("least in a test"),
        Column::number("greatest in a test"),
    ];
    let rows = (1..).zip(content.areas.iter().take(MAX_AREAS)).map(|(number, area): (usize, _)| {
        let shares = [area.share, area.min_share, area.max_share].map(per_cent);
        let start = [number.to_string(), area.area.clone(), or_dash(area.target, per_cent)];
        start.into_iter().chain(shares).collect()
    });
    Table::new("Content of the tests", columns, rows)
}
