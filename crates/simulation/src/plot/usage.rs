//! How a test uses the bank, and how long it is.

use std::collections::BTreeMap;

use reporting::{Axis, Chart, ChartError, Series, SeriesStyle, Svg};

use crate::content_match::ContentArea;
use crate::usage::ItemUse;

/// The labels of charts of exposure rates in falling order.
const RANKED: [&str; 2] = ["rank of the item, those never used being left out", "share of the examinees"];
/// The most corners of a line; more cannot be seen on a page.
const MAX_CORNERS: usize = 1_000;

/// The exposure rates from the highest to the lowest, and the limit. Leaves out items that are never used.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn exposure(items: &[ItemUse], limit: f64) -> Result<Svg, ChartError> {
    let rates = falling(items);
    let ranks = rates.len() as f64;
    let series = vec![
        Series::new("exposure rate", SeriesStyle::Solid, corners(&rates)),
        Series::new(&format!("limit {limit}"), SeriesStyle::Dashed, vec![(1.0, limit), (ranks, limit)]),
    ];
    let axes = [Axis::between(1.0, ranks.max(2.0)), Axis::around([0.0, rates.first().copied().unwrap_or(0.0), limit])];
    Chart::new("Exposure of the items", RANKED, axes, series).svg()
}

/// The exposure rates from the highest to the lowest under several designs, given with their names, and the limit. Leaves
/// out items that are never used.
///
/// Shows the first [`MAX_COMPARED`](super::MAX_COMPARED) designs.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn compared_exposure(designs: &[(&str, &[ItemUse])], limit: f64) -> Result<Svg, ChartError> {
    let ranks = designs.iter().map(|(_, items)| falling(items).len()).max().unwrap_or(0) as f64;
    let mut series: Vec<Series> = designs
        .iter()
        .zip(SeriesStyle::DISTINCT_LINES)
        .map(|((name, items), style)| Series::new(name, style, marked(&corners(&falling(items)))))
        .collect();
    series.push(Series::new(&format!("limit {limit}"), SeriesStyle::Dashed, vec![(1.0, limit), (ranks, limit)]));
    let highest = series.iter().flat_map(Series::ys).fold(0.0, f64::max);
    let axes = [Axis::between(1.0, ranks.max(2.0)), Axis::around([0.0, highest])];
    Chart::new("Exposure of the items", RANKED, axes, series).svg()
}

/// How many tests have each length, given as length and number of tests.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn test_length(lengths: &BTreeMap<u32, u64>) -> Result<Svg, ChartError> {
    let tests = lengths.values().sum::<u64>().max(1) as f64;
    let share = |count: &u64| 100.0 * *count as f64 / tests;
    let points: Vec<_> = lengths.iter().map(|(length, count)| (f64::from(*length), share(count))).collect();
    let (least, most) = (points.first().map_or(0.0, |(x, _)| *x), points.last().map_or(0.0, |(x, _)| *x));
    let axes = [
        Axis::whole_numbers((least - 1.0).max(0.0), most + 1.0),
        Axis::around(points.iter().map(|(_, share)| *share).chain([0.0])),
    ];
    let series = vec![Series::new("tests", SeriesStyle::Bars, points)];
    Chart::new("Test length", ["number of items", "per cent of the tests"], axes, series).svg()
}

/// The share of each content area over all tests, its range from test to test, and its target, by number of the area.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn content(areas: &[ContentArea]) -> Result<Svg, ChartError> {
    let numbered = || (1..).map(f64::from).zip(areas);
    let per_cent = |share: f64| 100.0 * share;
    let ranges = numbered()
        .flat_map(|(number, area)| [(number, per_cent(area.min_share)), (number, per_cent(area.max_share))])
        .collect();
    let shares = numbered().map(|(number, area)| (number, per_cent(area.share))).collect();
    let targets: Vec<_> = numbered().filter_map(|(number, area)| Some((number, per_cent(area.target?)))).collect();
    let mut series = vec![Series::new("least to greatest in a test", SeriesStyle::Whiskers, ranges)];
    if !targets.is_empty() {
        series.push(Series::new("target", SeriesStyle::OpenSquares, targets));
    }
    series.push(Series::new("share of all items given", SeriesStyle::Circles, shares));
    let highest = series.iter().flat_map(Series::ys).fold(0.0, f64::max);
    let axes = [Axis::whole_numbers(1.0, areas.len().max(1) as f64), Axis::around([0.0, highest])];
    Chart::new("Content of the tests", ["number of the content area", "per cent of the items"], axes, series).svg()
}

/// The rates of the items that were used.
fn falling(items: &[ItemUse]) -> Vec<f64> {
    let mut rates: Vec<f64> = items.iter().map(|item| item.exposure_rate).filter(|rate| *rate > 0.0).collect();
    rates.sort_unstable_by(|one, other| other.total_cmp(one));
    rates
}

/// Some of the points of a line, so that its markers do not touch: the first, the last, and about 20 between.
fn marked(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let step = points.len().div_ceil(24).max(1);
    let is_kept = |place: usize| place.is_multiple_of(step) || place + 1 == points.len();
    points.iter().enumerate().filter(|(place, _)| is_kept(*place)).map(|(_, point)| *point).collect()
}

/// The points at which a falling line bends: of a run of equal values, the first and the last. If there are very
/// many, some of them.
fn corners(values: &[f64]) -> Vec<(f64, f64)> {
    let is_inside = |place: usize| {
        0 < place
            && place + 1 < values.len()
            && values[place - 1] == values[place]
            && values[place] == values[place + 1]
    };
    let bends = values.iter().enumerate().filter(|(place, _)| !is_inside(*place));
    let bends: Vec<_> = bends.map(|(place, value)| (place as f64 + 1.0, *value)).collect();
    let step = bends.len().div_ceil(MAX_CORNERS).max(1);
    let is_kept = |place: usize| place.is_multiple_of(step) || place + 1 == bends.len();
    bends.iter().enumerate().filter(|(place, _)| is_kept(*place)).map(|(_, bend)| *bend).collect()
}

#[cfg(test)]
mod tests {
    use super::{MAX_CORNERS, corners};

    #[test]
    fn a_run_of_equal_values_keeps_its_ends() {
        let points = corners(&[0.5, 0.2, 0.2, 0.2, 0.0, 0.0]);
        assert_eq!(points, [(1.0, 0.5), (2.0, 0.2), (4.0, 0.2), (5.0, 0.0), (6.0, 0.0)]);
    }

    #[test]
    fn a_long_line_is_thinned_and_keeps_its_ends() {
        let values: Vec<f64> = (0..100_000).map(|i| 1.0 - f64::from(i) / 1e5).collect();
        let points = corners(&values);
        assert!(points.len() <= MAX_CORNERS + 1, "{}", points.len());
        assert_eq!((points[0], points[points.len() - 1].0), ((1.0, 1.0), 100_000.0));
    }
}
