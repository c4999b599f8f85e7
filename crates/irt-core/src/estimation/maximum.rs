//! The global maximum of a penalised likelihood: MLE, MAP, WLE.

use super::root::bracketed_zero;
use super::score_equation::{Penalty, ScoreEquation};
use super::{Estimate, EstimateStatus, Estimator, Pattern, precision_to_se};
use crate::models::category_curve::Trend;
use crate::{Bounds, CatDesign, Prior};

/// The widest cell of the scan for maxima, in units of theta.
const WIDEST_CELL: f64 = 0.1;
/// Cells per `1 / (D a)` of the steepest item.
const CELLS_PER_SCALE: f64 = 2.0;
/// A limit to the work on absurdly steep items.
const MAX_CELLS: f64 = 20_000.0;
/// How finely a cell is looked at in which the objective's slope comes near zero and turns.
const SUBCELLS: u32 = 16;

/// An end of a cell: the ability, and the first two derivatives of the objective there.
type Edge = (f64, [f64; 2]);

/// MAP, MLE or WLE of a pattern that has at least one response.
///
/// The search interval is cut into cells no wider than the steepest item's scale. Every fall of the objective's slope
/// through zero is a local maximum, and so is an end at which the objective rises outward; the highest of them is the
/// estimate, the lowest ability among equals. For WLE, which solves an equation that is the derivative of no closed
/// expression under 3PL and 4PL, "highest" refers to the integral of that equation: log-likelihood plus the integral
/// of `J / (2 I)`, which is the likelihood times the square root of the information under 1PL and 2PL.
pub(crate) fn estimate_maximum(estimator: Estimator, pattern: Pattern<'_>, design: &CatDesign) -> Estimate {
    let (penalty, interval) = objective(estimator, design);
    let equation = ScoreEquation { pattern, penalty };
    let theta = match penalty {
        // The likelihood is monotone then, even where its slope has underflowed.
        Penalty::None if pattern.all(Trend::Falls) => interval.lower(),
        Penalty::None if pattern.all(Trend::Rises) => interval.upper(),
        _ => global_maximum(&equation, interval),
    };
    let at_bound = theta <= interval.lower() || theta >= interval.upper();
    let status = if at_bound { EstimateStatus::AtBound } else { EstimateStatus::Converged };
    Estimate { theta, se: precision_to_se(equation.precision(theta)), status }
}

fn objective(estimator: Estimator, design: &CatDesign) -> (Penalty, Bounds) {
    let bounds = design.bounds();
    match (estimator, design.prior()) {
        (Estimator::Wle, _) => (Penalty::Warm, bounds),
        (Estimator::Map, Prior::Normal { mean, sd }) => (Penalty::Normal { mean, sd }, bounds),
        (Estimator::Map, Prior::Jeffreys) => (Penalty::Jeffreys, bounds),
        (Estimator::Map, Prior::Uniform { lower, upper }) => {
            let inside = Bounds::new(lower, upper).ok().and_then(|prior| bounds.intersection(&prior));
            (Penalty::None, inside.unwrap_or(bounds))
        }
        (Estimator::Mle | Estimator::Eap, _) => (Penalty::None, bounds),
    }
}

fn global_maximum(equation: &ScoreEquation<'_>, interval: Bounds) -> f64 {
    let cells = cell_count(equation, interval);
    let mut highest: Option<f64> = None;
    let mut offer = |theta: f64| {
        let is_higher = highest.is_none_or(|rival| equation.rise(rival, theta, cells) > 0.0);
        if is_higher {
            highest = Some(theta);
        }
    };
    let first = edge(equation, interval.lower());
    if first.1[0] <= 0.0 {
        offer(first.0);
    }
    let mut left = first;
    for cell in 1..=cells {
        let theta = interval.lower() + interval.width() * (f64::from(cell) / f64::from(cells));
        let right = edge(equation, theta.min(interval.upper()));
        let parts = if may_hide_maximum(left, right) { SUBCELLS } else { 1 };
        offer_maxima(equation, [left, right], parts, &mut offer);
        left = right;
    }
    if left.1[0] > 0.0 {
        offer(interval.upper());
    }
    highest.unwrap_or_else(|| interval.lower())
}

/// Offers the maxima inside a cell, looked at in so many parts.
fn offer_maxima(equation: &ScoreEquation<'_>, [left, right]: [Edge; 2], parts: u32, offer: &mut impl FnMut(f64)) {
    let mut from = left;
    for part in 1..=parts {
        let is_last = part == parts;
        let share = f64::from(part) / f64::from(parts);
        let to = if is_last { right } else { edge(equation, left.0 + (right.0 - left.0) * share) };
        if from.1[0] > 0.0 && to.1[0] <= 0.0 {
            let slope = |theta| equation.slopes(theta)[0];
            offer(bracketed_zero(slope, (from.0, from.1[0]), (to.0, to.1[0])));
        }
        from = to;
    }
}

fn edge(equation: &ScoreEquation<'_>, theta: f64) -> Edge {
    (theta, equation.slopes(theta))
}

fn cell_count(equation: &ScoreEquation<'_>, interval: Bounds) -> u32 {
    if equation.is_concave() {
        return 1;
    }
    let width = WIDEST_CELL.min(1.0 / (CELLS_PER_SCALE * equation.pattern.steepest_slope()));
    (interval.width() / width).ceil().clamp(1.0, MAX_CELLS) as u32
}

/// Whether the slope has one sign at both ends but heads for zero from both, so that it may cross zero in between.
fn may_hide_maximum(left: Edge, right: Edge) -> bool {
    let ([left_slope, left_turn], [right_slope, right_turn]) = (left.1, right.1);
    let same_sign = left_slope * right_slope > 0.0;
    same_sign && left_slope * left_turn < 0.0 && right_slope * right_turn > 0.0
}
