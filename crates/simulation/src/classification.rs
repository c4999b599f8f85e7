//! How often the estimates are in the right category of cut scores.

use irt_core::{ExpectedClassification, StopReason};
use serde::Serialize;

use crate::examinee_result::ExamineeResult;

/// How far from a cut score, in units of theta, an examinee's true ability counts as near it.
pub const NEAR_CUT: f64 = 0.25;

/// How often the estimates are in the right category.
///
/// Cut scores divide the scale into categories, the lowest first; an ability on a cut score belongs to the category
/// above. The true category is that of the true ability, the other that of the final estimate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassificationAccuracy {
    /// The cut scores, ascending.
    pub cuts: Vec<f64>,
    /// The share of the examinees whose estimate is in the right category.
    pub correct: f64,
    /// The share that the standard errors promise: the mean probability of the estimate's category, the errors being
    /// normal. Rudner (2001).
    pub expected_accuracy: f64,
    /// The share of the examinees who would get the same category from a second test, as far as the standard errors tell:
    /// the mean of the sum of the squared probabilities of the categories. Lee, Hanson and Brennan (2002).
    pub expected_consistency: f64,
    /// Cohen's (1960) kappa, the agreement beyond chance: `(p - e) / (1 - e)`, with `p` the share `correct` and `e` the sum
    /// over the categories of the share of true abilities in it times the share of estimates in it; `None` when all are in
    /// one category.
    pub kappa: Option<f64>,
    /// How many examinees of each true category (rows) have an estimate in each category (columns).
    pub table: Vec<Vec<u64>>,
    /// The decisions at each cut score separately.
    pub by_cut: Vec<CutAccuracy>,
    /// The share of the tests that ended because the design's classification rule had decided.
    pub decided: f64,
    /// The share of these with the right category; `None` where there are none.
    pub correct_when_decided: Option<f64>,
}

/// The decisions between below and above at one cut score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CutAccuracy {
    /// The cut score.
    pub cut: f64,
    /// The share of the examinees whose estimate is on the right side.
    pub correct: f64,
    /// The share of those truly below whose estimate is above; `None` where no examinee is below.
    pub false_positive: Option<f64>,
    /// The share of those truly above whose estimate is below; `None` where no examinee is above.
    pub false_negative: Option<f64>,
    /// The share on the right side that the standard errors promise.
    pub expected_accuracy: f64,
    /// The share who would come to the same side in a second test, as far as the standard errors tell.
    pub expected_consistency: f64,
    /// How many true abilities are within [`NEAR_CUT`] of the cut score.
    pub examinees_near: u64,
    /// The conditional standard error: the root mean square of the reported standard errors of these examinees; `None`
    /// where there are none.
    pub standard_error: Option<f64>,
    /// The root mean squared error of their estimates.
    pub rmse: Option<f64>,
}

/// Counts the true and the estimated categories.
#[derive(Debug, Clone)]
pub(crate) struct ClassificationCounts {
    cuts: Box<[f64]>,
    /// The table row by row.
    counts: Box<[u64]>,
    decided: u64,
    decided_correctly: u64,
    expected: ExpectedClassification,
    near: Box<[NearCut]>,
}

/// Sums over the examinees near a cut score.
#[derive(Debug, Clone, Copy, Default)]
struct NearCut {
    examinees: u64,
    squared_standard_error: f64,
    squared_error: f64,
}

impl ClassificationCounts {
    /// `None` without cut scores.
    pub(crate) fn new(cuts: &[f64]) -> Option<Self> {
        let categories = cuts.len() + 1;
        let counts = vec![0; categories * categories].into();
        let (expected, near) = (ExpectedClassification::new(cuts), vec![NearCut::default(); cuts.len()].into());
        let cuts = cuts.into();
        (categories > 1).then_some(Self { cuts, counts, decided: 0, decided_correctly: 0, expected, near })
    }

