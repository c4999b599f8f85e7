//! The posterior on the quadrature grid, updated by one column an answer.

use std::f64::consts::LN_2;

use super::estimate::{Estimate, EstimateStatus, MAX_STANDARD_ERROR};
use super::grid::Grid;
use super::underflow::{LEAST_PROBABILITY, LEAST_PRODUCT};
use crate::models::item_curve::ItemCurve;
use crate::response::Response;

/// Independent partial sums, so that the compiler may add several nodes at a time.
const LANES: usize = 4;
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
        let is_sound = least >= LEAST_PRODUCT;
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

    /// Mean and standard deviation on the grid.
    pub(crate) fn estimate(&self, grid: &Grid) -> Estimate {
        let [total, first] = self.sums(grid, |theta| theta);
        let theta = first / total;
        let [_, second] = self.sums(grid, |node| (node - theta) * (node - theta));
        let se = (second / total).sqrt().min(MAX_STANDARD_ERROR);
        let status = if self.responses == 0 {
            EstimateStatus::NoResponses
        } else if grid.cuts_off(self.end_weights(), total, se) {
            EstimateStatus::AtGridEnd
        } else {
            EstimateStatus::Converged
        };
        Estimate { theta, se, status }
    }

    /// The weights of the first node and the last.
    fn end_weights(&self) -> [f64; 2] {
        [0, self.mantissas.len() - 1].map(|node| self.mantissas[node] * self.scales[node])
    }

    /// The logarithm of the likelihood of the responses at a node.
    pub(crate) fn log_likelihood(&self, node: usize) -> f64 {
        self.mantissas[node].ln() + self.exponents[node] as f64 * LN_2
    }

    /// The weight of each node, up to a common factor: likelihood, prior and the weight of the quadrature.
    pub(super) fn weights(&self) -> impl Iterator<Item = f64> {
        self.mantissas.iter().zip(&self.scales).map(|(mantissa, scale)| mantissa * scale)
    }

    /// The node of the greatest weight, the first among equals.
    pub(super) fn best_node(&self) -> usize {
        let best = self
            .weights()
            .enumerate()
            .fold((0, 0.0), |best, (node, weight)| if weight > best.1 { (node, weight) } else { best });
        best.0
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimation::{Prior, Quadrature};
    use crate::metric::Metric;
    use crate::models::curve::Curve;

    /// Mean and standard deviation from logarithms that are summed for each node, and from the running product.
    fn check(grid: &Grid, answers: impl Iterator<Item = ([f64; 4], bool)>) {
        let mut posterior = Posterior::new(grid);
        let mut log_density = grid.log_weights.to_vec();
        for (parameters, is_right) in answers {
            let curve = ItemCurve::Dichotomous(Curve::new(Metric::LOGISTIC, parameters));
            let response = Response::from_correct(is_right);
            let mut columns = vec![0.0; 2 * grid.nodes.len()];
            curve.fill_probabilities(&grid.nodes, &mut columns);
            let column = columns.chunks_exact(grid.nodes.len()).nth(usize::from(is_right)).unwrap();
            posterior.observe(grid, &curve, response, column);
            for (density, theta) in log_density.iter_mut().zip(&grid.nodes) {
                *density += curve.log_likelihood(response, *theta);
            }
        }
        let highest = log_density.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = log_density.iter().map(|density| (density - highest).exp()).collect();
        let mean = |value: &dyn Fn(f64) -> f64| {
            let total: f64 = weights.iter().sum();
            weights.iter().zip(&grid.nodes).map(|(weight, theta)| weight * value(*theta)).sum::<f64>() / total
        };
        let theta = mean(&|theta| theta);
        let se = mean(&|node| (node - theta).powi(2)).sqrt();
        let found = posterior.estimate(grid);
        assert!((found.theta - theta).abs() <= 1e-10 && (found.se - se).abs() <= 1e-10, "{found:?}, not {theta}, {se}");
    }

    fn grid(prior: &Prior) -> Grid {
        Grid::new(Quadrature::default(), prior)
    }

    #[test]
    fn running_products_equal_sums_of_logarithms() {
        for prior in [Prior::default(), Prior::Uniform { lower: -2.0, upper: 3.0 }] {
            let item = |place: u32| [1.0 + f64::from(place % 5) / 3.0, f64::from(place % 17) / 4.0 - 2.0, 0.1, 1.0];
            check(&grid(&prior), (0..40).map(|place| (item(place), place % 3 != 0)));
        }
    }

    #[test]
    fn a_likelihood_that_has_all_but_vanished_at_a_node_comes_back() {
        let item = [2.0, -3.0, 0.0, 1.0];
        let right_then_wrong = (0..2000).map(|place| (item, place < 1000));
        check(&grid(&Prior::default()), right_then_wrong);
    }

    #[test]
    fn items_far_off_the_grid_contradict_each_other_without_underflow() {
        let answers =
            [([100.0, 50.0, 0.0, 1.0], true), ([100.0, -50.0, 0.0, 1.0], false), ([1.0, 0.3, 0.0, 1.0], true)];
        check(&grid(&Prior::default()), answers.into_iter());
    }

    #[test]
    fn a_prior_far_from_every_node_weighs_the_nearest() {
        check(&grid(&Prior::Normal { mean: 0.1, sd: 1e-3 }), [([1.0, 0.0, 0.0, 1.0], true)].into_iter());
    }
}
