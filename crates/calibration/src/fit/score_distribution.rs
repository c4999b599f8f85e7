//! The distribution of the sum score given theta.

use super::tables::FitTables;

/// The probability of each sum of the categories of some items, score by score, in it node by node.
///
/// # Reference
/// Lord and Wingersky (1984).
pub(super) fn score_distribution(tables: &FitTables<'_>, items: &[usize]) -> Vec<f64> {
    let nodes = tables.nodes;
    let mut distribution = vec![1.0; nodes];
    for item in items {
        let curves = &tables.probabilities[*item];
        let categories = curves.len() / nodes;
        let scores = distribution.len() / nodes;
        let mut next = vec![0.0; (scores + categories - 1) * nodes];
        for (score, row) in distribution.chunks_exact(nodes).enumerate() {
            for (category, curve) in curves.chunks_exact(nodes).enumerate() {
                let sums = &mut next[(score + category) * nodes..][..nodes];
                sums.iter_mut().zip(row).zip(curve).for_each(|((sum, one), other)| *sum += one * other);
            }
        }
        distribution = next;
    }
    distribution
}
