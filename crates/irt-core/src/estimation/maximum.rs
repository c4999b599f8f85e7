//! The global maximum of a penalised likelihood: MLE, MAP, WLE.

use super::robust::RobustWeight;
use super::root::bracketed_zero;
use super::score_equation::{Objective, ScoreEquation};
use super::{Estimate, EstimateStatus, Estimator, MAX_STANDARD_ERROR, Pattern};
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

/// MAP, MLE, WLE or a robust estimate of a pattern that has at least one response.
///
/// The search interval is cut into cells no wider than the steepest item's scale. Every fall of the objective's slope
/// through zero is a local maximum, and so is an end at which the objective rises outward; the highest of them is the
/// estimate, the lowest ability among equals. For WLE, which solves an equation that is the derivative of no closed
/// expression under 3PL and 4PL, "highest" refers to the integral of that equation: log-likelihood plus the integral
/// of `J / (2 I)`, which is the likelihood times the square root of the information under 1PL and 2PL. For the robust
/// estimators it refers to the integral of the weighted score, and an end is taken only when there is no maximum inside.
pub(crate) fn estimate_maximum(estimator: Estimator, pattern: Pattern<'_>, design: &CatDesign) -> Estimate {
    let (objective, interval) = objective(estimator, design);
    let equation = ScoreEquation { pattern, objective };
    let theta = match objective {
        // The likelihood is monotone then, even where its slope has underflowed.
        Objective::Likelihood if pattern.all(Trend::Falls) => interval.lower(),
        Objective::Likelihood if pattern.all(Trend::Rises) => interval.upper(),
        _ => global_maximum(&equation, interval),
    };
    let at_bound = theta <= interval.lower() || theta >= interval.upper();
    let se = equation.standard_error(theta, design.se_formula());
    let status = match objective {
        Objective::Robust(_) if se >= MAX_STANDARD_ERROR => EstimateStatus::NoInformation,
        _ if at_bound => EstimateStatus::AtBound,
        _ => EstimateStatus::Converged,
    };
    Estimate { theta, se, status }
}

fn objective(estimator: Estimator, design: &CatDesign) -> (Objective, Bounds) {
    let bounds = design.bounds();
    let objective = match (estimator, design.prior()) {
        (Estimator::Huber, _) => Objective::Robust(RobustWeight::Huber { tuning: design.huber_tuning() }),
        (Estimator::Tukey, _) => Objective::Robust(RobustWeight::Tukey { tuning: design.tukey_tuning() }),
        (Estimator::Wle, _) => Objective::Warm,
        (Estimator::Map, Prior::Normal { mean, sd }) => Objective::Normal { mean: *mean, sd: *sd },
        (Estimator::Map, Prior::Jeffreys) => Objective::Jeffreys,
        (Estimator::Map, Prior::Uniform { lower, upper }) => {
            let inside = Bounds::new(*lower, *upper).ok().and_then(|prior| bounds.intersection(&prior));
            return (Objective::Likelihood, inside.unwrap_or(bounds));
        }
        (Estimator::Map, Prior::Custom { .. }) | (Estimator::Mle | Estimator::Eap, _) => Objective::Likelihood,
    };
    (objective, bounds)
}

/// The highest maximum that has been offered.
struct Highest<'a> {
    equation: &'a ScoreEquation<'a>,
    /// How finely the objective is integrated where its height is not known.
    panels: u32,
    theta: Option<f64>,
}

impl Highest<'_> {
    fn offer(&mut self, theta: f64) {
        if self.theta.is_none_or(|rival| self.equation.rise(rival, theta, self.panels) > 0.0) {
            self.theta = Some(theta);
        }
    }

    /// Offers the maxima inside a cell, looked at in so many parts.
    fn offer_inner(&mut self, [left, right]: [Edge; 2], parts: u32) {
        let mut from = left;
        for part in 1..=parts {
            let is_last = part == parts;
            let share = f64::from(part) / f64::from(parts);
            let to = if is_last { right } else { edge(self.equation, left.0 + (right.0 - left.0) * share) };
            if from.1[0] > 0.0 && to.1[0] <= 0.0 {
                let slope = |theta| self.equation.slopes(theta)[0];
                self.offer(bracketed_zero(slope, (from.0, from.1[0]), (to.0, to.1[0])));
            }
            from = to;
        }
    }
}

fn global_maximum(equation: &ScoreEquation<'_>, interval: Bounds) -> f64 {
    let cells = cell_count(equation, interval);
    let mut highest = Highest { equation, panels: cells, theta: None };
    let first = edge(equation, interval.lower());
    let mut left = first;
    for cell in 1..=cells {
        let theta = interval.lower() + interval.width() * (f64::from(cell) / f64::from(cells));
        let right = edge(equation, theta.min(interval.upper()));
        let parts = if may_hide_maximum(left, right) { SUBCELLS } else { 1 };
        highest.offer_inner([left, right], parts);
        left = right;
    }
    // Far off all items a robust objective is flat, as their weights vanish: an end is the last resort.
    let ends_compete = !matches!(equation.objective, Objective::Robust(_)) || highest.theta.is_none();
    if ends_compete && first.1[0] <= 0.0 {
        highest.offer(interval.lower());
    }
    if ends_compete && left.1[0] > 0.0 {
        highest.offer(interval.upper());
    }
    highest.theta.unwrap_or_else(|| interval.lower())
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
