//! The posterior weights of the nodes given a response pattern.

use super::problem::Problem;
use crate::responses::Blocks;

/// Log weights this far below the highest add nothing to a sum in double precision.
const NEGLIGIBLE: f64 = 40.0;

/// The log-likelihoods of all sub-patterns at the nodes, and the log weights of the nodes for each group.
pub(crate) struct LogRows {
    pub(crate) nodes: usize,
    rows: Vec<f64>,
    log_weights: Vec<Vec<f64>>,
}

/// The posterior weights of the nodes from `first` on; those of the others are 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Posterior {
    pub(crate) log_likelihood: f64,
    pub(crate) first: usize,
    pub(crate) weights: Vec<f64>,
    sums: Vec<f64>,
}

impl LogRows {
    /// The rows at these values of the parameters.
    pub(crate) fn new(problem: &Problem, blocks: &Blocks, parameters: &[f64]) -> Self {
        let nodes = problem.nodes();
        let count = nodes.len();
        let (mut starts, mut by_category) = (Vec::with_capacity(problem.items.len()), Vec::new());
        for item in &problem.items {
            starts.push(by_category.len());
            by_category.resize(by_category.len() + item.kernel.categories * count, 0.0);
            let from = starts[starts.len() - 1];
            item.kernel.log_probabilities(&item.core(parameters), nodes, &mut by_category[from..]);
        }
        let mut rows = vec![0.0; blocks.rows() * count];
        for (row, sums) in rows.chunks_exact_mut(count).enumerate() {
            for entry in blocks.entries_of_row(row) {
                let start = starts[entry.item()] + usize::from(entry.category()) * count;
                sums.iter_mut().zip(&by_category[start..start + count]).for_each(|(sum, value)| *sum += value);
            }
        }
        let log_weights = problem.latent.iter().map(|plan| plan.latent(parameters).log_weights(nodes)).collect();
        Self { nodes: count, rows, log_weights }
    }

    fn row(&self, row: u32) -> &[f64] {
        &self.rows[row as usize * self.nodes..][..self.nodes]
    }

    /// Computes the posterior of a pattern of a group with these sub-patterns.
    pub(crate) fn posterior(&self, group: usize, rows: &[u32], posterior: &mut Posterior) {
        let sums = &mut posterior.sums;
        sums.clear();
        sums.extend_from_slice(&self.log_weights[group]);
        let mut fours = rows.chunks_exact(4);
        for four in fours.by_ref() {
            let [a, b, c, d] = [four[0], four[1], four[2], four[3]].map(|row| self.row(row));
            for ((((sum, a), b), c), d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *sum += (a + b) + (c + d);
            }
        }
        for row in fours.remainder() {
            sums.iter_mut().zip(self.row(*row)).for_each(|(sum, value)| *sum += value);
        }
        posterior.normalise();
    }
}

impl Posterior {
    /// Turns the sums of logarithms into weights.
    fn normalise(&mut self) {
        let highest =
            self.sums.iter().copied().fold(f64::NEG_INFINITY, |high, sum| if sum > high { sum } else { high });
        let matters = |sum: &f64| *sum > highest - NEGLIGIBLE;
        let first = self.sums.iter().position(matters).unwrap_or(0);
        let end = self.sums.iter().rposition(matters).map_or(self.sums.len(), |last| last + 1);
        self.first = first;
        self.weights.clear();
        self.weights.extend(self.sums[first..end].iter().map(|sum| (sum - highest).exp()));
        let total: f64 = self.weights.iter().sum();
        let scale = 1.0 / total;
        self.weights.iter_mut().for_each(|weight| *weight *= scale);
        self.log_likelihood = highest + total.ln();
    }

    /// Mean and standard deviation.
    #[cfg(test)]
    pub(crate) fn moments(&self, nodes: &[f64]) -> [f64; 2] {
        let nodes = &nodes[self.first..self.first + self.weights.len()];
        let mean: f64 = self.weights.iter().zip(nodes).map(|(weight, node)| weight * node).sum();
        let square = |(weight, node): (&f64, &f64)| weight * (node - mean) * (node - mean);
        [mean, self.weights.iter().zip(nodes).map(square).sum::<f64>().sqrt()]
    }
}
