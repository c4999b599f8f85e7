//! Newton steps that go on with the second derivatives of an earlier point: what later steps show of them is added (BFGS).

use super::step::{Factor, shortened, solution};

/// The steps since the second derivatives were computed, with the changes of the gradient.
///
/// # Reference
/// Nocedal (1980): the recursion of two loops.
#[derive(Debug, Clone, Default)]
pub(super) struct Secants(Vec<Secant>);

#[derive(Debug, Clone)]
struct Secant {
    step: Vec<f64>,
    /// The gradient before less the gradient after.
    change: Vec<f64>,
    product: f64,
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn add(sum: &mut [f64], factor: f64, values: &[f64]) {
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += factor * value);
}

impl Secants {
    /// Takes a step and the gradient before it less the gradient after it; leaves it out where it shows no curvature.
    pub(super) fn add(&mut self, step: Vec<f64>, change: Vec<f64>) {
        let product = dot(&step, &change);
        if product > 0.0 {
            self.0.push(Secant { step, change, product });
        }
    }

    /// The step for a gradient, shortened so that no element is longer than a limit.
    pub(super) fn step(&self, factor: &Factor, gradient: &[f64], longest: f64) -> Vec<f64> {
        let mut rest = gradient.to_vec();
        let shares: Vec<f64> = self
            .0
            .iter()
            .rev()
            .map(|secant| {
                let share = dot(&secant.step, &rest) / secant.product;
                add(&mut rest, -share, &secant.change);
                share
            })
            .collect();
        let mut step = solution(factor, &rest);
        for (secant, share) in self.0.iter().zip(shares.into_iter().rev()) {
            let correction = share - dot(&secant.change, &step) / secant.product;
            add(&mut step, correction, &secant.step);
        }
        shortened(step, longest)
    }
}
