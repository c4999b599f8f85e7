//! What the completed sessions of exam types came to, and how their items did.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use persistence::{AnswerSums, ExamTypeId, ItemSums};

use crate::tally::Tally;

/// The widths of the ranges in which thetas and standard errors are counted.
const THETA_WIDTH: f64 = 0.1;
const SE_WIDTH: f64 = 0.01;

/// What the completed sessions of some exam type versions came to. Sessions whose results do not count are left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// How many sessions of each exam type version there are.
    pub sessions_by_exam_type: BTreeMap<ExamTypeId, u64>,
    /// How many items they have answered or left out, by that number.
    pub lengths: BTreeMap<u64, u64>,
    /// Their final thetas.
    pub thetas: Tally,
    /// The standard errors of these.
    pub standard_errors: Tally,
    /// How many ended for each reason.
    pub end_reasons: BTreeMap<&'static str, u64>,
    /// When they began to be counted.
    pub counted_at: SystemTime,
    /// How long it took to count them.
    pub took: Duration,
    /// The sums over the answers to each item that was shown, by its place in the bank.
    items: BTreeMap<u32, ItemSums>,
}

/// How an item did.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ItemStatistics {
    /// How many sessions had it, with those that left it out or were too slow for it.
    pub shown: u64,
    /// How many answered it in time.
    pub answered: u64,
    /// The share of the sessions that had it; `None` without a session.
    pub exposure: Option<f64>,
    /// The mean score as a share of the highest, which is the proportion correct of an item that is right or wrong; `None` without
    /// an answer.
    pub mean_score: Option<f64>,
    /// The point-biserial correlation of the score with the final theta of the session, which the item itself is a part of: Pearson's
    /// correlation. `None` where either does not vary.
    ///
    /// An adaptive test gives each examinee items near their ability, so that correlations are lower than in a test of fixed items
    /// (restriction of range); items are to be compared with each other.
    pub point_biserial: Option<f64>,
}

impl Statistics {
    /// No session, counted from this time on.
    pub(crate) const fn new(counted_at: SystemTime) -> Self {
        Self {
            sessions_by_exam_type: BTreeMap::new(),
            lengths: BTreeMap::new(),
            thetas: Tally::new(THETA_WIDTH),
            standard_errors: Tally::new(SE_WIDTH),
            end_reasons: BTreeMap::new(),
            counted_at,
            took: Duration::ZERO,
            items: BTreeMap::new(),
        }
    }

    /// Counts further sessions of an exam type version.
    pub(crate) fn add(&mut self, exam_type: ExamTypeId, sums: AnswerSums) {
        *self.sessions_by_exam_type.entry(exam_type).or_default() += sums.sessions.len() as u64;
        for session in sums.sessions {
            self.thetas.add(session.ability.theta);
            self.standard_errors.add(session.ability.se);
            *self.lengths.entry(session.items).or_default() += 1;
            *self.end_reasons.entry(session.reason.as_str()).or_default() += 1;
        }
        for sums in sums.items {
            self.items.entry(sums.item).or_insert(ItemSums { item: sums.item, ..ItemSums::default() }).add(&sums);
        }
    }

    /// How many sessions there are.
    #[must_use]
    pub fn sessions(&self) -> u64 {
        self.sessions_by_exam_type.values().sum()
    }

    /// The mean number of items; `None` without a session.
    #[must_use]
    pub fn mean_length(&self) -> Option<f64> {
        let items: f64 = self.lengths.iter().map(|(length, sessions)| *length as f64 * *sessions as f64).sum();
        (self.sessions() > 0).then(|| items / self.sessions() as f64)
    }

    /// How many different items were shown.
    #[must_use]
    pub fn items_used(&self) -> usize {
        self.items.len()
    }

    /// How the item at this place of the bank did, which has this number of categories.
    #[must_use]
    pub fn item(&self, place: u32, categories: u8) -> ItemStatistics {
        let of = self.items.get(&place).map(|sums| ItemStatistics::of(sums, categories)).unwrap_or_default();
        let exposure = (self.sessions() > 0).then(|| of.shown as f64 / self.sessions() as f64);
        ItemStatistics { exposure, ..of }
    }
}

impl ItemStatistics {
    /// The statistics of an item with this number of categories, without its exposure.
    fn of(sums: &ItemSums, categories: u8) -> Self {
        let highest = f64::from(categories.max(2) - 1);
        let mean_score = (sums.answered > 0).then(|| sums.response as f64 / sums.answered as f64 / highest);
        Self {
            shown: sums.shown,
            answered: sums.answered,
            exposure: None,
            mean_score,
            point_biserial: correlation(sums),
        }
    }
}

/// How small a sum of squared deviations is, as a part of the sum of squares, that rounding alone can have left of equal values.
const ROUNDING: f64 = 1e-12;

/// Pearson's correlation of score and theta: `(n Σxy - Σx Σy) / sqrt((n Σxx - (Σx)²) (n Σyy - (Σy)²))`.
fn correlation(sums: &ItemSums) -> Option<f64> {
    let n = sums.answered as f64;
    let (x, xx) = (sums.response as f64, sums.response_squared as f64);
    let deviations = |sum: f64, squares: f64| {
        let spread = n * squares - sum * sum;
        (spread > ROUNDING * n * squares).then_some(spread)
    };
    let (of_x, of_y) = (deviations(x, xx)?, deviations(sums.theta, sums.theta_squared)?);
    let correlation = (n * sums.response_theta - x * sums.theta) / (of_x.sqrt() * of_y.sqrt());
    correlation.is_finite().then(|| correlation.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(answers: &[(u8, f64)]) -> ItemSums {
        let mut sums = ItemSums::default();
        for (x, y) in answers {
            let response = u64::from(*x);
            let x = f64::from(*x);
            sums.add(&ItemSums {
                item: 0,
                shown: 1,
                answered: 1,
                response,
                response_squared: response * response,
                theta: *y,
                theta_squared: y * y,
                response_theta: x * y,
            });
        }
        sums
    }

    #[test]
    fn the_point_biserial_is_that_of_the_definition() {
        // r = (mean of those who are right - mean of all) / sd of all * sqrt(p / q), by hand: p = 0.5, means 1 and 0.25,
        // sd = sqrt(1.0625 - 0.0625) of y = 1.5, 0.5, 0, -1.
        let found = ItemStatistics::of(&sums(&[(1, 1.5), (1, 0.5), (0, 0.0), (0, -1.0)]), 2);
        let expected = (1.0 - 0.25) / (3.5_f64 / 4.0 - 0.0625).sqrt();
        assert!((found.point_biserial.unwrap() - expected).abs() < 1e-12, "{found:?} {expected}");
        assert_eq!((found.shown, found.answered, found.mean_score), (4, 4, Some(0.5)));
    }

    #[test]
    fn what_does_not_vary_has_no_correlation() {
        for answers in [&[][..], &[(1, 0.5)], &[(1, 0.5), (1, -0.5)], &[(0, 0.1), (1, 0.1), (0, 0.1)]] {
            assert_eq!(ItemStatistics::of(&sums(answers), 2).point_biserial, None, "{answers:?}");
        }
    }

    #[test]
    fn a_score_is_a_share_of_the_highest() {
        assert_eq!(ItemStatistics::of(&sums(&[(3, 0.0), (0, 0.0)]), 4).mean_score, Some(0.5));
        assert_eq!(ItemStatistics::of(&ItemSums::default(), 4).mean_score, None);
    }
}
