//! The posterior on the quadrature grid, updated by one column an answer.

use std::f64::consts::LN_2;

use super::{Estimate, EstimateStatus, Grid, MAX_STANDARD_ERROR};
use crate::Response;
use crate::models::item_curve::ItemCurve;

/// Independent partial sums, so that the compiler may add several nodes at a time.
const LANES: usize = 4;
/// Mantissas stay above this between answers (2^-200) ...
const LEAST_MANTISSA: f64 = 6.223_015_277_861_142e-61;
/// ... and probabilities below this (2^-800) are taken as logarithms, so that no product underflows.
const LEAST_PROBABILITY: f64 = 1.499_696_813_895_631e-241;
/// Nodes whose density is below `exp` of this, relative to the highest, weigh nothing.
const LEAST_LOG_SCALE: f64 = -700.0;

/// The likelihood of the responses at the nodes of a [`Grid`], and the weights that make it a posterior.
///
/// A running product with a binary exponent for each node. Multiplying by a column is all that an answer takes, no
/// number of responses underflows, and taking a power of two out of a product loses nothing.
#[derive(Debug, Clone)]
pub(crate) struct Posterior {
    /// The likelihood at a node is `mantissa * 2^exponent`.
    mantissas: Vec<f64>,
    exponents: Vec<i64>,
    /// Prior, trapezoid weight and `2^exponent`, relative to the node where their product is largest.
    scales: Vec<f64>,
    /// Room for the next mantissas.
    spare: Vec<f64>,
    /// The test information at the nodes; empty unless the prior is Jeffreys'.
    information: Vec<f64>,
    responses: usize,
}

impl Posterior {
    /// The posterior before the first response: the prior.
    pub(crate) fn new(grid: &Grid) -> Self {
        let nodes = grid.nodes.len();
        let mut posterior = Self {
            mantissas: vec![1.0; nodes],
            exponents: vec![0; nodes],
            scales: vec![0.0; nodes],
            spare: vec![0.0; nodes],
            information: if grid.jeffreys { vec![0.0; nodes] } else { Vec::new() },
            responses: 0,
        };
        posterior.rescale(grid);
        posterior
    }

    /// Takes in a response to an item, given its probability at every node.
    pub(crate) fn observe(&mut self, grid: &Grid, curve: &ItemCurve<'_>, response: Response, probabilities: &[f64]) {
        self.responses += 1;
        let least = multiply(&self.mantissas, probabilities, &mut self.spare);
        let is_sound = least >= LEAST_MANTISSA;
        if is_sound {
            std::mem::swap(&mut self.mantissas, &mut self.spare);
        } else {
            self.take_out_exponents(grid, probabilities, |theta| curve.log_likelihood(response, theta));
        }
        for (sum, theta) in self.information.iter_mut().zip(&grid.nodes) {
            *sum += curve.information(*theta);
        }
        if !is_sound || grid.jeffreys {
            self.rescale(grid);
        }
    }

    /// Mean and standard deviation.
    pub(crate) fn estimate(&self, grid: &Grid) -> Estimate {
        let [total, first] = self.sums(grid, |theta| theta);
        let theta = first / total;
        let [_, second] = self.sums(grid, |node| (node - theta) * (node - theta));
        let status = if self.responses == 0 { EstimateStatus::NoResponses } else { EstimateStatus::Converged };
        Estimate { theta, se: (second / total).sqrt().min(MAX_STANDARD_ERROR), status }
    }

    /// The logarithm of the likelihood of the responses at a node.
    pub(crate) fn log_likelihood(&self, node: usize) -> f64 {
        self.mantissas[node].ln() + self.exponents[node] as f64 * LN_2
    }

    /// The sum of the weights, and that of the weights times a function of the ability.
    #[inline]
    fn sums(&self, grid: &Grid, value: impl Fn(f64) -> f64) -> [f64; 2] {
        let (mantissas, scales, nodes) = (&self.mantissas[..], &self.scales[..], &grid.nodes[..]);
        let ((mantissas, last_mantissas), (scales, last_scales), (nodes, last_nodes)) =
            (mantissas.as_chunks::<LANES>(), scales.as_chunks::<LANES>(), nodes.as_chunks::<LANES>());
        let (mut totals, mut sums) = ([0.0; LANES], [0.0; LANES]);
        for ((mantissas, scales), nodes) in mantissas.iter().zip(scales).zip(nodes) {
            for lane in 0..LANES {
                let weight = mantissas[lane] * scales[lane];
                totals[lane] += weight;
                sums[lane] += weight * value(nodes[lane]);
            }
        }
        for ((mantissa, scale), node) in last_mantissas.iter().zip(last_scales).zip(last_nodes) {
            let weight = mantissa * scale;
            totals[0] += weight;
            sums[0] += weight * value(*node);
        }
        [totals, sums].map(|[a, b, c, d]| (a + b) + (c + d))
    }

    /// Multiplies by the probabilities and brings every mantissa back between 1 and 2.
    #[cold]
    fn take_out_exponents(&mut self, grid: &Grid, probabilities: &[f64], log_probability: impl Fn(f64) -> f64) {
        let numbers = self.mantissas.iter_mut().zip(&mut self.exponents);
        for ((number, probability), theta) in numbers.zip(probabilities).zip(&grid.nodes) {
            let (mantissa, exponent) = number;
            if *probability >= LEAST_PROBABILITY {
                *mantissa *= probability;
            } else {
                let log_probability = log_probability(*theta);
                let whole = (log_probability / LN_2).floor();
                *exponent += whole as i64;
                *mantissa *= (log_probability - whole * LN_2).exp();
            }
            let power = binary_exponent(*mantissa);
            *exponent += power;
            *mantissa *= power_of_two(-power);
        }
    }

    /// Computes the scales from the exponents.
    fn rescale(&mut self, grid: &Grid) {
        let knows_information = self.information.iter().any(|information| *information > 0.0);
        for (node, scale) in self.scales.iter_mut().enumerate() {
            *scale = grid.log_weights[node] + self.exponents[node] as f64 * LN_2;
            if knows_information {
                *scale += 0.5 * self.information[node].ln();
            }
        }
        let highest = self.scales.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for scale in &mut self.scales {
            let below = *scale - highest;
            *scale = if below < LEAST_LOG_SCALE { 0.0 } else { below.exp() };
        }
    }
}

/// Puts the products into `into` and returns the least of them.
#[inline]
fn multiply(left: &[f64], right: &[f64], into: &mut [f64]) -> f64 {
    let mut least = [f64::INFINITY; LANES];
    let ((left, last_left), (right, last_right)) = (left.as_chunks::<LANES>(), right.as_chunks::<LANES>());
    let (into, last_into) = into.as_chunks_mut::<LANES>();
    for ((left, right), into) in left.iter().zip(right).zip(into) {
        for lane in 0..LANES {
            let product = left[lane] * right[lane];
            into[lane] = product;
            least[lane] = if product < least[lane] { product } else { least[lane] };
        }
    }
    for ((left, right), into) in last_left.iter().zip(last_right).zip(last_into) {
        *into = left * right;
        least[0] = least[0].min(*into);
    }
    least.into_iter().fold(f64::INFINITY, f64::min)
}

/// The exponent of a positive number in the normal range.
const fn binary_exponent(number: f64) -> i64 {
    ((number.to_bits() >> 52) & 0x7ff) as i64 - 1023
}

/// `2^exponent` for an exponent in the normal range.
const fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}
