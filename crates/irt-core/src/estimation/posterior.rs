//! The posterior on the quadrature grid, updated by one column an answer.

use super::{Estimate, EstimateStatus, Grid, MAX_STANDARD_ERROR};
use crate::models::item_curve::ItemCurve;

/// The unnormalised posterior of an ability on a [`Grid`], as logarithms, so that no number of responses underflows.
#[derive(Debug, Clone)]
pub(crate) struct Posterior {
    log_density: Vec<f64>,
    /// The test information at the nodes; empty unless the prior is Jeffreys'.
    information: Vec<f64>,
    /// Room for the weights, so that an estimate allocates nothing.
    weights: Vec<f64>,
    responses: usize,
}

impl Posterior {
    /// The posterior before the first response: the prior.
    pub(crate) fn new(grid: &Grid) -> Self {
        let information = if grid.jeffreys { vec![0.0; grid.nodes.len()] } else { Vec::new() };
        let weights = vec![0.0; grid.nodes.len()];
        Self { log_density: grid.log_weights.to_vec(), information, weights, responses: 0 }
    }

    /// Takes in a response, given the logarithm of its probability at every node.
    pub(crate) fn observe(&mut self, grid: &Grid, curve: &ItemCurve<'_>, log_probabilities: &[f64]) {
        for (density, log_probability) in self.log_density.iter_mut().zip(log_probabilities) {
            *density += log_probability;
        }
        for (information, theta) in self.information.iter_mut().zip(&grid.nodes) {
            *information += curve.information(*theta);
        }
        self.responses += 1;
    }

    /// Mean and standard deviation.
    pub(crate) fn estimate(&mut self, grid: &Grid) -> Estimate {
        self.weigh();
        let total: f64 = self.weights.iter().sum();
        let theta = self.weights.iter().zip(&grid.nodes).map(|(weight, theta)| weight * theta).sum::<f64>() / total;
        let spread = |(weight, node): (&f64, &f64)| weight * (node - theta) * (node - theta);
        let variance = self.weights.iter().zip(&grid.nodes).map(spread).sum::<f64>() / total;
        let status = if self.responses == 0 { EstimateStatus::NoResponses } else { EstimateStatus::Converged };
        Estimate { theta, se: variance.sqrt().min(MAX_STANDARD_ERROR), status }
    }

    /// Fills `weights` with the density, scaled so that its highest value is 1.
    fn weigh(&mut self) {
        let Self { log_density, information, weights, .. } = self;
        weights.copy_from_slice(log_density);
        if information.iter().any(|information| *information > 0.0) {
            for (weight, information) in weights.iter_mut().zip(information) {
                *weight += 0.5 * information.ln();
            }
        }
        let highest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for weight in weights {
            *weight = (*weight - highest).exp();
        }
    }
}
