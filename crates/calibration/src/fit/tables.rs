//! What all measures of fit need: the curves of the items at the nodes, and the abilities of the examinees.

use irt_core::{ItemModel, Metric};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::node_grid::{Latent, NodeGrid};
use crate::responses::ResponseTable;

/// Items at the nodes of a quadrature, with the responses to them.
#[derive(Debug)]
pub struct FitTables<'a> {
    pub(super) responses: &'a ResponseTable,
    /// The items; `None` where an item has no model, whose responses do not count.
    pub(super) items: &'a [Option<ItemModel>],
    /// The weights of the nodes in each group.
    pub(super) weights: Vec<Vec<f64>>,
    /// For each item, category by category, the probabilities at the nodes.
    pub(super) probabilities: Vec<Vec<f64>>,
    /// The expected abilities (EAP) of the examinees; `None` without a response.
    pub(super) thetas: Vec<Option<f64>>,
    pub(super) nodes: usize,
}

impl<'a> FitTables<'a> {
    /// The tables of items, in the order of the responses, under normal distributions of theta, given by mean and standard
    /// deviation for each group. Groups beyond them have the first.
    #[must_use]
    pub fn new(
        responses: &'a ResponseTable,
        items: &'a [Option<ItemModel>],
        grid: &NodeGrid,
        latent: &[(f64, f64)],
    ) -> Self {
        let nodes = grid.nodes();
        let probabilities: Vec<Vec<f64>> = items.iter().map(|item| curves(item.as_ref(), nodes)).collect();
        let logs: Vec<Vec<f64>> = probabilities.iter().map(|item| item.iter().map(|p| p.ln()).collect()).collect();
        let first = latent.first().copied().unwrap_or((0.0, 1.0));
        let log_weights = |group: usize| {
            let (mean, sd) = latent.get(group).copied().unwrap_or(first);
            Latent { mean, variance: sd * sd }.log_weights(nodes)
        };
        let log_weights: Vec<Vec<f64>> = (0..responses.groups()).map(log_weights).collect();
        let theta = |examinee: usize| {
            let mut sums = log_weights[usize::from(responses.group_of(examinee))].clone();
            let mut answered = false;
            for (item, category) in responses.row(examinee).filter(|(item, _)| items[*item].is_some()) {
                answered = true;
                let row = &logs[item][usize::from(category) * nodes.len()..][..nodes.len()];
                sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
            }
            answered.then(|| mean(&sums, nodes))
        };
        let thetas = (0..responses.examinees()).into_par_iter().map(theta).collect();
        let weights = log_weights.iter().map(|row| row.iter().map(|value| value.exp()).collect()).collect();
        Self { responses, items, weights, probabilities, thetas, nodes: nodes.len() }
    }

    /// The expected ability (EAP) of each examinee on the quadrature; `None` without a response.
    #[must_use]
    pub fn thetas(&self) -> &[Option<f64>] {
        &self.thetas
    }
}

/// The probabilities of the categories at the nodes, category by category.
fn curves(item: Option<&ItemModel>, nodes: &[f64]) -> Vec<f64> {
    let Some(item) = item else { return Vec::new() };
    let categories = usize::from(item.categories());
    let (mut all, mut room) = (vec![0.0; categories * nodes.len()], vec![0.0; categories]);
    for (place, node) in nodes.iter().enumerate() {
        item.category_probabilities(*node, Metric::LOGISTIC, &mut room);
        room.iter().enumerate().for_each(|(category, p)| all[category * nodes.len() + place] = *p);
    }
    all
}

/// The mean of the nodes with the weights whose logarithms, less a constant, these are.
fn mean(logs: &[f64], nodes: &[f64]) -> f64 {
    let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut sum, mut total) = (0.0, 0.0);
    for (log, node) in logs.iter().zip(nodes) {
        let weight = (log - highest).exp();
        sum += weight * node;
        total += weight;
    }
    sum / total
}
