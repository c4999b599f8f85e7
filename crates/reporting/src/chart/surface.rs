//! What charts are drawn on, and with which fonts and lines.

use plotters::chart::ChartContext;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingArea;
use plotters::prelude::{Cartesian2d, SVGBackend};
use plotters::style::{BLACK, Color as _, IntoFont as _, RGBColor, ShapeStyle, TextStyle};

/// The colour of texts and axes.
pub(super) const DARK: RGBColor = RGBColor(40, 40, 40);
/// The colour of areas and dots; dark enough to be seen in black and white.
pub(crate) const FILL: RGBColor = RGBColor(60, 90, 140);
const FONT: &str = "sans-serif";

/// A plane with two axes.
pub(super) type Plane = Cartesian2d<RangedCoordf64, RangedCoordf64>;
/// A plane within a picture, on which series are drawn.
pub(crate) type PlotArea<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Plane>;
/// A part of a picture, in pixels.
pub(super) type PixelArea<'b> = DrawingArea<SVGBackend<'b>, Shift>;

/// The style of text of this size.
pub(crate) fn text_style(size: f64) -> TextStyle<'static> {
    (FONT, size).into_font().color(&DARK)
}

/// A line that can be seen in print.
pub(super) fn line_style() -> ShapeStyle {
    BLACK.stroke_width(2)
}
