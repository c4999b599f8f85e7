//! The sums that the recovery of abilities is computed from.

use crate::moments::PairMoments;
use crate::{Recovery, Sitting};

/// The sums of the errors of some examinees.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecoveryTally {
    count: u64,
    error: f64,
    squared_error: f64,
    absolute_error: f64,
    standard_error: f64,
    covered: u64,
    abilities: PairMoments,
}

impl RecoveryTally {
    /// Takes in a sitting, whose interval reaches so many standard errors to both sides.
    pub(crate) fn add(&mut self, sitting: &Sitting, half_width: f64) {
        let error = sitting.estimate.theta - sitting.true_theta;
        self.count += 1;
        self.error += error;
        self.squared_error += error * error;
        self.absolute_error += error.abs();
        self.standard_error += sitting.estimate.se;
        self.covered += u64::from(error.abs() <= half_width * sitting.estimate.se);
        self.abilities.add([sitting.true_theta, sitting.estimate.theta]);
    }

    pub(crate) const fn examinees(&self) -> u64 {
        self.count
    }

    pub(crate) const fn mean_theta(&self) -> f64 {
        self.abilities.first_mean()
    }

    pub(crate) fn recovery(&self) -> Recovery {
        let count = self.count.max(1) as f64;
        let (bias, mean_square) = (self.error / count, self.squared_error / count);
        let variance = (mean_square - bias * bias).max(0.0);
        Recovery {
            bias,
            bias_standard_error: (self.count > 1).then(|| (variance / (count - 1.0)).sqrt()),
            rmse: mean_square.sqrt(),
            mae: self.absolute_error / count,
            correlation: self.abilities.correlation(),
            mean_standard_error: self.standard_error / count,
            coverage: self.covered as f64 / count,
        }
    }
}
