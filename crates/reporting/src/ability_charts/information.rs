//! Where the items of a bank measure.

use crate::chart::canvas::Canvas;
use crate::chart::{Axis, ChartError, Series, SeriesStyle, Svg};

/// The highest standard error in a chart.
const HIGHEST_SE: f64 = 2.0;
/// About how many markers a curve has.
const MARKERS: usize = 20;

/// The test information and the standard error `1 / sqrt(I)` of all items together, given as theta and information.
///
/// Leaves out standard errors above 2.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn test_information(curve: &[(f64, f64)]) -> Result<Svg, ChartError> {
    let errors = curve.iter().filter(|(_, information)| *information > 0.0);
    let errors = errors.map(|(theta, information)| (*theta, 1.0 / information.sqrt()));
    let errors = errors.filter(|(_, se)| *se <= HIGHEST_SE).collect();
    let information = Series::new("test information", SeriesStyle::Solid, curve.to_vec());
    let error = Series::new("standard error of all items (right axis)", SeriesStyle::Dashed, errors);
    let ends = (curve.first().map_or(-1.0, |(theta, _)| *theta), curve.last().map_or(1.0, |(theta, _)| *theta));
    let theta = Axis::between(ends.0, ends.1);
    let around = |series: &Series| Axis::around(series.ys().chain([0.0]));
    let (left, right) = (around(&information), around(&error));
    let labels = ["theta", "information", "standard error"];
    Canvas::wide("Test information").draw_two_scales(labels, [theta, left, right], &information, &error)
}

/// The information of single items, given with their names as theta and information, all at the same thetas.
///
/// Shows the first six.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn item_information(items: &[(&str, Vec<(f64, f64)>)]) -> Result<Svg, ChartError> {
    let series = items.iter().zip(SeriesStyle::DISTINCT_LINES).map(|((name, points), style)| {
        Series::new(name, style, points.clone()).with_markers_every(points.len().div_ceil(MARKERS))
    });
    let series: Vec<Series> = series.collect();
    let x = Axis::around(series.iter().flat_map(Series::xs));
    let y = Axis::around(series.iter().flat_map(Series::ys).chain([0.0]));
    Canvas::wide("Information of single items").draw(["theta", "information"], [x, y], &series)
}

/// The information of test forms along the scale of ability, each with its name, and the targets, if there are any.
///
/// # Errors
/// [`ChartError`] when there is nothing to draw.
pub fn form_information(forms: &[(String, Vec<(f64, f64)>)], targets: &[(f64, f64)]) -> Result<Svg, ChartError> {
    let styles = SeriesStyle::DISTINCT_LINES.into_iter().cycle();
    let mut series: Vec<Series> = forms
        .iter()
        .zip(styles)
        .map(|((name, points), style)| {
            Series::new(name, style, points.clone()).with_markers_every(points.len().div_ceil(MARKERS))
        })
        .collect();
    if !targets.is_empty() {
        series.push(Series::new("target", SeriesStyle::OpenSquares, targets.to_vec()));
    }
    let x = Axis::around(series.iter().flat_map(Series::xs));
    let y = Axis::around(series.iter().flat_map(Series::ys).chain([0.0]));
    Canvas::wide("Information of the forms").draw(["theta", "information"], [x, y], &series)
}
