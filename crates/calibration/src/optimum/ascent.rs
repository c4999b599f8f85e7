//! Newton's method for a few parameters.

use nalgebra::DMatrix;

use super::step::{largest, shortened, solution, with_ridge};
use crate::kernel::SecondOrder;

/// The most Newton steps.
const MOST_STEPS: usize = 100;
/// The longest change of a parameter in a step.
const LONGEST: f64 = 2.0;
/// A change this small, relative to the parameter, is the last: the error after it is its square.
const LAST: f64 = 1e-9;
/// How often a step is halved that does not lead upwards.
const HALVINGS: u32 = 40;

/// Moves the parameters to the maximum of a function. Where it is not defined, the value is minus infinity.
pub(crate) fn maximise(parameters: &mut [f64], evaluate: impl Fn(&[f64]) -> SecondOrder) {
    let mut here = evaluate(parameters);
    for _ in 0..MOST_STEPS {
        let size = parameters.len();
        let curvature = DMatrix::from_fn(size, size, |row, column| -here.hessian[row * size + column]);
        let Some(factor) = with_ridge(&curvature) else { return };
        let mut step = shortened(solution(&factor, &here.gradient), LONGEST);
        let mut halvings = 0;
        let there = loop {
            let moved: Vec<f64> = parameters.iter().zip(&step).map(|(value, change)| value + change).collect();
            let there = evaluate(&moved);
            // Rounding alone makes values differ by as much.
            if there.value >= here.value - 1e-13 * here.value.abs() {
                parameters.copy_from_slice(&moved);
                break there;
            }
            halvings += 1;
            if halvings > HALVINGS {
                return;
            }
            step.iter_mut().for_each(|change| *change *= 0.5);
        };
        here = there;
        let change = step.iter().zip(&*parameters).map(|(change, value)| change / (1.0 + value.abs()));
        if largest(&change.collect::<Vec<_>>()) < LAST {
            return;
        }
    }
}
