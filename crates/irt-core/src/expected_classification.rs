//! How often decisions at cut scores are right and would be repeated, as far as the standard errors tell.

use crate::ability::Ability;
use crate::normal_probability::normal_probability;

/// The probability of each level, the lowest first, for an examinee with this estimate: that of a normal distribution
/// about `theta` with the standard deviation `se`.
///
/// The cut scores are abilities in rising order; there is one level more. An ability on a cut score belongs to the level
/// above.
///
/// # Reference
/// Rudner (2001).
///
/// ```
/// use irt_core::{Ability, level_probabilities};
///
/// let levels = level_probabilities(Ability { theta: 0.5, se: 0.25 }, &[0.0, 1.0]);
/// assert!((levels[0] - 0.022_750_131_948_179_2).abs() < 1e-14, "two standard errors above the cut");
/// assert!((levels.iter().sum::<f64>() - 1.0).abs() < 1e-14);
/// ```
#[must_use]
pub fn level_probabilities(ability: Ability, cuts: &[f64]) -> Vec<f64> {
    let ends = cuts.iter().map(|cut| distance(ability, *cut)).chain([f64::INFINITY]);
    let mut start = f64::NEG_INFINITY;
    let levels = ends.map(|end| {
        let probability = between(start, end);
        start = end;
        probability
    });
    levels.collect()
}

/// The number of the level that an ability is in, 0 for the lowest. A cut score belongs to the level above.
///
/// ```
/// assert_eq!([-0.1, 0.0, 2.0].map(|theta| irt_core::level_of(theta, &[0.0, 1.0])), [0, 1, 2]);
/// ```
#[must_use]
pub fn level_of(theta: f64, cuts: &[f64]) -> usize {
    cuts.partition_point(|cut| *cut <= theta)
}

/// How far a cut score is above an estimate, in standard errors.
fn distance(Ability { theta, se }: Ability, cut: f64) -> f64 {
    if se > 0.0 {
        (cut - theta) / se
    } else if cut <= theta {
        f64::NEG_INFINITY
    } else {
        f64::INFINITY
    }
}

/// The probability between two numbers, from the tail that is nearer, so that no digits cancel.
fn between(start: f64, end: f64) -> f64 {
    let difference = if start > 0.0 {
        normal_probability(-start) - normal_probability(-end)
    } else {
        normal_probability(end) - normal_probability(start)
    };
    difference.max(0.0)
}

/// Expected accuracy and consistency of the decisions at cut scores, over examinees.
///
/// The accuracy of a decision is the probability that the examinee is in the level of the estimate; its consistency the
/// probability that a second estimate from a parallel test falls into the same level as the first, the sum of the squared
/// probabilities. Both take the standard errors at their word and the errors as normal. Where the true abilities are known,
/// as in a simulation, compare with the share of right decisions.
///
/// # References
/// Rudner (2001, 2005) for accuracy; Lee, Hanson and Brennan (2002) for consistency.
///
/// ```
/// use irt_core::{Ability, ExpectedClassification};
///
/// let mut expected = ExpectedClassification::new(&[0.0]);
/// expected.add(Ability { theta: 0.0, se: 0.3 });
/// assert_eq!((expected.accuracy(), expected.consistency()), (Some(0.5), Some(0.5)), "on the cut score");
/// expected.add(Ability { theta: 9.0, se: 0.3 });
/// assert_eq!((expected.accuracy(), expected.consistency()), (Some(0.75), Some(0.75)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedClassification {
    cuts: Box<[f64]>,
    examinees: u64,
    /// The sums for all cut scores together.
    all: Sums,
    /// The sums for the decision between below and above, at each cut score.
    by_cut: Box<[Sums]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Sums {
    accuracy: f64,
    consistency: f64,
}

impl ExpectedClassification {
    /// Without examinees; the cut scores rise.
    #[must_use]
    pub fn new(cuts: &[f64]) -> Self {
        let by_cut = vec![Sums::default(); cuts.len()].into();
        Self { cuts: cuts.into(), examinees: 0, all: Sums::default(), by_cut }
    }

