//! The maximum of an objective that is certainly concave where it matters.

use super::bounds::Bounds;
use super::likely_spans::LikelySpans;
use super::score_equation::ScoreEquation;

/// The last of Newton's steps leaves an error no larger than this.
const TOLERANCE: f64 = 1e-15;
/// More steps than bisection alone would need.
const MAX_STEPS: u32 = 60;

/// The maximum in a single span throughout which the objective is certainly concave; `None` when there is no such span.
///
/// Newton's steps from the guess, the slope's sign keeping the maximum bracketed. The largest third derivative tells
/// both that the objective is concave in the whole span and when the last step was small enough.
pub(super) fn concave_maximum(equation: &ScoreEquation<'_>, spans: &LikelySpans, interval: Bounds) -> Option<f64> {
    let &[(left, right)] = spans.as_slice() else { return None };
    let turn = equation.turn_limit()?;
    let mut theta = spans.guess.clamp(left, right);
    let [mut slope, mut curvature] = equation.slopes(theta);
    if curvature + turn * (theta - left).max(right - theta) >= 0.0 {
        return None;
    }
    let (mut lower, mut upper) = (left, right);
    for _ in 0..MAX_STEPS {
        if slope > 0.0 {
            lower = theta;
        } else {
            upper = theta;
        }
        let step = -slope / curvature;
        let is_last = 0.5 * turn * step * step <= TOLERANCE * -curvature;
        let next = (theta + step).clamp(left, right);
        if is_last || next == theta {
            // Where a span ends inside the interval, the objective falls toward that end.
            let is_sound = (left < next || left == interval.lower()) && (next < right || right == interval.upper());
            return is_sound.then_some(next);
        }
        let is_known = (next <= lower && lower > left) || (next >= upper && upper < right);
        theta = if is_known { 0.5 * (lower + upper) } else { next };
        [slope, curvature] = equation.slopes(theta);
    }
    None
}
