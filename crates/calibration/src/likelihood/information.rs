//! The observed information: minus the second derivatives of the objective, exactly.
//!
//! By the identity of Louis (1982) it is the expected information of the complete data less the missing one, which is the
//! sum over examinees of the posterior covariance of the complete-data score. The score is a sum over items, so the products of
//! two items need no more than the expected counts of pairs of responses at the nodes.

use nalgebra::DMatrix;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::expectation::Expectation;
use super::posterior::LogRows;
use super::problem::Problem;
use super::score_rows::ScoreRows;
use super::scores::{Scores, dot};
use super::stored_posteriors::StoredPosteriors;
use crate::node_grid::LatentScores;

/// The information of the complete data with the curvature of the priors, and the part of it that is missing.
#[derive(Debug, Clone)]
pub(crate) struct Information {
    pub(crate) complete: DMatrix<f64>,
    pub(crate) missing: DMatrix<f64>,
}

/// How many patterns have their posteriors in memory at once.
const PATTERNS_AT_ONCE: usize = 1 << 15;
/// The columns of a panel of the matrix.
const PANEL: usize = 64;
/// The share of parameters that a pattern has, from which on products of whole matrices are faster.
const DENSE: f64 = 0.2;

/// The information at these values of the parameters, whose expected counts are given.
pub(crate) fn information(problem: &Problem, parameters: &[f64], expectation: &Expectation) -> Information {
    let blocks = problem.pair_blocks();
    let latent_scores = |plan: &super::problem::LatentPlan| {
        let LatentScores { mean, variance } = plan.latent(parameters).scores(problem.nodes());
        [(plan.mean, mean), (plan.variance, variance)]
            .into_iter()
            .filter_map(|(place, scores)| Some((place?, scores)))
            .collect()
    };
    let scores = Scores {
        problem,
        blocks,
        rows: ScoreRows::new(problem, blocks, parameters),
        latent: problem.latent.iter().map(latent_scores).collect(),
    };
    let log_rows = LogRows::new(problem, blocks, parameters);
    let mut missing = DMatrix::zeros(problem.size, problem.size);
    for (group, pair) in problem.patterns.group_starts.windows(2).enumerate() {
        for from in (pair[0]..pair[1]).step_by(PATTERNS_AT_ONCE) {
            let stored = StoredPosteriors::new(&scores, &log_rows, group, from..(from + PATTERNS_AT_ONCE).min(pair[1]));
            scores.add_second_moments(&stored, &mut missing);
            scores.subtract_means(&stored, &mut missing);
        }
        add_latent_moments(&scores.latent[group], &expectation.groups[group], &mut missing);
    }
    Information { complete: complete(problem, parameters, expectation), missing }
}

/// Minus the second derivatives of the expected complete-data log-likelihood and of the priors.
fn complete(problem: &Problem, parameters: &[f64], expectation: &Expectation) -> DMatrix<f64> {
    let mut matrix = DMatrix::zeros(problem.size, problem.size);
    let mut subtract = |places: &[usize], hessian: &[f64]| {
        for (row, one) in places.iter().enumerate() {
            for (column, other) in places.iter().enumerate() {
                matrix[(*one, *other)] -= hessian[row * places.len() + column];
            }
        }
    };
    for (item, counts) in problem.items.iter().zip(&expectation.items) {
        if !item.places.is_empty() {
            subtract(&item.places, &item.expected(parameters, problem.nodes(), counts).hessian);
        }
    }
    for term in &problem.priors {
        subtract(&term.places(), &term.log_density(parameters).hessian);
    }
    for (plan, counts) in problem.latent.iter().zip(&expectation.groups) {
        let [mm, mv, vv] = plan.latent(parameters).curvature(problem.nodes(), counts);
        match (plan.mean, plan.variance) {
            (Some(mean), Some(variance)) => subtract(&[mean, variance], &[mm, mv, mv, vv]),
            (Some(mean), None) => subtract(&[mean], &[mm]),
            (None, Some(variance)) => subtract(&[variance], &[vv]),
            (None, None) => {}
        }
    }
    matrix
}

fn add_latent_moments(latent: &[(usize, Vec<f64>)], counts: &[f64], missing: &mut DMatrix<f64>) {
    for (row, one) in latent {
        for (column, other) in latent {
            let product = one.iter().zip(other).zip(counts).map(|((one, other), count)| one * other * count);
            missing[(*row, *column)] += product.sum::<f64>();
        }
    }
}

