//! Examinees and items on one scale.

use plotters::element::Rectangle;
use plotters::style::{BLACK, Color as _};

use crate::chart::canvas::Canvas;
use crate::chart::surface::FILL;
use crate::chart::{Axis, ChartError, Series, SeriesStyle, Svg};

/// A range of theta, and what share of the examinees and of the items lies in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WrightRow {
    /// The lower end, which belongs to the range.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// The share of the examinees.
    pub examinees: f64,
    /// The share of the locations of the items.
    pub locations: f64,
}

/// The distribution of the examinees beside that of the items on the scale of theta (Wright map).
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn wright_map(rows: &[WrightRow]) -> Result<Svg, ChartError> {
    let widest = rows.iter().map(|row| 100.0 * row.examinees.max(row.locations)).fold(0.0, f64::max);
    let x = Axis::symmetric(widest);
    let y = Axis::between(rows.first().map_or(-1.0, |row| row.lower), rows.last().map_or(1.0, |row| row.upper));
    let labels = ["per cent of the examinees, per cent of the item locations", "theta"];
    let legend = [
        Series::new("examinees, to the left", SeriesStyle::Bars, Vec::new()),
        Series::new("item locations, to the right", SeriesStyle::OpenBars, Vec::new()),
    ];
    Canvas::wide("Examinees and items (Wright map)").draw_with(labels, [x, y], &legend, |area| {
        for row in rows {
            let (left, right) = (-100.0 * row.examinees, 100.0 * row.locations);
            area.draw_series([Rectangle::new([(left, row.lower), (0.0, row.upper)], FILL.filled())])?;
            area.draw_series([Rectangle::new([(left, row.lower), (0.0, row.upper)], BLACK.stroke_width(1))])?;
            area.draw_series([Rectangle::new([(0.0, row.lower), (right, row.upper)], BLACK.stroke_width(1))])?;
        }
        Ok(())
    })
}
