//! The derivatives of the log-likelihoods of sub-patterns in the estimated parameters.

use super::problem::Problem;
use crate::responses::Blocks;

/// For each sub-pattern, the derivatives of its log-likelihood at the nodes in the parameters of its block.
pub(super) struct ScoreRows {
    nodes: usize,
    /// The places of the parameters of each block.
    pub(super) places: Vec<Vec<usize>>,
    pub(super) block_of_row: Vec<usize>,
    starts: Vec<usize>,
    values: Vec<f64>,
}

impl ScoreRows {
    pub(super) fn new(problem: &Problem, blocks: &Blocks, parameters: &[f64]) -> Self {
        let nodes = problem.nodes().len();
        let mut rows = Self {
            nodes,
            places: Vec::new(),
            block_of_row: Vec::with_capacity(blocks.rows()),
            starts: Vec::with_capacity(blocks.rows()),
            values: Vec::new(),
        };
        for (number, block) in blocks.blocks.iter().enumerate() {
            let items = block.first_item..block.first_item + block.items;
            let scores: Vec<Vec<f64>> =
                items.clone().map(|item| problem.items[item].scores(parameters, problem.nodes())).collect();
            let mut places: Vec<usize> = items.flat_map(|item| problem.items[item].places.iter().copied()).collect();
            places.sort_unstable();
            places.dedup();
            for row in block.first_row..block.first_row + block.rows {
                rows.block_of_row.push(number);
                rows.starts.push(rows.values.len());
                rows.add_row(problem, blocks, (row, &places), (block.first_item, &scores));
            }
            rows.places.push(places);
        }
        rows
    }

    fn add_row(
        &mut self,
        problem: &Problem,
        blocks: &Blocks,
        (row, places): (usize, &[usize]),
        (first_item, scores): (usize, &[Vec<f64>]),
    ) {
        let start = self.values.len();
        self.values.resize(start + places.len() * self.nodes, 0.0);
        for entry in blocks.entries_of_row(row) {
            let item = &problem.items[entry.item()];
            let size = item.places.len();
            for (local, place) in item.places.iter().enumerate() {
                let Ok(to) = places.binary_search(place) else { continue };
                let from = (usize::from(entry.category()) * size + local) * self.nodes;
                let scores = &scores[entry.item() - first_item][from..from + self.nodes];
                let sums = &mut self.values[start + to * self.nodes..][..self.nodes];
                sums.iter_mut().zip(scores).for_each(|(sum, score)| *sum += score);
            }
        }
    }

    /// The derivatives of a sub-pattern in one of the parameters of its block.
    pub(super) fn of(&self, row: usize, parameter: usize) -> &[f64] {
        &self.values[self.starts[row] + parameter * self.nodes..][..self.nodes]
    }

    /// The places of the parameters of a sub-pattern.
    pub(super) fn places_of_row(&self, row: usize) -> &[usize] {
        &self.places[self.block_of_row[row]]
    }
}
