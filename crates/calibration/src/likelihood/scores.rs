//! What the passes over the patterns share.

use super::problem::Problem;
use super::score_rows::ScoreRows;
use crate::responses::Blocks;

/// The derivatives that the passes need, computed once.
pub(super) struct Scores<'a> {
    pub(super) problem: &'a Problem,
    pub(super) blocks: &'a Blocks,
    pub(super) rows: ScoreRows,
    /// The derivatives in the latent parameters that are estimated, for each group, with their places.
    pub(super) latent: Vec<Vec<(usize, Vec<f64>)>>,
}

/// The sum of products, in four sums side by side.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (ones, others) = (one.chunks_exact(4), other.chunks_exact(4));
    let rest: f64 = ones.remainder().iter().zip(others.remainder()).map(|(one, other)| one * other).sum();
    for (one, other) in ones.zip(others) {
        for lane in 0..4 {
            sums[lane] += one[lane] * other[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
