//! How one design differs from another, both taken by the same examinees.

use serde::Serialize;

use crate::examinee_result::ExamineeResult;
use crate::moments::PairMoments;

/// How a design differs from the first that it is compared with: its measure minus that of the first.
///
/// The examinees and their answers are common to both, so that the Monte Carlo errors are those of paired differences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Of the mean error.
    pub bias: PairedDifference,
    /// Of the root of the mean squared error. The Monte Carlo error is that of the linear approximation
    /// `mean (e^2 / (2 RMSE) - f^2 / (2 RMSE_f))`, with `e` and `f` the errors under the two designs.
    pub rmse: PairedDifference,
    /// Of the mean absolute error.
    pub mae: PairedDifference,
    /// Of the mean standard error that the tests report.
    pub mean_standard_error: PairedDifference,
    /// Of the mean length.
    pub mean_length: PairedDifference,
    /// Of the share of the examinees whose estimate is in the right category; `None` unless both have cut scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correct: Option<PairedDifference>,
}

/// A difference of two means over the same examinees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PairedDifference {
    /// The difference.
    pub value: f64,
    /// Its Monte Carlo error, `sqrt(sum (d - mean d)^2 / (N (N - 1)))` with `d` the differences of the `N` examinees;
    /// `None` for a single one.
    pub standard_error: Option<f64>,
}

/// The sums that a difference is computed from; of each pair the first design comes first.
#[derive(Debug, Clone, Default)]
pub(crate) struct DifferenceAccumulator {
    error: PairMoments,
    squared_error: PairMoments,
    absolute_error: PairMoments,
    standard_error: PairMoments,
    length: PairMoments,
    correct: PairMoments,
}

/// A result, and whether its estimate is in the right category.
pub(crate) type ClassifiedResult<'a> = (&'a ExamineeResult, Option<bool>);

impl DifferenceAccumulator {
    pub(crate) fn add(
        &mut self,
        (first, first_correct): ClassifiedResult<'_>,
        (other, other_correct): ClassifiedResult<'_>,
    ) {
        let pair = |value: &dyn Fn(&ExamineeResult) -> f64| [value(first), value(other)];
        let error = |result: &ExamineeResult| result.estimate.theta - result.true_theta;
        self.error.add(pair(&error));
        self.squared_error.add(pair(&|result| error(result) * error(result)));
        self.absolute_error.add(pair(&|result| error(result).abs()));
        self.standard_error.add(pair(&|result| result.estimate.se));
        self.length.add(pair(&|result| result.items.len() as f64));
        if let (Some(first), Some(other)) = (first_correct, other_correct) {
            self.correct.add([first, other].map(|correct| f64::from(u8::from(correct))));
        }
    }

    pub(crate) fn difference(&self) -> Difference {
        Difference {
            bias: mean_difference(&self.error),
            rmse: self.rmse(),
            mae: mean_difference(&self.absolute_error),
            mean_standard_error: mean_difference(&self.standard_error),
            mean_length: mean_difference(&self.length),
            correct: self.correct.has_pairs().then(|| mean_difference(&self.correct)),
        }
    }

    fn rmse(&self) -> PairedDifference {
        let roots = self.squared_error.means().map(f64::sqrt);
        // An RMSE of 0 does not vary with the examinees: its slope does not matter.
        let slopes = roots.map(|root| if root > 0.0 { 0.5 / root } else { 0.0 });
        let standard_error = self.squared_error.error_of_mean([-slopes[0], slopes[1]]);
        PairedDifference { value: roots[1] - roots[0], standard_error }
    }
}

fn mean_difference(moments: &PairMoments) -> PairedDifference {
    let [first, other] = moments.means();
    PairedDifference { value: other - first, standard_error: moments.error_of_mean([-1.0, 1.0]) }
}

#[cfg(test)]
mod tests {
    use super::DifferenceAccumulator;
    use crate::examinee_result::ExamineeResult;
    use irt_core::{Estimate, EstimateStatus, ItemIndex};

    fn result(error: f64, se: f64, items: u32) -> ExamineeResult {
        ExamineeResult {
            true_theta: 1.0,
            estimate: Estimate { theta: 1.0 + error, se, status: EstimateStatus::Converged },
            items: (0..items).map(ItemIndex).collect(),
            ..ExamineeResult::blank()
        }
    }

    #[test]
    fn differences_are_those_of_the_pairs() {
        let mut accumulator = DifferenceAccumulator::default();
        accumulator.add((&result(0.5, 0.4, 10), None), (&result(0.25, 0.3, 12), None));
        accumulator.add((&result(-0.5, 0.4, 10), None), (&result(-0.25, 0.2, 16), None));
        accumulator.add((&result(0.5, 0.4, 10), None), (&result(0.25, 0.4, 11), None));
        let difference = accumulator.difference();
        // -0.25, 0.25, -0.25: mean -1/12, and the sum of squared deviations is 1/6.
        assert!((difference.bias.value + 1.0 / 12.0).abs() < 1e-15);
        assert!((difference.bias.standard_error.unwrap() - (1.0_f64 / 6.0 / 6.0).sqrt()).abs() < 1e-12);
        assert!((difference.rmse.value + 0.25).abs() < 1e-15);
        assert!(difference.rmse.standard_error.unwrap().abs() < 1e-12);
        assert!((difference.mae.value + 0.25).abs() < 1e-15);
        assert!((difference.mean_standard_error.value + 0.1).abs() < 1e-15);
        assert!((difference.mean_standard_error.standard_error.unwrap() - 0.1 / 3.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!((difference.mean_length.value, difference.correct), (3.0, None));
    }

    #[test]
    fn the_error_of_the_rmse_is_that_of_its_linear_part() {
        let mut accumulator = DifferenceAccumulator::default();
        let errors = [[1.0, 2.0], [2.0, 1.0], [0.5, 3.0], [1.5, 0.25]];
        for [first, other] in errors {
            accumulator.add((&result(first, 0.4, 1), None), (&result(other, 0.4, 1), None));
        }
        let root = |of: usize| (errors.iter().map(|pair| pair[of] * pair[of]).sum::<f64>() / 4.0).sqrt();
        let linear: Vec<f64> = errors.iter().map(|[e, f]| f * f / (2.0 * root(1)) - e * e / (2.0 * root(0))).collect();
        let mean = linear.iter().sum::<f64>() / 4.0;
        let expected = (linear.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 12.0).sqrt();
        let rmse = accumulator.difference().rmse;
        assert!((rmse.value - (root(1) - root(0))).abs() < 1e-12);
        assert!((rmse.standard_error.unwrap() - expected).abs() < 1e-12);
    }

    #[test]
    fn one_examinee_has_a_difference_without_an_error() {
        let mut accumulator = DifferenceAccumulator::default();
        accumulator.add((&result(0.5, 0.4, 10), None), (&result(0.25, 0.3, 12), None));
        assert_eq!(accumulator.difference().mean_length.standard_error, None);
    }

    #[test]
    fn the_share_of_right_categories_differs_by_the_examinees_of_one_design_alone() {
        let mut accumulator = DifferenceAccumulator::default();
        let any = result(0.5, 0.4, 10);
        for [first, other] in [[true, true], [false, true], [false, false], [false, true]] {
            accumulator.add((&any, Some(first)), (&any, Some(other)));
        }
        let correct = accumulator.difference().correct.unwrap();
        // 0, 1, 0, 1: mean 1/2, and the sum of squared deviations is 1.
        assert_eq!(correct.value, 0.5);
        assert!((correct.standard_error.unwrap() - (1.0_f64 / 12.0).sqrt()).abs() < 1e-12);
    }
}
