//! Draws a series on a plane.

use plotters::element::{Circle, Cross, EmptyElement, PathElement, Rectangle, TriangleMarker};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::{BLACK, Color as _, WHITE};

use super::error::ChartError;
use super::series::{LineStyle, Series, SeriesStyle};
use super::surface::{FILL, PlotArea, line_style};

/// The corners of a square marker about its point, in pixels.
const SQUARE: [(i32, i32); 2] = [(-4, -4), (4, 4)];

/// Draws the line of the series, then its markers.
pub(super) fn draw(series: &Series, area: &mut PlotArea<'_, '_>) -> Result<(), ChartError> {
    let points = || series.points.iter().copied();
    match series.style.line() {
        LineStyle::None => {}
        LineStyle::Solid => {
            area.draw_series(LineSeries::new(points(), line_style()))?;
        }
        LineStyle::Dashed { dash, gap } => {
            area.draw_series(DashedLineSeries::new(points(), dash, gap, line_style()))?;
        }
    }
    draw_markers(series, area)
}

fn draw_markers(series: &Series, area: &mut PlotArea<'_, '_>) -> Result<(), ChartError> {
    let marked = || series.points.iter().copied().step_by(series.marker_spacing);
    match series.style {
        SeriesStyle::Solid | SeriesStyle::Dashed => {}
        SeriesStyle::SolidCircles | SeriesStyle::Circles => {
            area.draw_series(marked().map(|point| Circle::new(point, 4, BLACK.filled())))?;
        }
        SeriesStyle::DashedOpenCircles => {
            area.draw_series(marked().map(|point| Circle::new(point, 5, WHITE.filled())))?;
            area.draw_series(marked().map(|point| Circle::new(point, 5, line_style())))?;
        }
        SeriesStyle::DottedTriangles => {
            area.draw_series(marked().map(|point| TriangleMarker::new(point, 6, BLACK.filled())))?;
        }
        SeriesStyle::LongDashedSquares => {
            area.draw_series(marked().map(|point| EmptyElement::at(point) + Rectangle::new(SQUARE, BLACK.filled())))?;
        }
        SeriesStyle::DottedOpenSquares | SeriesStyle::OpenSquares => {
            area.draw_series(marked().map(|point| {
                EmptyElement::at(point) + Rectangle::new(SQUARE, WHITE.filled()) + Rectangle::new(SQUARE, line_style())
            }))?;
        }
        SeriesStyle::SolidCrosses => {
            area.draw_series(marked().map(|point| Cross::new(point, 5, line_style())))?;
        }
        SeriesStyle::Dots => {
            area.draw_series(marked().map(|point| Circle::new(point, 2, FILL.mix(0.5).filled())))?;
        }
        SeriesStyle::Bars => {
            let bar = |(x, y): (f64, f64)| Rectangle::new([(x - 0.4, 0.0), (x + 0.4, y)], FILL.filled());
            area.draw_series(marked().map(bar))?;
        }
        SeriesStyle::OpenBars => {
            let bar = |(x, y): (f64, f64)| Rectangle::new([(x - 0.4, 0.0), (x + 0.4, y)], BLACK.stroke_width(1));
            area.draw_series(marked().map(bar))?;
        }
        SeriesStyle::Whiskers => {
            let pairs = series.points.chunks_exact(2);
            area.draw_series(pairs.map(|pair| PathElement::new(pair.to_vec(), BLACK.stroke_width(1))))?;
        }
    }
    Ok(())
}
