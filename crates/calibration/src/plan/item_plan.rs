//! An item of a calibration: its family, and which of the estimated parameters are its own.

use super::mapping::Mapping;
use crate::kernel::{Kernel, SecondOrder};

/// An item of a calibration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ItemPlan {
    pub(crate) kernel: Kernel,
    pub(crate) mapping: Mapping,
    /// The places of its parameters among all estimated ones. Items share some of them.
    pub(crate) places: Vec<usize>,
}

impl ItemPlan {
    /// The estimated parameters of the item.
    pub(crate) fn local(&self, parameters: &[f64]) -> Vec<f64> {
        self.places.iter().map(|place| parameters[*place]).collect()
    }

    /// Its core parameters.
    pub(crate) fn core(&self, parameters: &[f64]) -> Vec<f64> {
        self.mapping.core(&self.local(parameters), self.kernel.categories)
    }

    /// The derivatives of its core parameters in its estimated ones, row by row.
    pub(crate) fn jacobian(&self, parameters: &[f64]) -> Vec<f64> {
        self.mapping.jacobian(&self.local(parameters), self.kernel.core_len(), self.kernel.categories)
    }

    /// Whether its parameters give positive probabilities.
    pub(crate) fn is_proper(&self, parameters: &[f64]) -> bool {
        let local = self.local(parameters);
        local.iter().all(|value| value.is_finite()) && self.kernel.is_proper(&self.core(parameters))
    }

    /// The expected log-likelihood of the counts with its derivatives in the estimated parameters of the item.
    pub(crate) fn expected(&self, parameters: &[f64], nodes: &[f64], counts: &[f64]) -> SecondOrder {
        let of_core = self.kernel.expected(&self.core(parameters), nodes, counts);
        if self.mapping == Mapping::Identity {
            return of_core;
        }
        let (size, core_len) = (self.places.len(), self.kernel.core_len());
        let jacobian = self.jacobian(parameters);
        let mut sum = SecondOrder::zero(size);
        sum.value = of_core.value;
        for (row, gradient) in jacobian.chunks_exact(size.max(1)).zip(&of_core.gradient) {
            row.iter().zip(&mut sum.gradient).for_each(|(slope, total)| *total += gradient * slope);
        }
        for (one, of_one) in jacobian.chunks_exact(size.max(1)).enumerate() {
            for (other, of_other) in jacobian.chunks_exact(size.max(1)).enumerate() {
                let weight = of_core.hessian[one * core_len + other];
                for (row, left) in of_one.iter().enumerate() {
                    let cells = &mut sum.hessian[row * size..(row + 1) * size];
                    of_other.iter().zip(cells).for_each(|(right, cell)| *cell += left * weight * right);
                }
            }
        }
        self.mapping.add_curvature(&of_core.gradient, &mut sum.hessian, size);
        sum
    }

    /// The derivatives of `ln P_k` in the estimated parameters at the nodes: category by category, in it parameter by
    /// parameter, in it node by node.
    pub(crate) fn scores(&self, parameters: &[f64], nodes: &[f64]) -> Vec<f64> {
        let (size, core_len, categories) = (self.places.len(), self.kernel.core_len(), self.kernel.categories);
        if size == 0 {
            return Vec::new();
        }
        let mut of_core = vec![0.0; categories * core_len * nodes.len()];
        self.kernel.scores(&self.core(parameters), nodes, &mut of_core);
        if self.mapping == Mapping::Identity {
            return of_core;
        }
        let jacobian = self.jacobian(parameters);
        let mut scores = vec![0.0; categories * size * nodes.len()];
        for category in 0..categories {
            for core in 0..core_len {
                let from = &of_core[(category * core_len + core) * nodes.len()..][..nodes.len()];
                for (place, slope) in
                    jacobian[core * size..][..size].iter().enumerate().filter(|(_, slope)| **slope != 0.0)
                {
                    let to = &mut scores[(category * size + place) * nodes.len()..][..nodes.len()];
                    from.iter().zip(to).for_each(|(value, sum)| *sum += slope * value);
                }
            }
        }
        scores
    }
}
