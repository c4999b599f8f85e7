//! The posteriors of many patterns of one group, with the posterior means of their scores.

use std::ops::Range;

use nalgebra::DMatrix;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::posterior::{LogRows, Posterior};
use super::scores::{Scores, dot};
use crate::responses::Blocks;

/// The posteriors of a run of patterns, times the weights of the patterns.
pub(super) struct StoredPosteriors {
    pub(super) group: usize,
    /// The first pattern.
    pub(super) start: usize,
    parts: Vec<Part>,
}

/// As many patterns as a task computes.
struct Part {
    firsts: Vec<u32>,
    starts: Vec<usize>,
    weights: Vec<f64>,
    /// The places and values of the mean score of each pattern, by place; the square of a value has the weight of the pattern.
    mean_starts: Vec<usize>,
    means: Vec<(u32, f64)>,
}

const PATTERNS_OF_A_PART: usize = 1024;

impl StoredPosteriors {
    pub(super) fn new(scores: &Scores<'_>, log_rows: &LogRows, group: usize, patterns: Range<usize>) -> Self {
        let (start, end) = (patterns.start, patterns.end);
        let froms: Vec<usize> = patterns.step_by(PATTERNS_OF_A_PART).collect();
        let part = |from: usize| Part::new(scores, log_rows, group, from..(from + PATTERNS_OF_A_PART).min(end));
        Self { group, start, parts: froms.into_par_iter().map(part).collect() }
    }

    /// The number of patterns.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.firsts.len()).sum()
    }

    /// The number of elements of mean scores that are not 0 by design.
    pub(super) fn mean_scores(&self) -> usize {
        self.parts.iter().map(|part| part.means.len()).sum()
    }

    /// The first node with weight, and the weights from it on, of a pattern counted from the first.
    pub(super) fn weights(&self, pattern: usize) -> (usize, &[f64]) {
        let (part, place) = (&self.parts[pattern / PATTERNS_OF_A_PART], pattern % PATTERNS_OF_A_PART);
        (part.firsts[place] as usize, &part.weights[part.starts[place]..part.starts[place + 1]])
    }

    /// For each block, the patterns with a response to it, and the position of its sub-pattern among theirs.
    pub(super) fn patterns_by_block(&self, blocks: &Blocks) -> Vec<Vec<(u32, u32)>> {
        let mut block_of_row = Vec::with_capacity(blocks.rows());
        for (number, block) in blocks.blocks.iter().enumerate() {
            block_of_row.extend(std::iter::repeat_n(number, block.rows));
        }
        let mut lists = vec![Vec::new(); blocks.blocks.len()];
        for pattern in 0..self.len() {
            for (position, row) in blocks.rows_of(self.start + pattern).iter().enumerate() {
                lists[block_of_row[*row as usize]].push((pattern as u32, position as u32));
            }
        }
        lists
    }

    /// The mean scores, a column for each pattern.
    pub(super) fn dense_means(&self, size: usize) -> DMatrix<f64> {
        let mut matrix = DMatrix::zeros(size, self.len());
        let patterns =
            self.parts.iter().flat_map(|part| part.mean_starts.windows(2).map(|pair| &part.means[pair[0]..pair[1]]));
        for (pattern, means) in patterns.enumerate() {
            means.iter().for_each(|(place, value)| matrix[(*place as usize, pattern)] = *value);
        }
        matrix
    }

    /// The sums of products of mean scores: columns from a place on, and the rows from it on.
    pub(super) fn sparse_products(&self, from: usize, width: usize, size: usize) -> DMatrix<f64> {
        let mut products = DMatrix::zeros(size - from, width);
        for part in &self.parts {
            for pair in part.mean_starts.windows(2) {
                let means = &part.means[pair[0]..pair[1]];
                let begin = means.partition_point(|(place, _)| (*place as usize) < from);
                for (place, (column, value)) in means.iter().enumerate().skip(begin) {
                    let column = *column as usize - from;
                    if column >= width {
                        break;
                    }
                    let mut cells = products.column_mut(column);
                    means[place..].iter().for_each(|(row, other)| cells[*row as usize - from] += value * other);
                }
            }
        }
        products
    }
}

impl Part {
    fn new(scores: &Scores<'_>, log_rows: &LogRows, group: usize, patterns: Range<usize>) -> Self {
        let mut part =
            Self { firsts: Vec::new(), starts: vec![0], weights: Vec::new(), mean_starts: vec![0], means: Vec::new() };
        let mut posterior = Posterior::default();
        let mut sums = vec![0.0; scores.problem.size];
        let mut touched = Vec::new();
        for pattern in patterns {
            let (rows, weight) = (scores.blocks.rows_of(pattern), scores.problem.patterns.weights[pattern]);
            log_rows.posterior(group, rows, &mut posterior);
            part.add_means(scores, group, rows, (&posterior, weight.sqrt()), (&mut sums, &mut touched));
            part.firsts.push(posterior.first as u32);
            part.weights.extend(posterior.weights.iter().map(|value| value * weight));
            part.starts.push(part.weights.len());
        }
        part
    }

    fn add_means(
        &mut self,
        scores: &Scores<'_>,
        group: usize,
        rows: &[u32],
        (posterior, scale): (&Posterior, f64),
        (sums, touched): (&mut [f64], &mut Vec<usize>),
    ) {
        let range = posterior.first..posterior.first + posterior.weights.len();
        for row in rows {
            for (parameter, place) in scores.rows.places_of_row(*row as usize).iter().enumerate() {
                sums[*place] += dot(&scores.rows.of(*row as usize, parameter)[range.clone()], &posterior.weights);
                touched.push(*place);
            }
        }
        for (place, values) in &scores.latent[group] {
            sums[*place] += dot(&values[range.clone()], &posterior.weights);
            touched.push(*place);
        }
        touched.sort_unstable();
        touched.dedup();
        for place in touched.drain(..) {
            self.means.push((place as u32, scale * sums[place]));
            sums[place] = 0.0;
        }
        self.mean_starts.push(self.means.len());
    }
}
