//! The expected variance of the posterior, and the item that has the least.

use std::sync::Arc;

use super::context::SelectionContext;
use super::node_sums::NodeMoments;
use super::node_table::Probabilities;
use super::node_weights::NodeWeighting;
use super::scratch::SelectionScratch;
use super::variance_bounds::VarianceBounds;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::models::MAX_CATEGORIES;

/// The expected variance (MEPV) of the posterior after an item's answer.
#[derive(Debug)]
pub(super) struct ExpectedVariance {
    pub(super) weighting: NodeWeighting,
    pub(super) probabilities: Arc<Probabilities>,
    pub(super) bounds: Arc<VarianceBounds>,
}

/// The expected variance (MEPV) of the posterior after an item's answer, each answer having the probability that the
/// posterior predicts: its mass after the answer, as a part of that before.
#[derive(Debug)]
pub(super) struct PredictedVariance {
    pub(super) weighting: NodeWeighting,
    pub(super) probabilities: Arc<Probabilities>,
}

impl PredictedVariance {
    /// Computes the moments of the posterior, and returns its mass.
    pub(super) fn prepare(&self, context: &SelectionContext<'_>, scratch: &mut SelectionScratch) -> f64 {
        prepare_moments(&self.weighting, context, scratch);
        let [mass, ..] = scratch.moments.totals();
        mass
    }

    pub(super) fn value(&self, moments: &NodeMoments, mass: f64, item: ItemIndex) -> f64 {
        let after = self.probabilities.item_values(item).map(|column| moments.mass_and_variance(column));
        after.map(|(left, variance)| left * variance).sum::<f64>() / mass
    }
}

/// Computes the moments of the posterior, which the values of all items are made from.
fn prepare_moments(weighting: &NodeWeighting, context: &SelectionContext<'_>, scratch: &mut SelectionScratch) {
    weighting.fill(context, &mut scratch.weights);
    scratch.moments.fill(&context.grid.nodes, &scratch.weights);
}

impl ExpectedVariance {
    /// Computes the moments of the posterior, which the values of all items are made from.
    pub(super) fn prepare(&self, context: &SelectionContext<'_>, scratch: &mut SelectionScratch) {
        prepare_moments(&self.weighting, context, scratch);
    }

    pub(super) fn value(&self, context: &SelectionContext<'_>, moments: &NodeMoments, item: ItemIndex) -> f64 {
        let mut buffer = [0.0; MAX_CATEGORIES as usize];
        let curve = context.bank.curve(item);
        let likely = &mut buffer[..curve.categories()];
        curve.fill_probabilities(&[context.theta], likely);
        let columns = self.probabilities.item_values(item);
        likely.iter().zip(columns).map(|(probability, column)| probability * moments.variance(column)).sum()
    }

    /// The item of the least value that is not excluded, the first among equals: the same as by a look at every value.
    ///
    /// The value of an item is computed only where its lower bound does not surpass the least value found before.
    pub(super) fn least(
        &self,
        context: &SelectionContext<'_>,
        excluded: &ItemSet,
        scratch: &mut SelectionScratch,
    ) -> Option<ItemIndex> {
        self.prepare(context, scratch);
        let SelectionScratch { values: bounds, moments, .. } = scratch;
        bounds.resize(context.bank.len(), 0.0);
        self.bounds.fill(context.theta, moments, bounds);
        let bound = |item: ItemIndex| bounds[item.as_usize()];
        // An item without a bound has NaN, which comes last here, and surpasses nothing below.
        let first = excluded.absent().min_by(|one, other| bound(*one).total_cmp(&bound(*other)))?;
        let mut least = (first, self.value(context, moments, first));
        for (place, item) in excluded.absent().enumerate().filter(|(_, item)| *item != first) {
            if context.is_given_up(place) {
                break;
            }
            if bound(item) > least.1 {
                continue;
            }
            let value = self.value(context, moments, item);
            if value < least.1 || (value == least.1 && item < least.0) {
                least = (item, value);
            }
        }
        Some(least.0)
    }
}
