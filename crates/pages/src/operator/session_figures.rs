//! The charts of one session.

use exam::{Report, TraceStep};
use reporting::{Axis, Chart, Series, SeriesStyle};

use super::figure::Figure;
use crate::messages::SessionMessages;
use crate::visit::Visit;

/// The standard errors on both sides of an estimate that have a probability of 95 % between them.
const NORMAL_95: f64 = 1.959_964;

/// The charts, in the order of the page.
pub(super) fn figures<'a>(visit: &Visit, report: &'a Report) -> Vec<Figure<'a>> {
    let texts = &visit.messages.session;
    vec![course(texts, report), difficulty(texts, report), time(texts, report), information(texts, report)]
}

fn places(report: &Report) -> Axis {
    Axis::whole_numbers(1.0, (report.trace.len() as f64).max(1.0))
}

fn of_step(report: &Report, value: impl Fn(&TraceStep) -> Option<f64>) -> Vec<(f64, f64)> {
    report.trace.iter().filter_map(|step| Some((f64::from(step.position), value(step)?))).collect()
}

fn cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The estimate after each answer with its 95 % interval.
fn course<'a>(texts: &'a SessionMessages, report: &'a Report) -> Figure<'a> {
    let bounds = |step: &TraceStep| step.ability.map(|ability| NORMAL_95 * ability.se);
    let draw = move || {
        let theta = of_step(report, |step| step.ability.map(|ability| ability.theta));
        let whiskers = report
            .trace
            .iter()
            .filter_map(|step| Some((f64::from(step.position), step.ability?.theta, bounds(step)?)))
            .flat_map(|(place, theta, margin)| [(place, theta - margin), (place, theta + margin)])
            .collect();
        let series = vec![
            Series::new(&texts.interval, SeriesStyle::Whiskers, whiskers),
            Series::new(&texts.theta, SeriesStyle::SolidCircles, theta),
        ];
        let y = Axis::around(series.iter().flat_map(Series::ys));
        Chart::new(&texts.course, [&texts.position, &texts.theta], [places(report), y], series).svg()
    };
    let rows = report.trace.iter().map(|step| {
        let (theta, margin) = (step.ability.map(|ability| ability.theta), bounds(step));
        let ends = theta.zip(margin).map(|(theta, margin)| (theta - margin, theta + margin));
        vec![step.position.to_string(), cell(theta), cell(ends.map(|ends| ends.0)), cell(ends.map(|ends| ends.1))]
    });
    Figure {
        name: "theta",
        title: texts.course.clone(),
        description: texts.course_about.clone(),
        draw: Box::new(draw),
        columns: vec![texts.position.clone(), texts.theta.clone(), texts.lower.clone(), texts.upper.clone()],
        rows: rows.collect(),
    }
}

/// Where the items lie, beside the estimate for which they were chosen.
fn difficulty<'a>(texts: &'a SessionMessages, report: &'a Report) -> Figure<'a> {
    let draw = move || {
        // An item was chosen for the estimate after the answer before it.
        let steps = report.trace.iter().zip(report.trace.iter().skip(1));
        let before = |(before, step): (&TraceStep, &TraceStep)| Some((f64::from(step.position), before.ability?.theta));
        let theta = steps.filter_map(before).collect();
        let of = |scored: bool| of_step(report, |step| step.location.filter(|_| (step.response > Some(0)) == scored));
        let series = vec![
            Series::new(&texts.theta_before, SeriesStyle::Solid, theta),
            Series::new(&texts.with_points, SeriesStyle::Circles, of(true)),
            Series::new(&texts.without_points, SeriesStyle::OpenSquares, of(false)),
        ];
        let y = Axis::around(series.iter().flat_map(Series::ys));
        Chart::new(&texts.difficulty, [&texts.position, &texts.location], [places(report), y], series).svg()
    };
    let rows = report.trace.iter().map(|step| {
        let points = step.response.map_or_else(String::new, |points| points.to_string());
        let theta = step.ability.map(|ability| ability.theta);
        vec![step.position.to_string(), step.item_id.clone(), cell(step.location), points, cell(theta)]
    });
    Figure {
        name: "difficulty",
        title: texts.difficulty.clone(),
        description: texts.difficulty_about.clone(),
        draw: Box::new(draw),
        columns: [&texts.position, &texts.item, &texts.location, &texts.result, &texts.theta]
            .map(Clone::clone)
            .to_vec(),
        rows: rows.collect(),
    }
}

/// How long each item took.
fn time<'a>(texts: &'a SessionMessages, report: &'a Report) -> Figure<'a> {
    bars(texts, report, ("time", &texts.times, &texts.seconds), |step| Some(step.time.as_secs_f64()))
}

/// What each item told.
fn information<'a>(texts: &'a SessionMessages, report: &'a Report) -> Figure<'a> {
    bars(texts, report, ("information", &texts.gained, &texts.information), |step| step.information)
}

fn bars<'a>(
    texts: &'a SessionMessages,
    report: &'a Report,
    (name, title, label): (&'static str, &'a String, &'a String),
    value: fn(&TraceStep) -> Option<f64>,
) -> Figure<'a> {
    let draw = move || {
        let series = vec![Series::new(label, SeriesStyle::Bars, of_step(report, value))];
        let most = series.iter().flat_map(Series::ys).fold(0.0, f64::max);
        let axes = [places(report), Axis::around([0.0, most])];
        Chart::new(title, [&texts.position, label], axes, series).svg()
    };
    let rows = report.trace.iter().map(|step| vec![step.position.to_string(), step.item_id.clone(), cell(value(step))]);
    Figure {
        name,
        title: title.clone(),
        description: title.clone(),
        draw: Box::new(draw),
        columns: [&texts.position, &texts.item, label].map(Clone::clone).to_vec(),
        rows: rows.collect(),
    }
}
