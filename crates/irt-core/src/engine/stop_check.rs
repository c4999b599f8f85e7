//! Whether the test is over after an answer.

use std::time::Duration;

use super::adaptive_engine::AdaptiveEngine;
use crate::estimation::{Estimate, EstimateStatus};
use crate::stopping::{StopReason, StoppingContext};

impl AdaptiveEngine {
    /// The reason to stop now, the estimate before the last answer being `before`.
    ///
    /// Inside a testlet only the limits count. An answer that is not scored changes no estimate, and estimates at a
    /// bound stay there, so neither counts as a change.
    pub(super) fn reason_to_stop(&self, before: Estimate, elapsed: Option<Duration>) -> Option<StopReason> {
        let (items, responses) = self.answers.scored();
        let is_scored = self.answers.items().last() == items.last();
        let has_moved = |estimate: Estimate| estimate.status == EstimateStatus::Converged;
        let previous = (is_scored && has_moved(before) && has_moved(self.interim)).then_some((before.theta, before.se));
        let test = &self.test;
        let context = StoppingContext {
            answered: self.answers.items().len(),
            theta: self.interim.theta,
            se: self.interim.se,
            previous,
            elapsed,
            highest_information: &|| {
                test.index().highest_information(test.bank(), self.interim.theta, self.eligibility.blocked())
            },
            log_likelihood: &|theta| test.scorer().log_likelihood(items, responses, theta),
            most_likely_theta: &|| test.scorer().most_likely_theta(items, responses),
        };
        if self.is_testlet_open() { test.design().stopping_rule().limit(&context) } else { test.stop_reason(&context) }
    }
}
