//! Draws title, legend and axes in one manner for all charts.

use plotters::chart::{ChartBuilder, DualCoordChartContext};
use plotters::drawing::IntoDrawingArea as _;
use plotters::element::Text;
use plotters::prelude::SVGBackend;
use plotters::series::DashedLineSeries;
use plotters::style::{Color as _, RGBColor, WHITE};

use super::axis::Axis;
use super::error::ChartError;
use super::series::Series;
use super::surface::{DARK, PixelArea, Plane, PlotArea, line_style, text_style};
use super::svg::Svg;
use super::{legend, series_drawing};

/// The height of the title.
const TITLE_HEIGHT: u32 = 40;
const GRID: RGBColor = RGBColor(215, 215, 215);

/// A picture of a size in pixels, with a title.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Canvas<'a> {
    size: (u32, u32),
    title: &'a str,
}

impl<'a> Canvas<'a> {
    pub(crate) const fn wide(title: &'a str) -> Self {
        Self { size: (560, 380), title }
    }

    pub(crate) const fn square(title: &'a str) -> Self {
        Self { size: (480, 520), title }
    }

    /// A picture of series on one pair of axes.
    pub(crate) fn draw(self, labels: [&str; 2], axes: [Axis; 2], series: &[Series]) -> Result<Svg, ChartError> {
        self.draw_with(labels, axes, series, |area| {
            series.iter().try_for_each(|series| series_drawing::draw(series, area))
        })
    }

    /// A picture on one pair of axes. A function draws it; the series stand in the legend alone.
    pub(crate) fn draw_with(
        self,
        labels: [&str; 2],
        [x, y]: [Axis; 2],
        legend: &[Series],
        draw: impl FnOnce(&mut PlotArea<'_, '_>) -> Result<(), ChartError>,
    ) -> Result<Svg, ChartError> {
        let mut svg = String::new();
        {
            let body = self.draw_header(&mut svg, &legend.iter().collect::<Vec<_>>())?;
            let mut area = builder(&body).build_cartesian_2d(x.range(), y.range())?;
            draw_mesh(&mut area, labels, [x, y])?;
            draw(&mut area)?;
            body.present()?;
        }
        Ok(Svg::new(svg))
    }

    /// A picture of two series. The second has its own vertical axis at the right and is drawn dashed.
    pub(crate) fn draw_two_scales(
        self,
        [x_label, left_label, right_label]: [&str; 3],
        [x, left, right]: [Axis; 3],
        first: &Series,
        second: &Series,
    ) -> Result<Svg, ChartError> {
        let mut svg = String::new();
        {
            let body = self.draw_header(&mut svg, &[first, second])?;
            let area = builder(&body).right_y_label_area_size(64).build_cartesian_2d(x.range(), left.range())?;
            // The second scale takes the right side first, or the first one would be drawn there as well.
            let mut area: DualCoordChartContext<'_, _, _, Plane> = area.set_secondary_coord(x.range(), right.range());
            draw_mesh(&mut area, [x_label, left_label], [x, left])?;
            series_drawing::draw(first, &mut area)?;
            area.configure_secondary_axes()
                .y_desc(right_label)
                .y_label_formatter(&|value| right.label(*value))
                .label_style(text_style(14.0))
                .axis_desc_style(text_style(16.0))
                .draw()?;
            area.draw_secondary_series(DashedLineSeries::new(second.points.iter().copied(), 8, 5, line_style()))?;
            body.present()?;
        }
        Ok(Svg::new(svg))
    }

    /// Draws title and legend; returns the rest of the picture.
    fn draw_header<'b>(self, svg: &'b mut String, series: &[&Series]) -> Result<PixelArea<'b>, ChartError> {
        let places = if series.len() > 1 { legend::places(series, self.size.0) } else { Vec::new() };
        let lines = places.last().map_or(0, |(_, line)| line + 1);
        let root = SVGBackend::with_string(svg, self.size).into_drawing_area();
        root.fill(&WHITE)?;
        let (header, body) = root.split_vertically(TITLE_HEIGHT + legend::LINE_HEIGHT * lines.max(1));
        header.draw(&Text::new(self.title.to_owned(), (24, 12), text_style(18.0)))?;
        for (series, (x, line)) in series.iter().zip(places) {
            let y = (TITLE_HEIGHT + legend::LINE_HEIGHT * line) as i32 + 9;
            legend::draw_entry(series, &header, (x, y))?;
        }
        Ok(body)
    }
}

fn builder<'a, 'b>(body: &'a PixelArea<'b>) -> ChartBuilder<'a, 'b, SVGBackend<'b>> {
    let mut builder = ChartBuilder::on(body);
    builder.margin(8).margin_right(24).x_label_area_size(50).y_label_area_size(64);
    builder
}

/// Draws the axes with their labels, and the grid.
fn draw_mesh(area: &mut PlotArea<'_, '_>, [x_label, y_label]: [&str; 2], [x, y]: [Axis; 2]) -> Result<(), ChartError> {
    area.configure_mesh()
        .x_desc(x_label)
        .y_desc(y_label)
        .x_label_formatter(&|value| x.label(*value))
        .y_label_formatter(&|value| y.label(*value))
        .x_labels(9)
        .y_labels(9)
        .label_style(text_style(14.0))
        .axis_desc_style(text_style(16.0))
        .axis_style(DARK)
        .bold_line_style(GRID)
        .light_line_style(WHITE.mix(0.0))
        .draw()?;
    Ok(())
}
