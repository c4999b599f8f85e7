//! A criterion with the tables that it reads.

use std::sync::Arc;

use super::answers_to_come::AnswersToCome;
use super::context::SelectionContext;
use super::criterion::{Criterion, NodeValue};
use super::node_table::{Informations, LogProbabilities, Probabilities};
use super::node_tables::NodeTables;
use super::node_weights::{NodeWeighting, WeightParts};
use super::posterior_variance::{ExpectedVariance, PredictedVariance};
use super::scratch::SelectionScratch;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;

/// A [`Criterion`] that can be evaluated for the items of one bank.
#[derive(Debug)]
pub(super) enum PreparedCriterion {
    Information,
    AtTheta(fn(&SelectionContext<'_>, ItemIndex) -> f64),
    AfterAnswer(fn(&SelectionContext<'_>, &mut AnswersToCome, ItemIndex) -> f64),
    OverInformations(OverNodes<Informations>),
    OverLogProbabilities(OverNodes<LogProbabilities>),
    OverProbabilities(OverNodes<Probabilities>),
    ExpectedVariance(ExpectedVariance),
    PredictedVariance(PredictedVariance),
}

/// An integral over the nodes.
#[derive(Debug)]
pub(super) struct OverNodes<Table> {
    weighting: NodeWeighting,
    table: Arc<Table>,
    value: NodeValue<Table>,
}

impl PreparedCriterion {
    pub(super) fn new(criterion: Criterion, tables: &NodeTables) -> Self {
        let weighting = |parts: WeightParts| NodeWeighting { parts, likelihood: tables.log_probabilities() };
        match criterion {
            Criterion::Information => Self::Information,
            Criterion::AtTheta(value) => Self::AtTheta(value),
            Criterion::AfterAnswer(value) => Self::AfterAnswer(value),
            Criterion::OverInformations(parts, value) => {
                Self::OverInformations(OverNodes { weighting: weighting(parts), table: tables.informations(), value })
            }
            Criterion::OverLogProbabilities(parts, value) => Self::OverLogProbabilities(OverNodes {
                weighting: weighting(parts),
                table: tables.log_probabilities(),
                value,
            }),
            Criterion::OverProbabilities(parts, value) => {
                Self::OverProbabilities(OverNodes { weighting: weighting(parts), table: tables.probabilities(), value })
            }
            Criterion::ExpectedVariance(parts) => Self::ExpectedVariance(ExpectedVariance {
                weighting: weighting(parts),
                probabilities: tables.probabilities(),
                bounds: tables.variance_bounds(),
            }),
            Criterion::PredictedVariance(parts) => Self::PredictedVariance(PredictedVariance {
                weighting: weighting(parts),
                probabilities: tables.probabilities(),
            }),
        }
    }

    /// Writes the value of every item that is not excluded.
    pub(super) fn evaluate(&self, context: &SelectionContext<'_>, excluded: &ItemSet, scratch: &mut SelectionScratch) {
        scratch.values.resize(context.bank.len(), 0.0);
        match self {
            Self::Information => fill(context, &mut scratch.values, excluded, |item| context.information(item)),
            Self::AtTheta(value) => fill(context, &mut scratch.values, excluded, |item| value(context, item)),
            Self::AfterAnswer(value) => {
                let SelectionScratch { values, answers, .. } = scratch;
                answers.fill(context);
                fill(context, values, excluded, |item| value(context, answers, item));
            }
            Self::OverInformations(integral) => integral.evaluate(context, excluded, scratch),
            Self::OverLogProbabilities(integral) => integral.evaluate(context, excluded, scratch),
            Self::OverProbabilities(integral) => integral.evaluate(context, excluded, scratch),
            Self::ExpectedVariance(variance) => {
                variance.prepare(context, scratch);
                let SelectionScratch { values, moments, .. } = scratch;
                fill(context, values, excluded, |item| variance.value(context, moments, item));
            }
            Self::PredictedVariance(variance) => {
                let mass = variance.prepare(context, scratch);
                let SelectionScratch { values, moments, .. } = scratch;
                fill(context, values, excluded, |item| variance.value(moments, mass, item));
            }
        }
    }

    /// What the values of [`evaluate`](Self::evaluate) are to be multiplied by to be those of the formula.
    pub(super) fn scale(&self, context: &SelectionContext<'_>, scratch: &SelectionScratch) -> f64 {
        match self {
            Self::OverInformations(integral) => integral.weighting.scale(context, &scratch.weights),
            Self::OverLogProbabilities(integral) => integral.weighting.scale(context, &scratch.weights),
            Self::OverProbabilities(integral) => integral.weighting.scale(context, &scratch.weights),
            Self::Information
            | Self::AtTheta(_)
            | Self::AfterAnswer(_)
            | Self::ExpectedVariance(_)
            | Self::PredictedVariance(_) => 1.0,
        }
    }
}

impl<Table> OverNodes<Table> {
    fn evaluate(&self, context: &SelectionContext<'_>, excluded: &ItemSet, scratch: &mut SelectionScratch) {
        let SelectionScratch { values, weights, .. } = scratch;
        self.weighting.fill(context, weights);
        fill(context, values, excluded, |item| (self.value)(context, weights, &self.table, item));
    }
}

/// Writes the value of every item that is not excluded, until the choice is given up.
fn fill(
    context: &SelectionContext<'_>,
    values: &mut [f64],
    excluded: &ItemSet,
    mut value: impl FnMut(ItemIndex) -> f64,
) {
    for (place, item) in excluded.absent().enumerate() {
        if context.is_given_up(place) {
            return;
        }
        values[item.as_usize()] = value(item);
    }
}
