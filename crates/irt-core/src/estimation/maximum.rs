//! The global maximum of a penalised likelihood: MLE, MAP, WLE.

use super::likely_spans::LikelySpans;
use super::root::bracketed_zero;
use super::score_equation::{Penalty, ScoreEquation};
use super::{Estimate, EstimateStatus, Estimator, Grid, Pattern, Posterior, precision_to_se};
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

/// Newton's steps are this good when the next one would move the ability by no more.
const NEWTON_TOLERANCE: f64 = 1e-15;
/// More steps than bisection alone would need.
const MAX_NEWTON_STEPS: u32 = 60;

/// An end of a cell: the ability, and the first two derivatives of the objective there.
type Edge = (f64, [f64; 2]);

/// MAP, MLE or WLE of a pattern that has at least one response.
///
/// The search interval is cut into cells no wider than the steepest item's scale. Every fall of the objective's slope
/// through zero is a local maximum, and so is an end at which the objective rises outward; the highest of them is the
/// estimate, the lowest ability among equals. For WLE, which solves an equation that is the derivative of no closed
/// expression under 3PL and 4PL, "highest" refers to the integral of that equation: log-likelihood plus the integral
/// of `J / (2 I)`, which is the likelihood times the square root of the information under 1PL and 2PL.
///
/// The likelihood at the nodes of the grid tells beforehand which parts of the interval are out of the question.
pub(crate) fn estimate_maximum(
    estimator: Estimator,
    pattern: Pattern<'_>,
    design: &CatDesign,
    (grid, posterior): (&Grid, &Posterior),
) -> Estimate {
    let (penalty, interval) = objective(estimator, design);
    let equation = ScoreEquation { pattern, penalty };
    let theta = match penalty {
        // The likelihood is monotone then, even where its slope has underflowed.
        Penalty::None if pattern.all(Trend::Falls) => interval.lower(),
        Penalty::None if pattern.all(Trend::Rises) => interval.upper(),
        _ => match LikelySpans::new(&equation, interval, grid, posterior) {
            Some(spans) => maximum_of_concave(&equation, &spans, interval)
                .unwrap_or_else(|| global_maximum(&equation, interval, spans.as_slice())),
            None => global_maximum(&equation, interval, &[(interval.lower(), interval.upper())]),
        },
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

/// The maximum in a single span throughout which the objective is certainly concave; `None` when there is no such span.
///
/// Newton's steps from the guess, the slope's sign keeping the maximum bracketed. The largest third derivative tells
/// both that the objective is concave in the whole span and when the last step was small enough.
fn maximum_of_concave(equation: &ScoreEquation<'_>, spans: &LikelySpans, interval: Bounds) -> Option<f64> {
    let &[(left, right)] = spans.as_slice() else { return None };
    let turn = equation.turn_limit()?;
    let mut theta = spans.guess.clamp(left, right);
    let [mut slope, mut curvature] = equation.slopes(theta);
    if curvature + turn * (theta - left).max(right - theta) >= 0.0 {
        return None;
    }
    let (mut lower, mut upper) = (left, right);
    for _ in 0..MAX_NEWTON_STEPS {
        if slope > 0.0 {
            lower = theta;
        } else {
            upper = theta;
        }
        let step = -slope / curvature;
        let next = match theta + step {
            low if low <= lower => {
                if lower == left {
                    left
                } else {
                    0.5 * (lower + upper)
                }
            }
            high if high >= upper => {
                if upper == right {
                    right
                } else {
                    0.5 * (lower + upper)
                }
            }
            inside => inside,
        };
        let is_last = 0.5 * turn * step * step <= NEWTON_TOLERANCE * -curvature;
        if is_last || next == theta {
            // Where a span ends inside the interval, the objective falls toward that end.
            let is_sound = (left < next || left == interval.lower()) && (next < right || right == interval.upper());
            return is_sound.then_some(next);
        }
        theta = next;
        [slope, curvature] = equation.slopes(theta);
    }
    None
}

fn global_maximum(equation: &ScoreEquation<'_>, interval: Bounds, spans: &[(f64, f64)]) -> f64 {
    let panels = cell_count(equation, interval.width());
    let mut highest: Option<f64> = None;
    let mut offer = |theta: f64| {
        let is_higher = highest.is_none_or(|rival| equation.rise(rival, theta, panels) > 0.0);
        if is_higher {
            highest = Some(theta);
        }
    };
    for (lower, upper) in spans.iter().copied() {
        let mut left = edge(equation, lower);
        if left.1[0] <= 0.0 && lower == interval.lower() {
            offer(lower);
        }
        let cells = cell_count(equation, upper - lower);
        for cell in 1..=cells {
            let theta = lower + (upper - lower) * (f64::from(cell) / f64::from(cells));
            let right = edge(equation, theta.min(upper));
            let parts = if may_hide_maximum(left, right) { SUBCELLS } else { 1 };
            offer_maxima(equation, [left, right], parts, &mut offer);
            left = right;
        }
        if left.1[0] > 0.0 && upper == interval.upper() {
            offer(upper);
        }
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

fn cell_count(equation: &ScoreEquation<'_>, span: f64) -> u32 {
    if equation.is_concave() {
        return 1;
    }
    let width = WIDEST_CELL.min(1.0 / (CELLS_PER_SCALE * equation.pattern.steepest_slope()));
    (span / width).ceil().clamp(1.0, MAX_CELLS) as u32
}

/// Whether the slope has one sign at both ends but heads for zero from both, so that it may cross zero in between.
fn may_hide_maximum(left: Edge, right: Edge) -> bool {
    let ([left_slope, left_turn], [right_slope, right_turn]) = (left.1, right.1);
    let same_sign = left_slope * right_slope > 0.0;
    same_sign && left_slope * left_turn < 0.0 && right_slope * right_turn > 0.0
}
