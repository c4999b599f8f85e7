//! Axes, lines, markers and legends in one manner for all pictures.

use plotters::chart::{ChartBuilder, ChartContext, DualCoordChartContext};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, IntoDrawingArea as _};
use plotters::element::{Circle, PathElement, Rectangle, Text, TriangleMarker};
use plotters::prelude::{Cartesian2d, SVGBackend};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::{BLACK, Color as _, IntoFont as _, RGBColor, ShapeStyle, TextStyle, WHITE};

use super::PlotError;
use super::axis::Axis;

/// The height of the title and the legend.
const HEADER: u32 = 68;
const FONT: &str = "sans-serif";
const DARK: RGBColor = RGBColor(40, 40, 40);
const GRID: RGBColor = RGBColor(215, 215, 215);
const DOT: RGBColor = RGBColor(60, 90, 140);

type Plane = Cartesian2d<RangedCoordf64, RangedCoordf64>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Plane>;
type Area<'b> = DrawingArea<SVGBackend<'b>, Shift>;

/// How a series is drawn; every look is told from the others without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Solid,
    Dashed,
    SolidCircles,
    DashedOpenCircles,
    DottedTriangles,
    Dots,
    Bars,
}

/// Points that belong together.
#[derive(Debug)]
pub(super) struct Series {
    name: String,
    look: Look,
    pub(super) points: Vec<(f64, f64)>,
}

impl Series {
    pub(super) fn new(name: &str, look: Look, points: Vec<(f64, f64)>) -> Self {
        Self { name: name.to_owned(), look, points }
    }
}

/// The size of a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Canvas {
    size: (u32, u32),
}

impl Canvas {
    pub(super) const fn wide() -> Self {
        Self { size: (800, 500) }
    }

    pub(super) const fn square() -> Self {
        Self { size: (640, 680) }
    }

    /// A picture of series on one pair of axes.
    pub(super) fn draw(
        self,
        title: &str,
        labels: [&str; 2],
        [x, y]: [Axis; 2],
        series: &[Series],
    ) -> Result<String, PlotError> {
        let mut svg = String::new();
        {
            let body = self.begin(&mut svg, title, &series.iter().collect::<Vec<_>>())?;
            let mut chart = builder(&body).build_cartesian_2d(x.range(), y.range())?;
            mesh(&mut chart, labels, [x, y])?;
            series.iter().try_for_each(|series| draw_series(&mut chart, series))?;
            body.present()?;
        }
        Ok(svg)
    }

    /// A picture of two series, the second on a vertical axis of its own at the right.
    pub(super) fn draw_two_scales(
        self,
        title: &str,
        [x_label, left_label, right_label]: [&str; 3],
        [x, left, right]: [Axis; 3],
        first: &Series,
        second: &Series,
    ) -> Result<String, PlotError> {
        let mut svg = String::new();
        {
            let body = self.begin(&mut svg, title, &[first, second])?;
            let chart = builder(&body).right_y_label_area_size(64).build_cartesian_2d(x.range(), left.range())?;
            // The second scale takes the right side first, or the first one would be drawn there as well.
            let mut chart: DualCoordChartContext<'_, _, _, Plane> = chart.set_secondary_coord(x.range(), right.range());
            mesh(&mut chart, [x_label, left_label], [x, left])?;
            draw_series(&mut chart, first)?;
            chart
                .configure_secondary_axes()
                .y_desc(right_label)
                .y_label_formatter(&|value| right.label(*value))
                .label_style(text(14.0))
                .axis_desc_style(text(16.0))
                .draw()?;
            chart.draw_secondary_series(DashedLineSeries::new(second.points.iter().copied(), 8, 5, line()))?;
            body.present()?;
        }
        Ok(svg)
    }

    /// Draws title and legend, and gives what is left.
    fn begin<'b>(self, svg: &'b mut String, title: &str, series: &[&Series]) -> Result<Area<'b>, PlotError> {
        let root = SVGBackend::with_string(svg, self.size).into_drawing_area();
        root.fill(&WHITE)?;
        let (header, body) = root.split_vertically(HEADER);
        header.draw(&Text::new(title.to_owned(), (24, 12), text(20.0)))?;
        let mut left = 24;
        if series.len() > 1 {
            for series in series {
                sample(&header, series.look, (left, 53))?;
                header.draw(&Text::new(series.name.clone(), (left + 40, 46), text(15.0)))?;
                // The advance of a letter is about 8 pixels at this size.
                left += 40 + 8 * series.name.chars().count() as i32 + 24;
            }
        }
        Ok(body)
    }
}

