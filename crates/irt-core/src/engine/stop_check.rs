//! Whether the test is over after an answer.

use std::time::Duration;

use super::AdaptiveEngine;
use crate::selection::highest_information;
use crate::stopping::Progress;
use crate::{Estimate, EstimateStatus, Estimator, StopReason};

impl AdaptiveEngine {
    /// The reason to stop now, the estimate before the last answer being `before`.
    ///
    /// Inside a testlet only the limits count. An answer that is not scored changes no estimate, and estimates at a
    /// bound stay there, so neither is looked at for a change.
    pub(super) fn reason_to_stop(&self, before: Estimate, elapsed: Option<Duration>) -> Option<StopReason> {
        let (items, responses) = self.scored();
        let is_scored = self.items.last() == items.last();
        let has_moved = |estimate: Estimate| estimate.status == EstimateStatus::Converged;
        let previous = (is_scored && has_moved(before) && has_moved(self.interim)).then_some((before.theta, before.se));
        let test = &self.test;
        let progress = Progress {
            answered: self.items.len(),
            theta: self.interim.theta,
            se: self.interim.se,
            previous,
            elapsed,
            highest_information: &|| highest_information(test, self.interim.theta, &self.blocked),
            log_likelihood: &|theta| test.log_likelihood(items, responses, theta),
            most_likely_theta: &|| test.estimate_checked(Estimator::Mle, items, responses).theta,
        };
        if self.is_testlet_open() {
            test.design().stopping_rule().limit(&progress)
        } else {
            test.stop_reason(&progress)
        }
    }
}