    /// Takes an estimate in; returns the accuracy of its decision, the probability of its level.
    pub fn add(&mut self, ability: Ability) -> f64 {
        self.examinees += 1;
        for (sums, cut) in self.by_cut.iter_mut().zip(&self.cuts) {
            let cut = std::slice::from_ref(cut);
            sums.add(&level_probabilities(ability, cut), level_of(ability.theta, cut));
        }
        self.all.add(&level_probabilities(ability, &self.cuts), level_of(ability.theta, &self.cuts))
    }

    /// The cut scores.
    #[must_use]
    pub fn cuts(&self) -> &[f64] {
        &self.cuts
    }

    /// How many examinees there are.
    #[must_use]
    pub const fn examinees(&self) -> u64 {
        self.examinees
    }

    /// The expected share of right decisions; `None` without examinees.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        self.mean(self.all.accuracy)
    }

    /// The expected share of decisions that a parallel test would repeat; `None` without examinees.
    #[must_use]
    pub fn consistency(&self) -> Option<f64> {
        self.mean(self.all.consistency)
    }

    /// Accuracy and consistency of the decision between below and above at a cut score, by its place; `None` without
    /// examinees or cut score.
    #[must_use]
    pub fn at_cut(&self, place: usize) -> Option<[f64; 2]> {
        let sums = self.by_cut.get(place)?;
        Some([self.mean(sums.accuracy)?, self.mean(sums.consistency)?])
    }

    fn mean(&self, sum: f64) -> Option<f64> {
        (self.examinees > 0).then(|| sum / self.examinees as f64)
    }
}

impl Sums {
    fn add(&mut self, levels: &[f64], level: usize) -> f64 {
        let accuracy = levels.get(level).copied().unwrap_or(0.0);
        self.accuracy += accuracy;
        self.consistency += levels.iter().map(|probability| probability * probability).sum::<f64>();
        accuracy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// mpmath 1.4.1, `ncdf` at 30 digits.
    #[test]
    fn each_level_has_the_probability_of_its_part_of_the_distribution() {
        let expected = [0.02275013194817921, 0.5759561937347445, 0.38906920166203157, 0.012224472655044703];
        let found = level_probabilities(Ability { theta: 0.3, se: 0.4 }, &[-0.5, 0.4, 1.2]);
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-14, "{found}, not {expected}");
        }
        let mut all = ExpectedClassification::new(&[-0.5, 0.4, 1.2]);
        assert_eq!((all.accuracy(), all.at_cut(0)), (None, None));
        assert!((all.add(Ability { theta: 0.3, se: 0.4 }) - expected[1]).abs() < 1e-14);
        let repeated: f64 = expected.iter().map(|probability| probability * probability).sum();
        assert!((all.consistency().unwrap() - repeated).abs() < 1e-14);
        let [accuracy, consistency] = all.at_cut(0).unwrap();
        let above: f64 = expected[1..].iter().sum();
        assert!((accuracy - above).abs() < 1e-14);
        assert!((consistency - above * above - (1.0 - above) * (1.0 - above)).abs() < 1e-14);
        assert_eq!(all.at_cut(3), None);
    }

    #[test]
    fn an_estimate_without_error_is_in_one_level() {
        let levels = level_probabilities(Ability { theta: 0.5, se: 0.0 }, &[0.0, 0.5, 1.0]);
        assert_eq!(levels, [0.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn an_estimate_that_says_nothing_is_half_above() {
        let levels = level_probabilities(Ability { theta: 0.0, se: 1e6 }, &[0.0]);
        assert_eq!(levels, [0.5, 0.5]);
    }

    #[test]
    fn a_level_far_off_keeps_its_digits() {
        let levels = level_probabilities(Ability { theta: -10.0, se: 1.0 }, &[0.0, 0.5]);
        assert!((levels[2] / 4.3190063178092304e-26 - 1.0).abs() < 1e-12, "{levels:?}");
    }
}
