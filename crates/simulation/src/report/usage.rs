//! How long the tests are, and what they do to the bank.

use maud::html;

use super::number::{count, fixed, or_dash, per_cent};
use super::overview::never_used;
use super::precision::{COUNTED, counted};
use super::table::{Column, Section, figure, table};
use super::{ReportedDesign, design_words};
use crate::ItemUse;
use crate::plot::{self, PlotError};

/// The ends of the ranges that exposure rates are counted in.
const RATES: [f64; 8] = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0];
/// How many of the most used items are listed.
const MOST_USED: usize = 15;
/// The most content areas that fit into a picture.
const MAX_DRAWN_AREAS: usize = 40;
/// The most content areas in a table.
const MAX_AREAS: usize = 200;

/// The section on test length and the reasons for stopping.
pub(super) fn length(design: &ReportedDesign<'_>) -> Result<Section, PlotError> {
    let summary = design.summary;
    let length = &summary.test_length;
    let columns = ["mean", "SD", "least", "5 %", "25 %", "median", "75 %", "95 %", "greatest"].map(Column::Number);
    let quantiles = [length.min, length.p05, length.p25, length.median, length.p75, length.p95, length.max];
    let row = [fixed(length.mean, 2), fixed(length.sd, 2)].into_iter().chain(quantiles.map(|items| items.to_string()));
    let reasons = summary.stop_reasons.iter().map(|(name, tests)| (design_words::reason(name), tests));
    let body = html! {
        (figure("how many tests have each length", plot::test_length(&summary.lengths))?)
        (table("Number of items", &columns, &[row.collect()]))
        (table("Why the tests ended", &COUNTED, &counted(reasons, summary.examinees)))
    };
    Ok(Section::new("length", "Test length and stopping", body))
}

/// The section on exposure.
pub(super) fn exposure(design: &ReportedDesign<'_>) -> Result<Section, PlotError> {
    let (summary, exposure) = (design.summary, &design.summary.exposure);
    let measures = [
        ("highest exposure rate", per_cent(exposure.highest_rate)),
        ("items above the limit", count(exposure.above_limit as u64)),
        ("limit", per_cent(exposure.limit)),
        ("items never used", never_used(exposure.never_used, exposure.bank_items)),
        ("test overlap (shared items over mean length)", or_dash(exposure.test_overlap, per_cent)),
        ("mean overlap of two tests", or_dash(exposure.pair_overlap, per_cent)),
    ];
    let measures: Vec<Vec<String>> = measures.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    let body = html! {
        p { "The exposure rate of an item is the share of the examinees who get it." }
        (figure("exposure rates in falling order, and the limit", plot::exposure(&summary.items, exposure.limit))?)
        (table("Exposure", &[Column::Text("measure"), Column::Number("value")], &measures))
        (table("Items by exposure rate", &[Column::Text("rate"), Column::Number("items")], &by_rate(&summary.items)))
        (most_used(design))
    };
    Ok(Section::new("exposure", "Exposure of the items", body))
}

fn by_rate(items: &[ItemUse]) -> Vec<Vec<String>> {
    let within = |lower: f64, upper: f64| {
        items.iter().filter(|item| lower < item.exposure_rate && item.exposure_rate <= upper).count()
    };
    let never = items.iter().filter(|item| item.administered == 0).count();
    let lower = [0.0].into_iter().chain(RATES);
    let ranges = lower.zip(RATES).map(|(lower, upper)| {
        let range = format!("above {} to {}", short_per_cent(lower), short_per_cent(upper));
        vec![range, count(within(lower, upper) as u64)]
    });
    [vec!["never used".to_owned(), count(never as u64)]].into_iter().chain(ranges).collect()
}

fn short_per_cent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn most_used(design: &ReportedDesign<'_>) -> maud::Markup {
    let columns = [
        Column::Text("item"),
        Column::Text("model"),
        Column::Text("content area"),
        Column::Number("examinees"),
        Column::Number("exposure rate"),
    ];
    let rows: Vec<Vec<String>> = most_used_items(&design.summary.items)
        .iter()
        .take(MOST_USED)
        .filter_map(|used| {
            let item = design.test.bank().item(used.item)?;
            let content = item.content.unwrap_or("–").to_owned();
            let usage = [count(used.administered), per_cent(used.exposure_rate)];
            Some([item.id.to_string(), item.model_name().to_string(), content].into_iter().chain(usage).collect())
        })
        .collect();
    table("The items used most", &columns, &rows)
}

/// The items that were used, the most used first.
pub(super) fn most_used_items(items: &[ItemUse]) -> Vec<ItemUse> {
    let mut used: Vec<ItemUse> = items.iter().filter(|item| item.administered > 0).copied().collect();
    used.sort_by_key(|item| std::cmp::Reverse(item.administered));
    used
}

/// The section on content areas; none where the bank has none.
pub(super) fn content(design: &ReportedDesign<'_>) -> Result<Option<Section>, PlotError> {
    let Some(content) = &design.summary.content else { return Ok(None) };
    let columns = [
        Column::Number("no."),
        Column::Text("content area"),
        Column::Number("target"),
        Column::Number("share of all items"),
        Column::Number("least in a test"),
        Column::Number("greatest in a test"),
    ];
    let rows: Vec<Vec<String>> = (1..)
        .zip(content.areas.iter().take(MAX_AREAS))
        .map(|(number, area): (usize, _)| {
            let shares = [area.share, area.min_share, area.max_share].map(per_cent);
            let start = [number.to_string(), area.area.clone(), or_dash(area.target, per_cent)];
            start.into_iter().chain(shares).collect()
        })
        .collect();
    let deviations = [content.mean_deviation, content.worst_deviation].map(|share| or_dash(share, per_cent));
    let body = html! {
        @if content.areas.len() <= MAX_DRAWN_AREAS {
            (figure("shares of the content areas", plot::content(&content.areas))?)
        }
        (table("Content of the tests", &columns, &rows))
        @if content.areas.len() > MAX_AREAS {
            p.note { "The first " (MAX_AREAS) " of " (content.areas.len()) " content areas." }
        }
        @if content.mean_deviation.is_some() {
            p {
                "The area of a test that is furthest off its target is off by " (deviations[0]) " of the test on average, "
                "and by " (deviations[1]) " in the worst test."
            }
        }
    };
    Ok(Some(Section::new("content", "Content", body)))
}
