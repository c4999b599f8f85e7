//! The E-step: the marginal log-likelihood and the expected counts.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::posterior::{LogRows, Posterior};
use super::problem::Problem;

/// The expected counts given the responses.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expectation {
    pub(crate) log_likelihood: f64,
    /// For each item, category by category, the expected number of examinees at the nodes.
    pub(crate) items: Vec<Vec<f64>>,
    /// For each group, the expected number of examinees at the nodes.
    pub(crate) groups: Vec<Vec<f64>>,
}

/// The objective at some values of the parameters: log-likelihood and log prior, with the gradient of their sum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Evaluation {
    pub(crate) log_likelihood: f64,
    pub(crate) log_prior: f64,
    pub(crate) gradient: Vec<f64>,
    pub(crate) expectation: Expectation,
}

/// The counts of a run of patterns of one group.
struct ChunkCounts {
    group: usize,
    log_likelihood: f64,
    rows: Vec<f64>,
    nodes: Vec<f64>,
}

/// The fewest patterns of a run.
const FEWEST_OF_A_RUN: usize = 512;
/// The most numbers that the counts of all runs take.
const MOST_NUMBERS: usize = 1 << 23;
/// The most runs.
const MOST_RUNS: usize = 64;

impl Expectation {
    /// The E-step at these values of the parameters.
    pub(crate) fn new(problem: &Problem, parameters: &[f64]) -> Self {
        let log_rows = LogRows::new(problem, &problem.blocks, parameters);
        let runs: Vec<ChunkCounts> =
            runs(problem).into_par_iter().map(|(group, from, to)| count(problem, &log_rows, group, from..to)).collect();
        let count = problem.nodes().len();
        let mut sum = Self {
            log_likelihood: 0.0,
            items: empty_counts(problem),
            groups: vec![vec![0.0; count]; problem.latent.len()],
        };
        let mut rows = vec![0.0; problem.blocks.rows() * count];
        // In the order of the runs, which does not depend on the number of threads.
        for run in runs {
            sum.log_likelihood += run.log_likelihood;
            add(&mut rows, &run.rows);
            add(&mut sum.groups[run.group], &run.nodes);
        }
        for (row, counts) in rows.chunks_exact(count).enumerate() {
            for entry in problem.blocks.entries_of_row(row) {
                let start = usize::from(entry.category()) * count;
                add(&mut sum.items[entry.item()][start..start + count], counts);
            }
        }
        sum
    }
}

impl Evaluation {
    /// The objective and its gradient at these values of the parameters.
    pub(crate) fn new(problem: &Problem, parameters: &[f64]) -> Self {
        let expectation = Expectation::new(problem, parameters);
        let nodes = problem.nodes();
        let mut gradient = vec![0.0; problem.size];
        for (item, counts) in problem.items.iter().zip(&expectation.items) {
            if !item.places.is_empty() {
                let of_item = item.expected(parameters, nodes, counts).gradient;
                item.places.iter().zip(of_item).for_each(|(place, slope)| gradient[*place] += slope);
            }
        }
        for (plan, counts) in problem.latent.iter().zip(&expectation.groups) {
            let scores = plan.latent(parameters).scores(nodes);
            for (place, scores) in [(plan.mean, &scores.mean), (plan.variance, &scores.variance)] {
                if let Some(place) = place {
                    gradient[place] += counts.iter().zip(scores).map(|(count, score)| count * score).sum::<f64>();
                }
            }
        }
        let log_prior = problem.add_priors(parameters, &mut gradient);
        Self { log_likelihood: expectation.log_likelihood, log_prior, gradient, expectation }
    }

    /// What is maximised.
    pub(crate) fn objective(&self) -> f64 {
        self.log_likelihood + self.log_prior
    }

    /// The largest element of the gradient, without its sign.
    pub(crate) fn gradient_max(&self) -> f64 {
        self.gradient.iter().fold(0.0, |highest: f64, slope| highest.max(slope.abs()))
    }
}

fn empty_counts(problem: &Problem) -> Vec<Vec<f64>> {
    let count = problem.nodes().len();
    problem.items.iter().map(|item| vec![0.0; item.kernel.categories * count]).collect()
}

fn add(sums: &mut [f64], values: &[f64]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

/// Runs of patterns, each of one group. They depend on the data alone.
fn runs(problem: &Problem) -> Vec<(usize, usize, usize)> {
    let patterns = problem.patterns.len();
    let most = (MOST_NUMBERS / (problem.blocks.rows() * problem.nodes().len()).max(1)).clamp(4, MOST_RUNS);
    let length = patterns.div_ceil(most).max(FEWEST_OF_A_RUN);
    let starts = &problem.patterns.group_starts;
    let of_group = |group: usize| {
        let (start, end) = (starts[group], starts[group + 1]);
        (start..end).step_by(length).map(move |from| (group, from, (from + length).min(end)))
    };
    (0..problem.patterns.groups()).flat_map(of_group).collect()
}

fn count(problem: &Problem, log_rows: &LogRows, group: usize, patterns: std::ops::Range<usize>) -> ChunkCounts {
    let nodes = log_rows.nodes;
    let mut counts = ChunkCounts {
        group,
        log_likelihood: 0.0,
        rows: vec![0.0; problem.blocks.rows() * nodes],
        nodes: vec![0.0; nodes],
    };
    let mut posterior = Posterior::default();
    for pattern in patterns {
        let (rows, weight) = (problem.blocks.rows_of(pattern), problem.patterns.weights[pattern]);
        log_rows.posterior(group, rows, &mut posterior);
        counts.log_likelihood += weight * posterior.log_likelihood;
        if weight != 1.0 {
            posterior.weights.iter_mut().for_each(|value| *value *= weight);
        }
        add(&mut counts.nodes[posterior.first..], &posterior.weights);
        for row in rows {
            add(&mut counts.rows[*row as usize * nodes + posterior.first..], &posterior.weights);
        }
    }
    counts
}
