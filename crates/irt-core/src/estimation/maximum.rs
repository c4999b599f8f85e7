//! The global maximum of a penalised likelihood: MLE, MAP, WLE.

use super::bounds::Bounds;
use super::concave_maximum::concave_maximum;
use super::estimate::{Estimate, EstimateStatus, MAX_STANDARD_ERROR};
use super::grid::Grid;
use super::likely_spans::LikelySpans;
use super::objective::Objective;
use super::pattern::Pattern;
use super::posterior::Posterior;
use super::root::descending_zero;
use super::score_equation::ScoreEquation;
use super::sought_maximum::Maximum;
use crate::models::category_curve::Trend;

/// The widest cell of the scan for maxima, in units of theta.
const WIDEST_CELL: f64 = 0.25;
/// Cells per `1 / (D a)` of the steepest item.
const CELLS_PER_SCALE: f64 = 2.0;
/// A limit to the work on absurdly steep items.
const MAX_CELLS: f64 = 20_000.0;
/// How finely a cell is looked at in which the objective's slope comes near zero and turns.
const SUBCELLS: u32 = 16;

/// An end of a cell: the ability, and the first two derivatives of the objective there.
type Edge = (f64, [f64; 2]);

/// MAP, MLE, WLE or a robust estimate of a pattern; that of the method for a pattern without responses.
///
/// The search interval is cut into cells no wider than the steepest item's scale. Every fall of the objective's slope
/// through zero is a local maximum, and so is an end at which the objective rises outward; the highest of them is the
/// estimate, the lowest ability among equals. For WLE, which solves an equation that is the derivative of no closed
/// expression under 3PL and 4PL, "highest" refers to the integral of that equation: log-likelihood plus the integral
/// of `J / (2 I)`, which is the likelihood times the square root of the information under 1PL and 2PL. For the robust
/// estimators it refers to the integral of the weighted score, and an end is taken only when there is no maximum inside.
///
/// The likelihood at the nodes of the grid tells beforehand which parts of the interval are out of the question.
pub(crate) fn estimate_maximum(
    maximum: &Maximum,
    pattern: Pattern<'_>,
    (grid, posterior): (&Grid, &Posterior),
) -> Estimate {
    let Maximum { objective, interval, se_formula, without_responses } = *maximum;
    if pattern.is_empty() {
        return without_responses;
    }
    let equation = ScoreEquation { pattern, objective };
    let theta = match objective {
        // The likelihood is monotone then, even where its slope has underflowed.
        Objective::Likelihood if pattern.all(Trend::Falls) => interval.lower(),
        Objective::Likelihood if pattern.all(Trend::Rises) => interval.upper(),
        _ => match LikelySpans::new(&equation, interval, grid, posterior) {
            Some(spans) => concave_maximum(&equation, &spans, interval)
                .unwrap_or_else(|| global_maximum(&equation, interval, spans.as_slice())),
            None => global_maximum(&equation, interval, &[(interval.lower(), interval.upper())]),
        },
    };
    let at_bound = theta <= interval.lower() || theta >= interval.upper();
    let se = equation.standard_error(theta, se_formula);
    let status = if objective.robust_weight().is_some() && se >= MAX_STANDARD_ERROR {
        EstimateStatus::NoInformation
    } else if at_bound {
        EstimateStatus::AtBound
    } else {
        EstimateStatus::Converged
    };
    Estimate { theta, se, status }
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

    /// Offers the maxima inside a cell, divided into this many parts.
    fn offer_inner(&mut self, [left, right]: [Edge; 2], parts: u32) {
        let mut from = left;
        for part in 1..=parts {
            let is_last = part == parts;
            let share = f64::from(part) / f64::from(parts);
            let to = if is_last { right } else { edge(self.equation, left.0 + (right.0 - left.0) * share) };
            if from.1[0] > 0.0 && to.1[0] <= 0.0 {
                self.offer(descending_zero(|theta| self.equation.slopes(theta), from, to));
            }
            from = to;
        }
    }
}

/// The highest maximum in an interval, all of which lie in the given spans of it.
fn global_maximum(equation: &ScoreEquation<'_>, interval: Bounds, spans: &[(f64, f64)]) -> f64 {
    let panels = cell_count(equation, interval.width());
    let mut highest = Highest { equation, panels, theta: None };
    let (mut falls_from_lower, mut rises_to_upper) = (false, false);
    for (lower, upper) in spans.iter().copied() {
        let mut left = edge(equation, lower);
        falls_from_lower |= lower == interval.lower() && left.1[0] <= 0.0;
        let cells = cell_count(equation, upper - lower);
        for cell in 1..=cells {
            let theta = lower + (upper - lower) * (f64::from(cell) / f64::from(cells));
            let right = edge(equation, theta.min(upper));
            let parts = if may_hide_maximum(left, right) { SUBCELLS } else { 1 };
            highest.offer_inner([left, right], parts);
            left = right;
        }
        rises_to_upper |= upper == interval.upper() && left.1[0] > 0.0;
    }
    // Far off all items a robust objective is flat, as their weights vanish: an end is the last resort.
    let ends_compete = equation.objective.robust_weight().is_none() || highest.theta.is_none();
    if ends_compete && falls_from_lower {
        highest.offer(interval.lower());
    }
    if ends_compete && rises_to_upper {
        highest.offer(interval.upper());
    }
    highest.theta.unwrap_or_else(|| interval.lower())
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
