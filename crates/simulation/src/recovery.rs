//! The sums that the recovery of abilities is computed from.

use crate::examinee_result::ExamineeResult;
use crate::moments::PairMoments;
use crate::summary::Recovery;

/// The sums of the errors of some examinees.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecoveryAccumulator {
    count: u64,
    error: f64,
    squared_error: f64,
    absolute_error: f64,
    standard_error: f64,
    covered: u64,
    abilities: PairMoments,
}

impl RecoveryAccumulator {
    /// Adds a result. Its interval has this half-width in standard errors.
    pub(crate) fn add(&mut self, result: &ExamineeResult, half_width: f64) {
        let error = result.estimate.theta - result.true_theta;
        self.count += 1;
        self.error += error;
        self.squared_error += error * error;
        self.absolute_error += error.abs();
        self.standard_error += result.estimate.se;
        self.covered += u64::from(error.abs() <= half_width * result.estimate.se);
        self.abilities.add([result.true_theta, result.estimate.theta]);
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
