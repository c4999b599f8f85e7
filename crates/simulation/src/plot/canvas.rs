//! Axes, titles and legends in one manner for all pictures.

use plotters::chart::{ChartBuilder, ChartContext, DualCoordChartContext};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, IntoDrawingArea as _};
use plotters::element::Text;
use plotters::prelude::{Cartesian2d, SVGBackend};
use plotters::series::DashedLineSeries;
use plotters::style::{Color as _, IntoFont as _, RGBColor, TextStyle, WHITE};

use super::PlotError;
use super::axis::Axis;
use super::look::{SAMPLE_WIDTH, Series, line};

/// The height of the title.
const TITLE: u32 = 44;
/// The height of a line of the legend.
const LEGEND_LINE: u32 = 24;
/// The advance of a letter of the legend is about so many pixels.
const LETTER: i32 = 8;
const FONT: &str = "sans-serif";
const DARK: RGBColor = RGBColor(40, 40, 40);
const GRID: RGBColor = RGBColor(215, 215, 215);

type Plane = Cartesian2d<RangedCoordf64, RangedCoordf64>;
pub(super) type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Plane>;
pub(super) type Area<'b> = DrawingArea<SVGBackend<'b>, Shift>;

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
        axes: [Axis; 2],
        series: &[Series],
    ) -> Result<String, PlotError> {
        self.draw_with(title, labels, axes, series, |chart| series.iter().try_for_each(|series| series.draw(chart)))
    }

    /// A picture on one pair of axes that is drawn by a function; the series stand in the legend.
    pub(super) fn draw_with(
        self,
        title: &str,
        labels: [&str; 2],
        [x, y]: [Axis; 2],
        legend: &[Series],
        draw: impl FnOnce(&mut Chart<'_, '_>) -> Result<(), PlotError>,
    ) -> Result<String, PlotError> {
        let mut svg = String::new();
        {
            let body = self.begin(&mut svg, title, &legend.iter().collect::<Vec<_>>())?;
            let mut chart = builder(&body).build_cartesian_2d(x.range(), y.range())?;
            mesh(&mut chart, labels, [x, y])?;
            draw(&mut chart)?;
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
            first.draw(&mut chart)?;
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
        let places = if series.len() > 1 { self.legend_places(series) } else { Vec::new() };
        let lines = places.last().map_or(0, |(_, line)| line + 1);
        let root = SVGBackend::with_string(svg, self.size).into_drawing_area();
        root.fill(&WHITE)?;
        let (header, body) = root.split_vertically(TITLE + LEGEND_LINE * lines.max(1));
        header.draw(&Text::new(title.to_owned(), (24, 12), text(20.0)))?;
        for (series, (x, line)) in series.iter().zip(places) {
            series.draw_sample(&header, (x, (TITLE + LEGEND_LINE * line) as i32 + 9))?;
        }
        Ok(body)
    }

    /// Where each entry of the legend begins, from left to right and line by line.
    fn legend_places(self, series: &[&Series]) -> Vec<(i32, u32)> {
        let (mut x, mut line) = (24, 0);
        let mut places = Vec::with_capacity(series.len());
        for series in series {
            let width = SAMPLE_WIDTH + 8 + LETTER * series.name.chars().count() as i32 + 24;
            if x > 24 && x + width > self.size.0 as i32 {
                (x, line) = (24, line + 1);
            }
            places.push((x, line));
            x += width;
        }
        places
    }
}

pub(super) fn text(size: f64) -> TextStyle<'static> {
    (FONT, size).into_font().color(&DARK)
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