fn text(size: f64) -> TextStyle<'static> {
    (FONT, size).into_font().color(&DARK)
}

fn line() -> ShapeStyle {
    BLACK.stroke_width(2)
}

fn builder<'a, 'b>(body: &'a Area<'b>) -> ChartBuilder<'a, 'b, SVGBackend<'b>> {
    let mut builder = ChartBuilder::on(body);
    builder.margin(8).margin_right(24).x_label_area_size(52).y_label_area_size(68);
    builder
}

fn mesh(chart: &mut Chart<'_, '_>, [x_label, y_label]: [&str; 2], [x, y]: [Axis; 2]) -> Result<(), PlotError> {
    chart
        .configure_mesh()
        .x_desc(x_label)
        .y_desc(y_label)
        .x_label_formatter(&|value| x.label(*value))
        .y_label_formatter(&|value| y.label(*value))
        .x_labels(9)
        .y_labels(9)
        .label_style(text(14.0))
        .axis_desc_style(text(16.0))
        .axis_style(DARK)
        .bold_line_style(GRID)
        .light_line_style(WHITE.mix(0.0))
        .draw()?;
    Ok(())
}

fn draw_series(chart: &mut Chart<'_, '_>, series: &Series) -> Result<(), PlotError> {
    let points = || series.points.iter().copied();
    match series.look {
        Look::Solid => drop(chart.draw_series(LineSeries::new(points(), line()))?),
        Look::Dashed => drop(chart.draw_series(DashedLineSeries::new(points(), 8, 5, line()))?),
        Look::SolidCircles => {
            chart.draw_series(LineSeries::new(points(), line()))?;
            chart.draw_series(points().map(|point| Circle::new(point, 5, BLACK.filled())))?;
        }
        Look::DashedOpenCircles => {
            chart.draw_series(DashedLineSeries::new(points(), 8, 5, line()))?;
            chart.draw_series(points().map(|point| Circle::new(point, 5, WHITE.filled())))?;
            chart.draw_series(points().map(|point| Circle::new(point, 5, line())))?;
        }
        Look::DottedTriangles => {
            chart.draw_series(DashedLineSeries::new(points(), 2, 5, line()))?;
            chart.draw_series(points().map(|point| TriangleMarker::new(point, 7, BLACK.filled())))?;
        }
        Look::Dots => drop(chart.draw_series(points().map(|point| Circle::new(point, 2, DOT.mix(0.5).filled())))?),
        Look::Bars => {
            let bar = |(x, y): (f64, f64)| Rectangle::new([(x - 0.4, 0.0), (x + 0.4, y)], DOT.filled());
            chart.draw_series(points().map(bar))?;
        }
    }
    Ok(())
}

/// The sample of a look in the legend, 32 pixels wide.
fn sample(header: &Area<'_>, look: Look, (x, y): (i32, i32)) -> Result<(), PlotError> {
    let dashes: &[(i32, i32)] = match look {
        Look::Solid | Look::SolidCircles => &[(0, 32)],
        Look::Dashed | Look::DashedOpenCircles => &[(0, 8), (12, 20), (24, 32)],
        Look::DottedTriangles => &[(0, 2), (6, 8), (12, 14), (18, 20), (24, 26), (30, 32)],
        Look::Dots | Look::Bars => &[],
    };
    for (from, to) in dashes {
        header.draw(&PathElement::new([(x + from, y), (x + to, y)], line()))?;
    }
    let centre = (x + 16, y);
    match look {
        Look::SolidCircles => header.draw(&Circle::new(centre, 5, BLACK.filled()))?,
        Look::DashedOpenCircles => {
            header.draw(&Circle::new(centre, 5, WHITE.filled()))?;
            header.draw(&Circle::new(centre, 5, line()))?;
        }
        Look::DottedTriangles => header.draw(&TriangleMarker::new(centre, 7, BLACK.filled()))?,
        Look::Dots => header.draw(&Circle::new(centre, 3, DOT.filled()))?,
        Look::Bars => header.draw(&Rectangle::new([(x + 12, y - 7), (x + 20, y + 7)], DOT.filled()))?,
        Look::Solid | Look::Dashed => {}
    }
    Ok(())
}