    pub(crate) fn add(&mut self, result: &ExamineeResult) {
        let (truth, estimated) = (self.category(result.true_theta), self.category(result.estimate.theta));
        self.counts[truth * self.categories() + estimated] += 1;
        self.expected.add(result.estimate.ability());
        for (near, cut) in self.near.iter_mut().zip(&self.cuts) {
            near.add(result, *cut);
        }
        if matches!(result.stop_reason, StopReason::ConfidenceInterval | StopReason::Sprt | StopReason::Glr) {
            self.decided += 1;
            self.decided_correctly += u64::from(truth == estimated);
        }
    }

    /// Whether the estimate is in the right category.
    pub(crate) fn is_correct(&self, result: &ExamineeResult) -> bool {
        self.category(result.true_theta) == self.category(result.estimate.theta)
    }

    pub(crate) fn accuracy(&self) -> ClassificationAccuracy {
        let categories = self.categories();
        let total = self.count(|_, _| true);
        let correct = share(self.count(|truth, estimated| truth == estimated), total).unwrap_or(0.0);
        ClassificationAccuracy {
            cuts: self.cuts.to_vec(),
            correct,
            expected_accuracy: self.expected.accuracy().unwrap_or(0.0),
            expected_consistency: self.expected.consistency().unwrap_or(0.0),
            kappa: self.kappa(correct, total),
            table: self.counts.chunks(categories).map(<[u64]>::to_vec).collect(),
            by_cut: (0..self.cuts.len()).map(|cut| self.cut_accuracy(cut, total)).collect(),
            decided: share(self.decided, total).unwrap_or(0.0),
            correct_when_decided: share(self.decided_correctly, self.decided),
        }
    }

    fn cut_accuracy(&self, cut: usize, total: u64) -> CutAccuracy {
        // A category is below the cut score of the same number, and those beyond.
        let below = |category: usize| category <= cut;
        let [expected_accuracy, expected_consistency] = self.expected.at_cut(cut).unwrap_or_default();
        let near = self.near[cut];
        CutAccuracy {
            cut: self.cuts[cut],
            correct: share(self.count(|truth, estimated| below(truth) == below(estimated)), total).unwrap_or(0.0),
            false_positive: share(
                self.count(|truth, estimated| below(truth) && !below(estimated)),
                self.count(|truth, _| below(truth)),
            ),
            false_negative: share(
                self.count(|truth, estimated| !below(truth) && below(estimated)),
                self.count(|truth, _| !below(truth)),
            ),
            expected_accuracy,
            expected_consistency,
            examinees_near: near.examinees,
            standard_error: near.root_mean(near.squared_standard_error),
            rmse: near.root_mean(near.squared_error),
        }
    }

    fn kappa(&self, correct: f64, total: u64) -> Option<f64> {
        let by_chance = |category| {
            let truly = share(self.count(|truth, _| truth == category), total)?;
            Some(truly * share(self.count(|_, estimated| estimated == category), total)?)
        };
        let chance: f64 = (0..self.categories()).filter_map(by_chance).sum();
        (chance < 1.0).then(|| (correct - chance) / (1.0 - chance))
    }

    /// The number of examinees whose true and estimated categories meet a condition.
    fn count(&self, cell: impl Fn(usize, usize) -> bool) -> u64 {
        let categories = self.categories();
        let cells = self.counts.iter().enumerate();
        cells.filter(|(place, _)| cell(place / categories, place % categories)).map(|(_, count)| count).sum()
    }

    fn category(&self, theta: f64) -> usize {
        self.cuts.partition_point(|cut| *cut <= theta)
    }

    const fn categories(&self) -> usize {
        self.cuts.len() + 1
    }
}

impl NearCut {
    fn add(&mut self, result: &ExamineeResult, cut: f64) {
        if (result.true_theta - cut).abs() <= NEAR_CUT {
            self.examinees += 1;
            self.squared_standard_error += result.estimate.se.powi(2);
            self.squared_error += (result.estimate.theta - result.true_theta).powi(2);
        }
    }

