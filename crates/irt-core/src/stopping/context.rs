//! What a stopping rule looks at.

use std::fmt;
use std::time::Duration;

/// Where a test stands, for its stopping rule.
#[derive(Clone, Copy)]
pub struct StoppingContext<'a> {
    /// How many items have been answered.
    pub answered: usize,
    /// The interim estimate.
    pub theta: f64,
    /// Its standard error.
    pub se: f64,
    /// Estimate and standard error before the last answer.
    pub previous: Option<(f64, f64)>,
    /// The time since the test began, as the caller gives it.
    pub elapsed: Option<Duration>,
    /// The information at the estimate of the best eligible item, computed where a rule asks for it.
    pub highest_information: &'a dyn Fn() -> f64,
    /// The log-likelihood of the scored answers at an ability.
    pub log_likelihood: &'a dyn Fn(f64) -> f64,
    /// The maximum likelihood estimate, computed where a rule asks for it.
    pub most_likely_theta: &'a dyn Fn() -> f64,
}

impl fmt::Debug for StoppingContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { answered, theta, se, previous, elapsed, .. } = self;
        f.debug_struct("StoppingContext")
            .field("answered", answered)
            .field("theta", theta)
            .field("se", se)
            .field("previous", previous)
            .field("elapsed", elapsed)
            .finish_non_exhaustive()
    }
}
