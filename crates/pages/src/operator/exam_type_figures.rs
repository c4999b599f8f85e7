//! The charts of an exam type: what happened, with what was promised.

use std::sync::Arc;

use exam::{AreaShare, ExamTypeView, KeptSimulation, Statistics, Tally};
use reporting::use_charts::{HistogramBar, TargetBar, histogram, targets};

use super::figure::Figure;
use crate::messages::ExamTypeMessages;
use crate::visit::Visit;

/// The most ranges of a distribution.
const RANGES: usize = 24;

/// What the page shows.
pub(super) struct ExamTypeNumbers {
    pub(super) view: ExamTypeView,
    pub(super) simulation: Option<KeptSimulation>,
    pub(super) statistics: Option<Arc<Statistics>>,
    pub(super) areas: Vec<AreaShare>,
    /// How many sessions were counted so far; `None` where none are being counted.
    pub(super) counting: Option<u64>,
}

/// The charts, in the order of the page; none before there is a session.
pub(super) fn figures<'a>(visit: &'a Visit, numbers: &'a ExamTypeNumbers) -> Vec<Figure<'a>> {
    let texts = &visit.messages.exam_type;
    let Some(statistics) = numbers.statistics.as_deref().filter(|statistics| statistics.sessions() > 0) else {
        return Vec::new();
    };
    let promise = numbers.simulation.as_ref().map(|simulation| &simulation.promise);
    let mut figures = vec![
        distribution(
            texts,
            ("length", &texts.lengths, &texts.length),
            lengths(statistics),
            promise.map(|it| it.test_length.mean),
        ),
        distribution(
            texts,
            ("standard-error", &texts.standard_errors, &texts.standard_error),
            bars(&statistics.standard_errors),
            promise.map(|promise| promise.standard_errors.mean),
        ),
        distribution(texts, ("theta", &texts.thetas, &texts.theta), bars(&statistics.thetas), None),
    ];
    if !numbers.areas.is_empty() {
        figures.push(content(texts, numbers));
    }
    figures
}

fn bars(tally: &Tally) -> Vec<HistogramBar> {
    let all = tally.count().max(1) as f64;
    let bar = |(lower, upper, count): (f64, f64, u64)| HistogramBar { lower, upper, share: count as f64 / all };
    tally.ranges(RANGES).into_iter().map(bar).collect()
}

/// The lengths, each in the middle of its bar.
fn lengths(statistics: &Statistics) -> Vec<HistogramBar> {
    let all = statistics.sessions().max(1) as f64;
    let bar = |(length, count): (&u64, &u64)| {
        let middle = *length as f64;
        HistogramBar { lower: middle - 0.5, upper: middle + 0.5, share: *count as f64 / all }
    };
    statistics.lengths.iter().map(bar).collect()
}

fn distribution<'a>(
    texts: &'a ExamTypeMessages,
    (name, title, label): (&'static str, &'a String, &'a String),
    bars: Vec<HistogramBar>,
    promised: Option<f64>,
) -> Figure<'a> {
    let row = |bar: &HistogramBar| {
        vec![format!("{:.2}", bar.lower), format!("{:.2}", bar.upper), format!("{:.4}", bar.share)]
    };
    Figure {
        name,
        title: title.clone(),
        description: title.clone(),
        columns: [&texts.lower, &texts.upper, &texts.share].map(Clone::clone).to_vec(),
        rows: bars.iter().map(row).collect(),
        draw: Box::new(move || histogram(title, label, &bars, promised)),
    }
}

/// The shares of content areas beside their targets.
fn content<'a>(texts: &'a ExamTypeMessages, numbers: &ExamTypeNumbers) -> Figure<'a> {
    let parts: Vec<TargetBar> = numbers
        .areas
        .iter()
        .map(|area| TargetBar { name: area.area.clone(), target: area.target, actual: area.actual })
        .collect();
    let rows = parts.iter().map(|part| {
        let target = part.target.map_or_else(String::new, |target| format!("{target:.4}"));
        vec![part.name.clone(), target, format!("{:.4}", part.actual)]
    });
    Figure {
        name: "content",
        title: texts.content.clone(),
        description: texts.content.clone(),
        columns: [&texts.area, &texts.target, &texts.actual].map(Clone::clone).to_vec(),
        rows: rows.collect(),
        draw: Box::new(move || targets(&texts.content, &parts)),
    }
}
