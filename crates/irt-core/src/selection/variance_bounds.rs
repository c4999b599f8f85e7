//! Lower bounds of the expected variance of the posterior, at a fraction of its cost.
//!
//! For a right answer to a dichotomous item three sums over the nodes are needed, and those for a wrong answer are what
//! they leave of the whole. Here the sums are taken in single precision, for several items at a time, and the variance is
//! bounded by what their rounding may be. The probability of a right answer, which weighs the two variances, lies between
//! those at the two nodes around the ability.

use super::node_sums::NodeMoments;
use super::node_table::Probabilities;
use crate::bank::ItemBank;

/// How many items are bounded at a time.
const ITEMS: usize = 8;
/// The rounding of a number in single precision.
const UNIT: f64 = 1.0 / (1 << 24) as f64;
/// Roundings besides those of the additions: of weights, probabilities, products, and some to spare.
const SPARE_ROUNDINGS: usize = 16;
/// What numbers below the normal range may add to a sum.
const LEAST: f64 = 1e-36;
/// The relative rounding of sums in double precision, with much to spare.
const EXACT: f64 = 1e-11;

/// The probabilities of a right answer to each dichotomous item at the nodes, in single precision.
///
/// Takes `4 * nodes` bytes an item.
#[derive(Debug)]
pub(crate) struct VarianceBounds {
    nodes: Box<[f64]>,
    /// For each block of [`ITEMS`] items the probabilities at each node; NaN in the place of a polytomous item.
    blocks: Box<[[f32; ITEMS]]>,
}

/// The sums of the weights times the powers 0, 1 and 2 of the distance from the posterior mean, and how far a sum of them
/// in single precision may be from it, relative to the sum of its absolute terms.
struct Sums {
    whole: [f64; 3],
    rounding: f64,
    /// The spread of the posterior, which balances the parts of the bound of a first moment.
    spread: f64,
}

impl VarianceBounds {
    pub(super) fn memory_bytes(&self) -> usize {
        size_of_val(&*self.nodes) + size_of_val(&*self.blocks)
    }

    pub(super) fn new(bank: &ItemBank, nodes: &[f64], probabilities: &Probabilities) -> Self {
        let mut blocks = vec![[f32::NAN; ITEMS]; bank.len().div_ceil(ITEMS) * nodes.len()];
        for item in bank.items().filter(|item| item.four_pl().is_some()).map(|item| item.index) {
            let (block, lane) = (item.as_usize() / ITEMS, item.as_usize() % ITEMS);
            let column = probabilities.of_highest_category(item);
            for (place, probability) in blocks[block * nodes.len()..].iter_mut().zip(column) {
                place[lane] = *probability as f32;
            }
        }
        Self { nodes: nodes.into(), blocks: blocks.into() }
    }

    /// Writes a lower bound of the value of each item, NaN where there is none.
    pub(super) fn fill(&self, theta: f64, moments: &NodeMoments, bounds: &mut [f64]) {
        let whole = moments.totals();
        let rounding = UNIT * (self.nodes.len() + SPARE_ROUNDINGS) as f64;
        let sums = Sums { whole, rounding, spread: (whole[2] / whole[0]).sqrt() };
        let (first, single) = moments.in_single_precision();
        let after = self.nodes.partition_point(|node| *node < theta);
        for (block, bounds) in self.blocks.chunks_exact(self.nodes.len()).zip(bounds.chunks_mut(ITEMS)) {
            let mut lanes = [[0.0_f32; ITEMS]; 3];
            for (probabilities, weights) in block[first..].iter().zip(single) {
                for (lanes, weight) in lanes.iter_mut().zip(weights) {
                    for lane in 0..ITEMS {
                        lanes[lane] += weight * probabilities[lane];
                    }
                }
            }
            let [below, above] = around(block, after);
            for (lane, bound) in bounds.iter_mut().enumerate() {
                let right = [0, 1, 2].map(|power| f64::from(lanes[power][lane]));
                *bound = sums.bound(right, [f64::from(below[lane]), f64::from(above[lane])]);
            }
        }
    }
}

/// The probabilities at the nodes before and after an ability; 0 and 1 beyond the ends of the grid.
fn around(block: &[[f32; ITEMS]], after: usize) -> [[f32; ITEMS]; 2] {
    let before = after.checked_sub(1).and_then(|before| block.get(before));
    [before.copied().unwrap_or([0.0; ITEMS]), block.get(after).copied().unwrap_or([1.0; ITEMS])]
}

impl Sums {
    /// A lower bound of the expected variance: given the sums for a right answer, and its least and greatest probability.
    fn bound(&self, right: [f64; 3], [least, greatest]: [f64; 2]) -> f64 {
        let [mass, first, second] = right;
        if mass.is_nan() {
            return f64::NAN;
        }
        let wrong = [self.whole[0] - mass, self.whole[1] - first, self.whole[2] - second];
        // By the inequality of Cauchy and Schwarz the terms of a first moment sum to at most the root of the product of
        // the other two, and that is at most this mean.
        let mean = |mass: f64, second: f64| 0.5 * (mass * self.spread + second / self.spread);
        let single = [mass, mean(mass, second), second].map(|terms| self.rounding * terms + LEAST);
        let exact = [self.whole[0], mean(self.whole[0], self.whole[2]), self.whole[2]].map(|terms| EXACT * terms);
        let both = [0, 1, 2].map(|power| single[power] + exact[power]);
        let (right, wrong) = (least_variance(right, single), least_variance(wrong, both));
        let expected = |probability: f64| probability * right + (1.0 - probability) * wrong;
        let [least, greatest] = [least * (1.0 - 2.0 * UNIT), (greatest * (1.0 + 2.0 * UNIT)).min(1.0)];
        expected(least).min(expected(greatest)) * (1.0 - EXACT)
    }
}

/// The least variance of a distribution whose sums are known up to their errors.
#[inline]
fn least_variance([mass, first, second]: [f64; 3], errors: [f64; 3]) -> f64 {
    let least_mass = mass - errors[0];
    if least_mass <= 0.0 {
        return 0.0;
    }
    let mean = (first.abs() + errors[1]) / least_mass;
    ((second - errors[2]) / (mass + errors[0]) - mean * mean).max(0.0)
}
