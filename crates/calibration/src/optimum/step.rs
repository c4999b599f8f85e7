//! The Newton step from a gradient and minus the second derivatives.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// A matrix of second derivatives, factorised.
pub(super) type Factor = Cholesky<f64, Dyn>;

/// The shares of the greatest diagonal element that are added until the matrix is positive definite.
const RIDGES: [f64; 6] = [0.0, 1e-8, 1e-4, 1e-2, 1e-1, 1.0];

/// The factor of the matrix with the least ridge that makes it positive definite.
pub(super) fn with_ridge(matrix: &DMatrix<f64>) -> Option<Factor> {
    let highest = matrix.diagonal().iter().fold(1e-8_f64, |highest, value| highest.max(value.abs()));
    RIDGES.into_iter().find_map(|ridge| {
        let mut raised = matrix.clone();
        (0..raised.nrows()).for_each(|place| raised[(place, place)] += ridge * highest);
        Cholesky::new(raised)
    })
}

/// The solution for a gradient.
pub(super) fn solution(factor: &Factor, gradient: &[f64]) -> Vec<f64> {
    factor.solve(&DVector::from_column_slice(gradient)).as_slice().to_vec()
}

/// The step, shortened so that no element is longer than a limit.
pub(super) fn shortened(mut step: Vec<f64>, longest: f64) -> Vec<f64> {
    let length = largest(&step);
    if length > longest {
        step.iter_mut().for_each(|value| *value *= longest / length);
    }
    step
}

/// The largest element without its sign.
pub(super) fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |highest: f64, value| highest.max(value.abs()))
}
