//! The rules that end a test, and how they are taken together.

use std::time::Duration;

use super::classification::Classification;
use super::context::StoppingContext;
use super::custom_rule::CustomRule;
use super::reason::StopReason;
use crate::named_variants::named_variants;

named_variants! {
    /// How the criteria of a [`StoppingRule`] are taken together.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum Combination {
        /// `any`: the test is over as soon as one of them holds.
        #[default]
        Any => "any",
        /// `all`: the test is over when all of them hold after the same answer.
        All => "all",
    }
}

/// When a test is over; it is also over when the bank has no eligible item left.
///
/// Applied after each answer. The *criteria* (standard error to classification, and a rule of the embedding program)
/// count from `min_items` answers on, taken together by `combine`; the *limits* (`time_budget`, `max_items`) hold
/// always. The first in the order of [`StopReason::ALL`] that holds is the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct StoppingRule {
    /// The least number of items.
    pub min_items: u32,
    /// The greatest number of items; `None`: as many as the bank has.
    pub max_items: Option<u32>,
    /// The time after which no further item is shown; needs the elapsed time with each answer.
    pub time_budget: Option<Duration>,
    /// The standard error at or below which the test is over.
    pub standard_error: Option<f64>,
    /// The change of the estimate by an answer at or below which the test is over.
    pub theta_change: Option<f64>,
    /// The change of the standard error by an answer at or below which the test is over.
    pub standard_error_change: Option<f64>,
    /// The test is over when every eligible item has less information than this at the estimate.
    pub minimum_information: Option<f64>,
    /// The test is over when the examinee is classified.
    pub classification: Option<Classification>,
    /// How the criteria are taken together.
    pub combine: Combination,
}

impl StoppingRule {
    /// The reasons to stop that hold by themselves, each criterion on its own, in the order of [`StopReason::ALL`].
    ///
    /// Says nothing of `combine`, and of criteria only from `min_items` on.
    pub fn holding<'a>(&'a self, context: &'a StoppingContext<'a>) -> impl Iterator<Item = StopReason> + 'a {
        let criteria = self.criteria(context).filter_map(|(reason, holds)| holds.then_some(reason));
        criteria.filter(|_| self.criteria_count(context)).chain(self.limit(context))
    }

    /// The reason to stop, while the bank has items left.
    pub(crate) fn reason(&self, context: &StoppingContext<'_>, custom: Option<&CustomRule>) -> Option<StopReason> {
        let criterion = if self.criteria_count(context) { self.criterion(context, custom) } else { None };
        criterion.or_else(|| self.limit(context))
    }

    /// The limit that has been reached.
    pub(crate) fn limit(&self, context: &StoppingContext<'_>) -> Option<StopReason> {
        let is_late = self.time_budget.is_some_and(|budget| context.elapsed.is_some_and(|elapsed| elapsed >= budget));
        let is_long = self.max_items.is_some_and(|most| context.answered >= most as usize);
        is_late.then_some(StopReason::TimeBudget).or(is_long.then_some(StopReason::MaxItems))
    }

    fn criteria_count(&self, context: &StoppingContext<'_>) -> bool {
        context.answered >= self.min_items as usize
    }

    fn criterion(&self, context: &StoppingContext<'_>, custom: Option<&CustomRule>) -> Option<StopReason> {
        let custom = custom.into_iter().map(|rule| (StopReason::Custom, rule.holds(context)));
        let mut criteria = self.criteria(context).chain(custom);
        match self.combine {
            Combination::Any => criteria.find_map(|(reason, holds)| holds.then_some(reason)),
            Combination::All => {
                let (first, holds) = criteria.next()?;
                (holds && criteria.all(|(_, holds)| holds)).then_some(first)
            }
        }
    }

    /// The criteria that the rule has, and whether each holds; each is computed when the iterator reaches it.
    fn criteria<'a>(&'a self, context: &'a StoppingContext<'a>) -> impl Iterator<Item = (StopReason, bool)> + 'a {
        let before = context.previous;
        let changed_little = |threshold: f64, now: f64, before: Option<f64>| {
            before.is_some_and(|before| (now - before).abs() <= threshold)
        };
        let precise = self.standard_error.map(|threshold| (StopReason::StandardError, context.se <= threshold));
        let theta = self.theta_change.map(|threshold| {
            (StopReason::ThetaChange, changed_little(threshold, context.theta, before.map(|(theta, _)| theta)))
        });
        let error = self.standard_error_change.map(|threshold| {
            (StopReason::StandardErrorChange, changed_little(threshold, context.se, before.map(|(_, se)| se)))
        });
        let low_information = self
            .minimum_information
            .into_iter()
            .map(|threshold| (StopReason::MinimumInformation, (context.highest_information)() < threshold));
        let classified = self.classification.iter().map(|rule| (rule.method.reason(), rule.decides(context)));
        precise.into_iter().chain(theta).chain(error).chain(low_information).chain(classified)
    }
}
