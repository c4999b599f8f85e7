//! Results as pictures: SVG, readable in black and white.

mod axis;
mod canvas;

use std::collections::BTreeMap;
use std::io;

use plotters::drawing::DrawingAreaErrorKind;

use crate::{ConditionalRow, ItemUse};
use axis::Axis;
use canvas::{Canvas, Look, Series};

/// The most points of a scatter plot that can be told apart.
pub const MAX_SCATTER_POINTS: usize = 2_000;

/// A picture that could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be drawn")]
pub struct PlotError(#[from] DrawingAreaErrorKind<io::Error>);

/// Estimated against true abilities, given as `[true, estimated]`, with the line on which both are equal.
///
/// Shows the first [`MAX_SCATTER_POINTS`]; `examinees` says how many there are in all.
///
/// # Errors
/// [`PlotError`] when the drawing library fails.
pub fn recovery(abilities: &[[f64; 2]], examinees: u64) -> Result<String, PlotError> {
    let shown = &abilities[..abilities.len().min(MAX_SCATTER_POINTS)];
    let axis = Axis::around(shown.iter().flatten().copied());
    let diagonal = vec![(axis.lower(), axis.lower()), (axis.upper(), axis.upper())];
    let series = [
        Series::new("examinee", Look::Dots, shown.iter().map(|[x, y]| (*x, *y)).collect()),
        Series::new("estimate = true theta", Look::Solid, diagonal),
    ];
    let title = match shown.len() as u64 {
        some if some < examinees => format!("Recovery of theta: the first {some} of {examinees} examinees"),
        all => format!("Recovery of theta: {all} examinees"),
    };
    Canvas::square().draw(&title, ["true theta", "estimated theta"], [axis, axis], &series)
}

/// Bias, RMSE and mean standard error by true ability.
///
/// # Errors
/// As for [`recovery`].
pub fn conditional(rows: &[ConditionalRow]) -> Result<String, PlotError> {
    let points =
        |value: fn(&ConditionalRow) -> f64| rows.iter().map(|row| (row.mean_theta, value(row))).collect::<Vec<_>>();
    let series = [
        Series::new("RMSE", Look::SolidCircles, points(|row| row.recovery.rmse)),
        Series::new("mean standard error", Look::DashedOpenCircles, points(|row| row.recovery.mean_standard_error)),
        Series::new("bias", Look::DottedTriangles, points(|row| row.recovery.bias)),
    ];
    let x = Axis::around(rows.iter().map(|row| row.mean_theta));
    let y = Axis::around(series.iter().flat_map(|series| series.points.iter().map(|(_, y)| *y)).chain([0.0]));
    Canvas::wide().draw("Error of estimation by ability", ["true theta, group mean", "units of theta"], [x, y], &series)
}

/// The exposure rates from the highest to the lowest, and the limit.
///
/// # Errors
/// As for [`recovery`].
pub fn exposure(items: &[ItemUse], limit: f64) -> Result<String, PlotError> {
    let mut rates: Vec<f64> = items.iter().map(|item| item.exposure_rate).collect();
    rates.sort_unstable_by(|one, other| other.total_cmp(one));
    let ranks = rates.len() as f64;
    let series = [
        Series::new("exposure rate", Look::Solid, corners(&rates)),
        Series::new(&format!("limit {limit}"), Look::Dashed, vec![(1.0, limit), (ranks, limit)]),
    ];
    let axes = [Axis::between(1.0, ranks.max(2.0)), Axis::around([0.0, rates.first().copied().unwrap_or(0.0), limit])];
    Canvas::wide().draw("Exposure of the items", ["rank of the item", "share of the examinees"], axes, &series)
}

/// How many tests have each length, given as length and number of tests.
///
/// # Errors
/// As for [`recovery`].
pub fn test_length(lengths: &BTreeMap<u32, u64>) -> Result<String, PlotError> {
    let tests = lengths.values().sum::<u64>().max(1) as f64;
    let share = |count: &u64| 100.0 * *count as f64 / tests;
    let points: Vec<_> = lengths.iter().map(|(length, count)| (f64::from(*length), share(count))).collect();
    let (least, most) = (points.first().map_or(0.0, |(x, _)| *x), points.last().map_or(0.0, |(x, _)| *x));
    let axes = [
        Axis::between((least - 1.5).max(-0.5), most + 1.5),
        Axis::around(points.iter().map(|(_, share)| *share).chain([0.0])),
    ];
    let series = [Series::new("tests", Look::Bars, points)];
    Canvas::wide().draw("Test length", ["number of items", "per cent of the tests"], axes, &series)
}

/// The test information and the standard error `1 / sqrt(I)` of all items together, given as theta and information.
///
/// The standard error is left out where it is above 2.
///
/// # Errors
/// As for [`recovery`].
pub fn information(test: &[(f64, f64)]) -> Result<String, PlotError> {
    const HIGHEST: f64 = 2.0;
    let errors = test.iter().filter(|(_, information)| *information > 0.0);
    let errors = errors.map(|(theta, information)| (*theta, 1.0 / information.sqrt())).filter(|(_, se)| *se <= HIGHEST);
    let information = Series::new("test information", Look::Solid, test.to_vec());
    let error = Series::new("standard error of all items (right axis)", Look::Dashed, errors.collect());
    let theta =
        Axis::between(test.first().map_or(-1.0, |(theta, _)| *theta), test.last().map_or(1.0, |(theta, _)| *theta));
    let around = |series: &Series| Axis::around(series.points.iter().map(|(_, y)| *y).chain([0.0]));
    let (left, right) = (around(&information), around(&error));
    let labels = ["theta", "information", "standard error"];
    Canvas::wide().draw_two_scales("Test information", labels, [theta, left, right], &information, &error)
}

/// The points of a falling line at which it bends: of a run of equal values, the first and the last.
fn corners(values: &[f64]) -> Vec<(f64, f64)> {
    let is_inside = |place: usize| {
        0 < place
            && place + 1 < values.len()
            && values[place - 1] == values[place]
            && values[place] == values[place + 1]
    };
    let bends = values.iter().enumerate().filter(|(place, _)| !is_inside(*place));
    bends.map(|(place, value)| (place as f64 + 1.0, *value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_equal_values_keeps_its_ends() {
        let points = corners(&[0.5, 0.2, 0.2, 0.2, 0.0, 0.0]);
        assert_eq!(points, [(1.0, 0.5), (2.0, 0.2), (4.0, 0.2), (5.0, 0.0), (6.0, 0.0)]);
    }

    #[test]
    fn pictures_of_next_to_nothing_can_be_drawn() {
        let item = ItemUse { item: irt_core::ItemIndex(0), administered: 0, exposure_rate: 0.0 };
        for svg in [
            recovery(&[], 0),
            recovery(&[[0.0, 0.0]], 1),
            conditional(&[]),
            exposure(&[item], 0.0),
            test_length(&[(0, 1)].into()),
            test_length(&[(20, 1000)].into()),
            information(&[]),
            information(&[(0.0, 0.0)]),
        ] {
            let svg = svg.unwrap();
            assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
            assert!(["NaN", ",inf", "inf,", "\"inf"].iter().all(|text| !svg.contains(text)), "{svg}");
        }
    }

    #[test]
    fn a_scatter_plot_has_no_more_points_than_can_be_told_apart() {
        let svg = recovery(&[[0.5, 0.25]; 3_000], 3_000).unwrap();
        assert!(svg.contains("the first 2000 of 3000 examinees"));
        // Each examinee and the legend's sample.
        assert_eq!(svg.matches("<circle").count(), MAX_SCATTER_POINTS + 1);
    }
}
