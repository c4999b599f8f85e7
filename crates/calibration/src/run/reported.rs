//! The parameters of item banks from those that are estimated.

use irt_core::ModelName;

use crate::kernel::logistic_of;
use crate::plan::{ItemPlan, Mapping, last_of_zero_sum};

/// A parameter by its name in bank files, with its derivatives in the estimated parameters of the item.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reported {
    pub(super) name: String,
    pub(super) value: f64,
    /// By the place among the estimated parameters of the item. None for a constant.
    pub(super) slopes: Vec<(usize, f64)>,
}

impl Reported {
    fn new(name: impl Into<String>, value: f64, slopes: Vec<(usize, f64)>) -> Self {
        Self { name: name.into(), value, slopes }
    }

    fn itself(name: impl Into<String>, local: &[f64], place: usize) -> Self {
        Self::new(name, local[place], vec![(place, 1.0)])
    }
}

/// The parameters of an item under a model.
pub(super) fn reported(model: ModelName, plan: &ItemPlan, local: &[f64]) -> Vec<Reported> {
    match model {
        ModelName::OnePl | ModelName::TwoPl | ModelName::ThreePl | ModelName::FourPl => logistic(plan, local),
        ModelName::Graded => with_slope(local, |_| None),
        ModelName::GeneralizedPartialCredit => with_slope(local, |step| (step > 1).then(|| step - 1)),
        ModelName::PartialCredit => steps(local),
        ModelName::RatingScale => {
            let location = Reported::itself("b", local, 0);
            [location].into_iter().chain(zero_sum('d', local, 1)).collect()
        }
        ModelName::ModifiedGraded => {
            let first = [Reported::itself("a", local, 0), Reported::itself("b", local, 1)];
            first.into_iter().chain(zero_sum('c', local, 2)).collect()
        }
        // The nominal model; `Assembly` refuses models that are not here.
        _ => nominal(local),
    }
}

fn logistic(plan: &ItemPlan, local: &[f64]) -> Vec<Reported> {
    let (mut reported, intercept) = match plan.mapping {
        Mapping::UnitSlope => {
            (vec![Reported::new("a", 1.0, Vec::new()), Reported::new("b", -local[0], vec![(0, -1.0)])], 0)
        }
        _ => {
            let (a, d) = (local[0], local[1]);
            let difficulty = Reported::new("b", -d / a, vec![(0, d / (a * a)), (1, -1.0 / a)]);
            (vec![Reported::itself("a", local, 0), difficulty], 1)
        }
    };
    for (name, place) in ["c", "d"].into_iter().zip(intercept + 1..local.len()) {
        let value = logistic_of(local[place]);
        reported.push(Reported::new(name, value, vec![(place, value * logistic_of(-local[place]))]));
    }
    reported
}

/// A slope and difficulties `(intercept before - intercept) / a`.
fn with_slope(local: &[f64], before: impl Fn(usize) -> Option<usize>) -> Vec<Reported> {
    let a = local[0];
    let mut reported = vec![Reported::itself("a", local, 0)];
    for step in 1..local.len() {
        let before = before(step);
        let value = (before.map_or(0.0, |place| local[place]) - local[step]) / a;
        let mut slopes = vec![(0, -value / a), (step, -1.0 / a)];
        slopes.extend(before.map(|place| (place, 1.0 / a)));
        reported.push(Reported::new(format!("b{step}"), value, slopes));
    }
    reported
}

fn steps(local: &[f64]) -> Vec<Reported> {
    let step = |place: usize| match place {
        0 => Reported::new("b1", -local[0], vec![(0, -1.0)]),
        _ => Reported::new(
            format!("b{}", place + 1),
            local[place - 1] - local[place],
            vec![(place - 1, 1.0), (place, -1.0)],
        ),
    };
    (0..local.len()).map(step).collect()
}

/// Parameters from a place on, and the last, which makes their sum 0.
fn zero_sum(letter: char, local: &[f64], from: usize) -> Vec<Reported> {
    let free = from..local.len();
    let mut reported: Vec<Reported> =
        free.clone().map(|place| Reported::itself(format!("{letter}{}", place - from + 1), local, place)).collect();
    let last = format!("{letter}{}", reported.len() + 1);
    reported.push(Reported::new(
        last,
        last_of_zero_sum(&local[from..]) + 0.0,
        free.map(|place| (place, -1.0)).collect(),
    ));
    reported
}

fn nominal(local: &[f64]) -> Vec<Reported> {
    let steps = local.len() / 2;
    let named = |place: usize| {
        let name = if place < steps { format!("a{}", place + 1) } else { format!("c{}", place - steps + 1) };
        Reported::itself(name, local, place)
    };
    (0..local.len()).map(named).collect()
}
