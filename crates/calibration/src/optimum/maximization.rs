//! The M-step: the maximum of the expected complete-data log-likelihood and the log prior.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::ascent::maximise;
use super::clusters::{Cluster, Clusters};
use crate::kernel::SecondOrder;
use crate::likelihood::{Expectation, Problem};

/// The parameters after an M-step. The log-likelihood with the log prior never falls.
///
/// # Reference
/// Bock and Aitkin (1981).
pub(crate) fn em_step(
    problem: &Problem,
    clusters: &Clusters,
    parameters: &[f64],
    expectation: &Expectation,
) -> Vec<f64> {
    let of_clusters: Vec<Vec<f64>> =
        clusters.0.par_iter().map(|cluster| of_cluster(problem, cluster, parameters, expectation)).collect();
    let mut next = parameters.to_vec();
    for (cluster, values) in clusters.0.iter().zip(of_clusters) {
        cluster.places.iter().zip(values).for_each(|(place, value)| next[*place] = value);
    }
    let nodes = problem.nodes();
    for (plan, counts) in problem.latent.iter().zip(&expectation.groups) {
        let all: f64 = counts.iter().sum();
        if all == 0.0 {
            continue;
        }
        let average = |of: &dyn Fn(f64) -> f64| {
            nodes.iter().zip(counts).map(|(node, count)| count * of(*node)).sum::<f64>() / all
        };
        let mean = plan.mean.map_or(plan.fixed.mean, |place| {
            next[place] = average(&|node| node);
            next[place]
        });
        if let Some(place) = plan.variance {
            next[place] = average(&|node| (node - mean) * (node - mean));
        }
    }
    next
}

fn of_cluster(problem: &Problem, cluster: &Cluster, parameters: &[f64], expectation: &Expectation) -> Vec<f64> {
    let mut values: Vec<f64> = cluster.places.iter().map(|place| parameters[*place]).collect();
    maximise(&mut values, |values| evaluate(problem, cluster, (parameters, values), expectation));
    values
}

/// The expected log-likelihood of the items of a cluster and the log prior of their parameters.
fn evaluate(
    problem: &Problem,
    cluster: &Cluster,
    (parameters, values): (&[f64], &[f64]),
    expectation: &Expectation,
) -> SecondOrder {
    let mut all = parameters.to_vec();
    cluster.places.iter().zip(values).for_each(|(place, value)| all[*place] = *value);
    let mut sum = SecondOrder::zero(values.len());
    if !cluster.items.iter().all(|item| problem.items[*item].is_proper(&all)) {
        sum.value = f64::NEG_INFINITY;
        return sum;
    }
    for item in &cluster.items {
        let plan = &problem.items[*item];
        add(&mut sum, cluster, &plan.places, &plan.expected(&all, problem.nodes(), &expectation.items[*item]));
    }
    for term in &cluster.priors {
        let term = &problem.priors[*term];
        add(&mut sum, cluster, &term.places(), &term.log_density(&all));
    }
    sum
}

fn add(sum: &mut SecondOrder, cluster: &Cluster, places: &[usize], part: &SecondOrder) {
    let size = sum.gradient.len();
    let at = |place: &usize| cluster.places.binary_search(place).unwrap_or_default();
    sum.value += part.value;
    for (row, one) in places.iter().enumerate() {
        sum.gradient[at(one)] += part.gradient[row];
        for (column, other) in places.iter().enumerate() {
            sum.hessian[at(one) * size + at(other)] += part.hessian[row * places.len() + column];
        }
    }
}
