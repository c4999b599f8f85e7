//! The charts of a bank.

use std::sync::Arc;

use exam::{BankCurves, BankView, Statistics};
use reporting::ability_charts::{test_information, wright_map, wright_rows};
use reporting::use_charts;

use super::figure::Figure;
use crate::visit::Visit;

/// What the charts show.
pub(super) struct BankNumbers {
    pub(super) view: BankView,
    pub(super) curves: Arc<BankCurves>,
    pub(super) statistics: Option<Arc<Statistics>>,
    /// The lowest limit of the exposure rate that an exam type on the bank has.
    pub(super) limit: Option<f64>,
}

/// The charts, in the order of the page.
pub(super) fn figures<'a>(visit: &'a Visit, numbers: &'a BankNumbers) -> Vec<Figure<'a>> {
    let mut figures = vec![wright(visit, numbers), information(visit, numbers)];
    figures.extend(numbers.statistics.as_ref().map(|statistics| exposure(visit, numbers, statistics)));
    figures
}

/// Items and examinees on one scale.
fn wright<'a>(visit: &'a Visit, numbers: &BankNumbers) -> Figure<'a> {
    let texts = &visit.messages.bank;
    let values = |middles: Vec<(f64, u64)>| -> Vec<(f64, f64)> {
        middles.into_iter().map(|(middle, count)| (middle, count as f64)).collect()
    };
    let examinees = numbers.statistics.as_ref().map(|statistics| values(statistics.thetas.middles().collect()));
    let ranges = wright_rows(&examinees.unwrap_or_default(), &values(numbers.curves.locations.middles().collect()));
    let rows = ranges.iter().map(|row| {
        vec![
            format!("{:.1}", row.lower),
            format!("{:.1}", row.upper),
            format!("{:.4}", row.examinees),
            format!("{:.4}", row.locations),
        ]
    });
    Figure {
        name: "wright-map",
        title: texts.wright.clone(),
        description: texts.wright_about.clone(),
        columns: [&texts.lower, &texts.upper, &texts.examinees, &texts.locations].map(Clone::clone).to_vec(),
        rows: rows.collect(),
        draw: Box::new(move || wright_map(&ranges)),
    }
}

/// Where the whole bank measures.
fn information<'a>(visit: &'a Visit, numbers: &'a BankNumbers) -> Figure<'a> {
    let texts = &visit.messages.bank;
    let curve = &numbers.curves.information;
    let rows = curve.iter().map(|(theta, information)| {
        let error = if *information > 0.0 { (1.0 / information.sqrt()).to_string() } else { String::new() };
        vec![format!("{theta:.1}"), information.to_string(), error]
    });
    Figure {
        name: "information",
        title: texts.information.clone(),
        description: texts.information_about.clone(),
        columns: [&texts.theta, &texts.information, &texts.standard_error].map(Clone::clone).to_vec(),
        rows: rows.collect(),
        draw: Box::new(move || test_information(curve)),
    }
}

/// How often items are used.
fn exposure<'a>(visit: &'a Visit, numbers: &BankNumbers, statistics: &Statistics) -> Figure<'a> {
    let texts = &visit.messages.bank;
    let (rates, limit) = (numbers.view.exposure(statistics), numbers.limit);
    let mut ranked = rates.clone();
    ranked.sort_unstable_by(|one, other| other.total_cmp(one));
    let rows = (1..=ranked.len()).zip(ranked);
    Figure {
        name: "exposure",
        title: texts.exposure.clone(),
        description: texts.exposure_about.clone(),
        columns: [&texts.rank, &texts.rate].map(Clone::clone).to_vec(),
        rows: rows.map(|(rank, rate)| vec![rank.to_string(), rate.to_string()]).collect(),
        draw: Box::new(move || use_charts::exposure(&rates, limit)),
    }
}
