//! The charts of one session.

use exam::{ItemMeasures, SessionCourse, TraceStep};
use reporting::{Axis, Chart, Series, SeriesStyle};

use super::figure::Figure;
use crate::messages::SessionMessages;
use crate::number::NORMAL_95;
use crate::visit::Visit;

/// The charts, in the order of the page.
pub(super) fn figures<'a>(visit: &Visit, course: &'a SessionCourse) -> Vec<Figure<'a>> {
    let texts = &visit.messages.session;
    vec![estimates(texts, course), difficulty(texts, course), time(texts, course), information(texts, course)]
}

fn places(course: &SessionCourse) -> Axis {
    Axis::whole_numbers(1.0, (course.items.len() as f64).max(1.0))
}

fn of_step(course: &SessionCourse, value: impl Fn(&TraceStep, ItemMeasures) -> Option<f64>) -> Vec<(f64, f64)> {
    course.steps().filter_map(|(step, item)| Some((f64::from(step.position), value(step, item)?))).collect()
}

fn cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The estimate after each answer with its 95 % interval.
fn estimates<'a>(texts: &'a SessionMessages, course: &'a SessionCourse) -> Figure<'a> {
    let bounds = |step: &TraceStep| step.ability.map(|ability| NORMAL_95 * ability.se);
    let draw = move || {
        let theta = of_step(course, |step, _| step.ability.map(|ability| ability.theta));
        let whiskers = course
            .report
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
        Chart::new(&texts.course, [&texts.position, &texts.theta], [places(course), y], series).svg()
    };
    let rows = course.report.trace.iter().map(|step| {
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
fn difficulty<'a>(texts: &'a SessionMessages, course: &'a SessionCourse) -> Figure<'a> {
    let draw = move || {
        // An item was chosen for the estimate after the answer before it.
        let trace = &course.report.trace;
        let steps = trace.iter().zip(trace.iter().skip(1));
        let before = |(before, step): (&TraceStep, &TraceStep)| Some((f64::from(step.position), before.ability?.theta));
        let theta = steps.filter_map(before).collect();
        let of =
            |scored: bool| of_step(course, |step, item| item.location.filter(|_| (step.response > Some(0)) == scored));
        let series = vec![
            Series::new(&texts.theta_before, SeriesStyle::Solid, theta),
            Series::new(&texts.with_points, SeriesStyle::Circles, of(true)),
            Series::new(&texts.without_points, SeriesStyle::OpenSquares, of(false)),
        ];
        let y = Axis::around(series.iter().flat_map(Series::ys));
        Chart::new(&texts.difficulty, [&texts.position, &texts.location], [places(course), y], series).svg()
    };
    let rows = course.steps().map(|(step, item)| {
        let points = step.response.map_or_else(String::new, |points| points.to_string());
        let theta = step.ability.map(|ability| ability.theta);
        vec![step.position.to_string(), step.item_id.clone(), cell(item.location), points, cell(theta)]
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
fn time<'a>(texts: &'a SessionMessages, course: &'a SessionCourse) -> Figure<'a> {
    bars(texts, course, ("time", &texts.times, &texts.seconds), |step, _| Some(step.time.as_secs_f64()))
}

/// What each item told.
fn information<'a>(texts: &'a SessionMessages, course: &'a SessionCourse) -> Figure<'a> {
    bars(texts, course, ("information", &texts.gained, &texts.information), |_, item| item.information)
}

fn bars<'a>(
    texts: &'a SessionMessages,
    course: &'a SessionCourse,
    (name, title, label): (&'static str, &'a String, &'a String),
    value: fn(&TraceStep, ItemMeasures) -> Option<f64>,
) -> Figure<'a> {
    let draw = move || {
        let series = vec![Series::new(label, SeriesStyle::Bars, of_step(course, value))];
        let most = series.iter().flat_map(Series::ys).fold(0.0, f64::max);
        let axes = [places(course), Axis::around([0.0, most])];
        Chart::new(title, [&texts.position, label], axes, series).svg()
    };
    let row = |(step, item): (&TraceStep, ItemMeasures)| {
        vec![step.position.to_string(), step.item_id.clone(), cell(value(step, item))]
    };
    Figure {
        name,
        title: title.clone(),
        description: title.clone(),
        draw: Box::new(draw),
        columns: [&texts.position, &texts.item, label].map(Clone::clone).to_vec(),
        rows: course.steps().map(row).collect(),
    }
}
