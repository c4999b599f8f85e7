//! How well abilities are estimated.

use reporting::{Axis, Chart, ChartError, Series, SeriesStyle, Svg};

use crate::summary::ConditionalRow;

/// The most points of a scatter plot; more hide each other.
pub const MAX_SCATTER_POINTS: usize = 2_000;

/// Estimated against true abilities, given as `[true, estimated]`, with the line on which both are equal.
///
/// Shows the first [`MAX_SCATTER_POINTS`]; `examinees` is the number of all.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn recovery(abilities: &[[f64; 2]], examinees: u64) -> Result<Svg, ChartError> {
    let shown = &abilities[..abilities.len().min(MAX_SCATTER_POINTS)];
    let axis = Axis::around(shown.iter().flatten().copied());
    let diagonal = vec![(axis.lower(), axis.lower()), (axis.upper(), axis.upper())];
    let series = vec![
        Series::new("examinee", SeriesStyle::Dots, shown.iter().map(|[x, y]| (*x, *y)).collect()),
        Series::new("estimate = true theta", SeriesStyle::Solid, diagonal),
    ];
    let title = match shown.len() as u64 {
        some if some < examinees => format!("Recovery of theta: the first {some} of {examinees} examinees"),
        all => format!("Recovery of theta: {all} examinees"),
    };
    Chart::new(&title, ["true theta", "estimated theta"], [axis, axis], series).as_square().svg()
}

/// Bias, RMSE and mean standard error by true ability.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn conditional(rows: &[ConditionalRow]) -> Result<Svg, ChartError> {
    let series = |name, style, value: fn(&ConditionalRow) -> f64| Series::new(name, style, points(rows, value));
    let series = vec![
        series("RMSE", SeriesStyle::SolidCircles, |row| row.recovery.rmse),
        series("mean standard error", SeriesStyle::DashedOpenCircles, |row| row.recovery.mean_standard_error),
        series("bias", SeriesStyle::DottedTriangles, |row| row.recovery.bias),
    ];
    by_ability("Error of estimation by ability", "units of theta", series)
}

/// A measure by true ability under several designs, given with their names.
///
/// Shows the first [`MAX_COMPARED`](super::MAX_COMPARED) designs.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn compared(
    title: &str,
    label: &str,
    designs: &[(&str, &[ConditionalRow])],
    value: fn(&ConditionalRow) -> f64,
) -> Result<Svg, ChartError> {
    let series = designs
        .iter()
        .zip(SeriesStyle::DISTINCT_LINES)
        .map(|((name, rows), style)| Series::new(name, style, points(rows, value)));
    by_ability(title, label, series.collect())
}

fn points(rows: &[ConditionalRow], value: fn(&ConditionalRow) -> f64) -> Vec<(f64, f64)> {
    rows.iter().map(|row| (row.mean_theta, value(row))).collect()
}

/// Series by true ability, with 0 on the vertical axis.
fn by_ability(title: &str, label: &str, series: Vec<Series>) -> Result<Svg, ChartError> {
    let x = Axis::around(series.iter().flat_map(Series::xs));
    let y = Axis::around(series.iter().flat_map(Series::ys).chain([0.0]));
    Chart::new(title, ["true theta, group mean", label], [x, y], series).svg()
}
