//! When a test is over.

mod classification;
mod custom;
mod normal_quantile;
mod reason;

pub use classification::{Classification, ClassificationMethod};
pub(crate) use custom::CustomRule;
pub use normal_quantile::normal_quantile;
pub use reason::StopReason;

use std::fmt;
use std::time::Duration;

/// How the criteria of a [`StoppingRule`] are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Combination {
    /// `any`: the test is over as soon as one of them holds.
    #[default]
    Any,
    /// `all`: the test is over when all of them hold after the same answer.
    All,
}

/// When a test is over; it is also over when the bank has no eligible item left.
///
/// Looked at after each answer. The *criteria* (standard error to classification, and a rule of the embedding program)
/// count from `min_items` answers on, taken together by `combine`; the *limits* (`time_budget`, `max_items`) hold
/// always. The first in the order of [`StopReason::ALL`] that holds is told.
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

/// Where a test stands, for its stopping rule.
#[derive(Clone, Copy)]
pub struct Progress<'a> {
    /// How many items have been answered.
    pub answered: usize,
    /// The interim estimate.
    pub theta: f64,
    /// Its standard error.
    pub se: f64,
    /// Estimate and standard error before the last answer.
    pub previous: Option<(f64, f64)>,
    /// The time since the test began, as the caller has told it.
    pub elapsed: Option<Duration>,
    /// The information at the estimate of the best eligible item, looked up where a rule asks for it.
    pub highest_information: &'a dyn Fn() -> f64,
    /// The log-likelihood of the scored answers at an ability.
    pub log_likelihood: &'a dyn Fn(f64) -> f64,
    /// The maximum likelihood estimate, looked up where a rule asks for it.
    pub most_likely_theta: &'a dyn Fn() -> f64,
}

impl StoppingRule {
    /// The reasons to stop that hold by themselves, each criterion on its own, in the order of [`StopReason::ALL`].
    ///
    /// Says nothing of `combine`, and of criteria only from `min_items` on.
    pub fn holding<'a>(&'a self, progress: &'a Progress<'a>) -> impl Iterator<Item = StopReason> + 'a {
        let criteria = self.criteria(progress).filter_map(|(reason, holds)| holds.then_some(reason));
        criteria.filter(|_| self.criteria_count(progress)).chain(self.limit(progress))
    }

    /// The reason to stop, while the bank has items left.
    pub(crate) fn reason(&self, progress: &Progress<'_>, custom: Option<&CustomRule>) -> Option<StopReason> {
        let criterion = if self.criteria_count(progress) { self.criterion(progress, custom) } else { None };
        criterion.or_else(|| self.limit(progress))
    }

    /// The limit that has been reached.
    pub(crate) fn limit(&self, progress: &Progress<'_>) -> Option<StopReason> {
        let is_late = self.time_budget.is_some_and(|budget| progress.elapsed.is_some_and(|elapsed| elapsed >= budget));
        let is_long = self.max_items.is_some_and(|most| progress.answered >= most as usize);
        is_late.then_some(StopReason::TimeBudget).or(is_long.then_some(StopReason::MaxItems))
    }

    fn criteria_count(&self, progress: &Progress<'_>) -> bool {
        progress.answered >= self.min_items as usize
    }

    fn criterion(&self, progress: &Progress<'_>, custom: Option<&CustomRule>) -> Option<StopReason> {
        let custom = custom.into_iter().map(|rule| (StopReason::Custom, rule.holds(progress)));
        let mut criteria = self.criteria(progress).chain(custom);
        match self.combine {
            Combination::Any => criteria.find_map(|(reason, holds)| holds.then_some(reason)),
            Combination::All => {
                let (first, holds) = criteria.next()?;
                (holds && criteria.all(|(_, holds)| holds)).then_some(first)
            }
        }
    }

    /// The criteria that the rule has, and whether each holds; one is looked at when the iterator comes to it.
    fn criteria<'a>(&'a self, progress: &'a Progress<'a>) -> impl Iterator<Item = (StopReason, bool)> + 'a {
        let before = progress.previous;
        let settled = |threshold: f64, now: f64, before: Option<f64>| {
            before.is_some_and(|before| (now - before).abs() <= threshold)
        };
        let precise = self.standard_error.map(|threshold| (StopReason::StandardError, progress.se <= threshold));
        let theta = self.theta_change.map(|threshold| {
            (StopReason::ThetaChange, settled(threshold, progress.theta, before.map(|(theta, _)| theta)))
        });
        let error = self.standard_error_change.map(|threshold| {
            (StopReason::StandardErrorChange, settled(threshold, progress.se, before.map(|(_, se)| se)))
        });
        let barren = self
            .minimum_information
            .into_iter()
            .map(|threshold| (StopReason::MinimumInformation, (progress.highest_information)() < threshold));
        let classified = self.classification.iter().map(|rule| (rule.method.reason(), rule.decides(progress)));
        precise.into_iter().chain(theta).chain(error).chain(barren).chain(classified)
    }
}

impl fmt::Debug for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { answered, theta, se, previous, elapsed, .. } = self;
        f.debug_struct("Progress")
            .field("answered", answered)
            .field("theta", theta)
            .field("se", se)
            .field("previous", previous)
            .field("elapsed", elapsed)
            .finish_non_exhaustive()
    }
}