impl Scores<'_> {
    /// Adds the posterior second moments of the score: a task for each block, with the blocks after it.
    fn add_second_moments(&self, stored: &StoredPosteriors, missing: &mut DMatrix<f64>) {
        let lists = stored.patterns_by_block(self.blocks);
        let panels: Vec<DMatrix<f64>> = (0..self.blocks.blocks.len())
            .into_par_iter()
            .map(|block| self.panel(block, &lists[block], stored))
            .collect();
        for (block, panel) in panels.iter().enumerate() {
            for (row, place) in self.rows.places[block].iter().enumerate() {
                for column in 0..self.problem.size {
                    missing[(*place, column)] += panel[(row, column)];
                    missing[(column, *place)] += panel[(row, column)];
                }
            }
        }
    }

    /// The products of the score of a block with half of itself, with the blocks after it and with the latent parameters.
    fn panel(&self, block: usize, list: &[(u32, u32)], stored: &StoredPosteriors) -> DMatrix<f64> {
        let places = &self.rows.places[block];
        let mut panel = DMatrix::zeros(places.len(), self.problem.size);
        if places.is_empty() || list.is_empty() {
            return panel;
        }
        let (own, nodes) = (self.blocks.blocks[block], self.problem.nodes().len());
        let after = own.first_row + own.rows;
        let later = self.blocks.rows() - after;
        let (mut counts, mut pairs) = (vec![0.0; own.rows * nodes], vec![0.0; own.rows * later * nodes]);
        for (pattern, position) in list {
            let (first, weights) = stored.weights(*pattern as usize);
            let rows = &self.blocks.rows_of(stored.start + *pattern as usize)[*position as usize..];
            let row = rows[0] as usize - own.first_row;
            add(&mut counts[row * nodes + first..], weights);
            let base = row * later;
            for other in &rows[1..] {
                add(&mut pairs[(base + *other as usize - after) * nodes + first..], weights);
            }
        }
        for row in 0..own.rows {
            let counts = &counts[row * nodes..][..nodes];
            self.add_within(own.first_row + row, counts, stored.group, &mut panel);
            self.add_across(own.first_row + row, &pairs[row * later * nodes..][..later * nodes], &mut panel);
        }
        panel
    }

    fn add_within(&self, row: usize, counts: &[f64], group: usize, panel: &mut DMatrix<f64>) {
        let places = self.rows.places_of_row(row);
        for one in 0..places.len() {
            let weighted: Vec<f64> =
                self.rows.of(row, one).iter().zip(counts).map(|(score, count)| score * count).collect();
            for (other, place) in places.iter().enumerate() {
                // Half, as the panel is added with its transpose.
                panel[(one, *place)] += 0.5 * dot(&weighted, self.rows.of(row, other));
            }
            for (place, scores) in &self.latent[group] {
                panel[(one, *place)] += dot(&weighted, scores);
            }
        }
    }

    fn add_across(&self, row: usize, pairs: &[f64], panel: &mut DMatrix<f64>) {
        let nodes = self.problem.nodes().len();
        let own = self.rows.block_of_row[row];
        let first = self.blocks.blocks[own].first_row + self.blocks.blocks[own].rows;
        let mut sums = vec![0.0; nodes];
        for block in own + 1..self.blocks.blocks.len() {
            let other = self.blocks.blocks[block];
            for (parameter, place) in self.rows.places[block].iter().enumerate() {
                sums.fill(0.0);
                for other_row in other.first_row..other.first_row + other.rows {
                    let counts = &pairs[(other_row - first) * nodes..][..nodes];
                    let scores = self.rows.of(other_row, parameter);
                    sums.iter_mut().zip(counts).zip(scores).for_each(|((sum, count), score)| *sum += count * score);
                }
                for one in 0..self.rows.places[own].len() {
                    panel[(one, *place)] += dot(&sums, self.rows.of(row, one));
                }
            }
        }
    }

    /// Subtracts the products of the posterior means of the score.
    fn subtract_means(&self, stored: &StoredPosteriors, missing: &mut DMatrix<f64>) {
        let size = self.problem.size;
        let shares = stored.mean_scores() as f64 / (stored.len() * size).max(1) as f64;
        let panels: Vec<usize> = (0..size).step_by(PANEL).collect();
        let products: Vec<DMatrix<f64>> = if shares > DENSE {
            let means = stored.dense_means(size);
            let transposed = means.transpose();
            let product = |from: usize| {
                let width = PANEL.min(size - from);
                let mut product = DMatrix::zeros(size - from, width);
                product.gemm(1.0, &means.rows(from, size - from), &transposed.columns(from, width), 0.0);
                product
            };
            panels.clone().into_par_iter().map(product).collect()
        } else {
            panels
                .clone()
                .into_par_iter()
                .map(|from| stored.sparse_products(from, PANEL.min(size - from), size))
                .collect()
        };
        for (from, product) in panels.into_iter().zip(products) {
            for column in 0..product.ncols() {
                for row in column..product.nrows() {
                    let value = product[(row, column)];
                    missing[(from + row, from + column)] -= value;
                    if row != column {
                        missing[(from + column, from + row)] -= value;
                    }
                }
            }
        }
    }
}

fn add(sums: &mut [f64], values: &[f64]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}