    fn root_mean(&self, sum: f64) -> Option<f64> {
        (self.examinees > 0).then(|| (sum / self.examinees as f64).sqrt())
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::ClassificationCounts;
    use crate::examinee_result::ExamineeResult;
    use irt_core::{Estimate, EstimateStatus, StopReason};

    fn accuracy(cuts: &[f64], results: &[(f64, f64, StopReason)]) -> super::ClassificationAccuracy {
        let mut counts = ClassificationCounts::new(cuts).unwrap();
        for (true_theta, theta, stop_reason) in results {
            counts.add(&ExamineeResult {
                true_theta: *true_theta,
                estimate: Estimate { theta: *theta, se: 0.3, status: EstimateStatus::Converged },
                stop_reason: *stop_reason,
                ..ExamineeResult::blank()
            });
        }
        counts.accuracy()
    }

    #[test]
    fn one_cut_score_has_false_positives_and_negatives() {
        let end = StopReason::MaxItems;
        let results = [(-1.0, -0.5, end), (-0.2, 0.1, end), (-0.1, -0.2, end), (0.5, 0.4, end), (0.2, -0.3, end)];
        let accuracy = accuracy(&[0.0], &results);
        assert_eq!(accuracy.table, [vec![2, 1], vec![1, 1]]);
        assert!((accuracy.correct - 0.6).abs() < 1e-15);
        let cut = accuracy.by_cut[0];
        assert_eq!((cut.false_positive, cut.false_negative), (Some(1.0 / 3.0), Some(0.5)));
        // Chance agreement is 0.6 * 0.6 + 0.4 * 0.4.
        assert!((accuracy.kappa.unwrap() - (0.6 - 0.52) / 0.48).abs() < 1e-12);
        assert_eq!((accuracy.decided, accuracy.correct_when_decided), (0.0, None));
    }

    #[test]
    fn an_ability_on_a_cut_score_belongs_above() {
        let accuracy = accuracy(&[0.0], &[(0.0, 0.0, StopReason::MaxItems)]);
        assert_eq!(accuracy.table, [vec![0, 0], vec![0, 1]]);
        assert_eq!((accuracy.by_cut[0].false_positive, accuracy.kappa), (None, None));
    }

    #[test]
    fn several_cut_scores_have_common_and_separate_measures() {
        let end = StopReason::MaxItems;
        let accuracy = accuracy(&[-1.0, 1.0], &[(-2.0, 2.0, end), (0.0, 0.5, end), (2.0, 0.0, end), (1.5, 1.2, end)]);
        assert_eq!(accuracy.table, [vec![0, 0, 1], vec![0, 1, 0], vec![0, 1, 1]]);
        assert_eq!((accuracy.correct, accuracy.by_cut[0].correct, accuracy.by_cut[1].correct), (0.5, 0.75, 0.5));
        assert_eq!(accuracy.by_cut[1].false_negative, Some(0.5));
    }

    #[test]
    fn decisions_of_the_test_itself_are_counted() {
        let results = [(1.0, 0.5, StopReason::Sprt), (1.0, -0.5, StopReason::Glr), (1.0, 0.5, StopReason::MaxItems)];
        let accuracy = accuracy(&[0.0], &results);
        assert!((accuracy.decided - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(accuracy.correct_when_decided, Some(0.5));
    }

    /// mpmath 1.4.1, `ncdf`: 0.2 above a cut score with a standard error of 0.3, and 1 below it.
    #[test]
    fn what_the_standard_errors_promise_stands_beside_what_comes_true() {
        let end = StopReason::MaxItems;
        let accuracy = accuracy(&[0.0], &[(-0.2, 0.2, end), (-1.0, -1.0, end)]);
        assert_eq!(accuracy.correct, 0.5);
        let (first, second) = (0.7475074624530771, 0.9995709396668032);
        assert!((accuracy.expected_accuracy - 0.5 * (first + second)).abs() < 1e-14, "{accuracy:?}");
        let same = |p: f64| p * p + (1.0 - p) * (1.0 - p);
        assert!((accuracy.expected_consistency - 0.5 * (same(first) + same(second))).abs() < 1e-14);
        let cut = accuracy.by_cut[0];
        assert_eq!((cut.expected_accuracy, cut.examinees_near), (accuracy.expected_accuracy, 1));
        assert!((cut.standard_error.unwrap() - 0.3).abs() < 1e-15 && (cut.rmse.unwrap() - 0.4).abs() < 1e-15);
    }

    #[test]
    fn without_cut_scores_there_is_no_classification() {
        assert!(ClassificationCounts::new(&[]).is_none());
    }
}
