//! One round: a simulation under exposure parameters, and the parameters that follow from it.

use std::sync::Arc;

use irt_core::{AdaptiveTest, ItemIndex};

use super::outcome::CalibrationRound;
use crate::administration::AdministrationError;
use crate::examinee_result::ExamineeResult;
use crate::length::LengthCounts;
use crate::random_stream::{Purpose, RandomStream};
use crate::recovery::RecoveryAccumulator;
use crate::runner::{Accumulator, Workload};
use crate::simulation::Simulation;
use crate::simulee::Simulee;
use crate::usage::UsageCounts;

/// A simulation under exposure parameters, one for each item of the bank.
pub(super) struct RoundWorkload<'a> {
    pub(super) simulation: &'a Simulation,
    pub(super) samples: Samples,
    pub(super) parameters: &'a [f64],
}

/// Samples of as many examinees as the simulation has, each with a seed of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Samples {
    /// The seed of the first; the others have the seeds after it.
    pub(super) first_seed: u64,
    pub(super) count: u64,
    /// The number of examinees of each.
    pub(super) examinees: u64,
}

impl Samples {
    /// The seed of an examinee among all, and the place in the sample.
    const fn seed_and_place(self, index: u64) -> (u64, u64) {
        (self.first_seed.wrapping_add(index / self.examinees), index % self.examinees)
    }
}

/// The greatest rates that the summary of a round counts items by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tolerated {
    /// Of the expected rates.
    pub(super) expected: f64,
    /// Of the observed rates.
    pub(super) observed: f64,
}

impl Workload for RoundWorkload<'_> {
    fn examinees(&self) -> u64 {
        self.samples.count * self.samples.examinees
    }

    fn tests(&self) -> Vec<&Arc<AdaptiveTest>> {
        self.simulation.tests()
    }

    fn administer(&self, index: u64, _: usize, withheld: &[ItemIndex]) -> Result<ExamineeResult, AdministrationError> {
        let experiments = Experiments { samples: self.samples, parameters: self.parameters };
        let withheld: Vec<ItemIndex> = experiments.failures(index).chain(withheld.iter().copied()).collect();
        let (seed, place) = self.samples.seed_and_place(index);
        let examinee = Simulee::new(&self.simulation.examinees, seed, place);
        Ok(ExamineeResult { index, ..examinee.take_test(&self.simulation.test, &withheld, false)? })
    }
}

/// The exposure experiments: an item that fails is withheld from the examinee.
#[derive(Clone, Copy)]
struct Experiments<'a> {
    samples: Samples,
    parameters: &'a [f64],
}

impl<'a> Experiments<'a> {
    fn failures(self, index: u64) -> impl Iterator<Item = ItemIndex> + 'a {
        let (seed, place) = self.samples.seed_and_place(index);
        let draws = RandomStream::new(seed, place, Purpose::Exposure);
        let restricted = (0..).map(ItemIndex).zip(self.parameters).filter(|(_, parameter)| **parameter < 1.0);
        restricted.filter(move |(item, parameter)| draws.unit(u64::from(item.0)) >= **parameter).map(|(item, _)| item)
    }
}

/// The sums of a round.
pub(super) struct RoundAccumulator<'a> {
    experiments: Experiments<'a>,
    recovery: RecoveryAccumulator,
    lengths: LengthCounts,
    usage: UsageCounts,
    /// In how many tests each item has failed.
    failed: Box<[u64]>,
    /// In how many of these it was still shown: as one of the design's first items, as the next item of a testlet,
    /// or because no other item was left.
    shown_though_failed: Box<[u64]>,
}

impl<'a> RoundAccumulator<'a> {
    pub(super) fn new(workload: &RoundWorkload<'a>) -> Self {
        let bank_len = workload.parameters.len();
        Self {
            experiments: Experiments { samples: workload.samples, parameters: workload.parameters },
            recovery: RecoveryAccumulator::default(),
            lengths: LengthCounts::default(),
            usage: UsageCounts::new(bank_len),
            failed: vec![0; bank_len].into(),
            shown_though_failed: vec![0; bank_len].into(),
        }
    }

    /// The summary of the round.
    pub(super) fn round(&self, round: u32, tolerated: Tolerated) -> CalibrationRound {
        let examinees = self.examinees();
        let rates: Vec<f64> = self.items().map(|item| item.rate(examinees)).collect();
        let observed = self.usage.counts().iter().map(|shown| *shown as f64 / examinees.max(1) as f64);
        CalibrationRound {
            round,
            examinees,
            highest_rate: rates.iter().copied().fold(0.0, f64::max),
            above_limit: rates.iter().filter(|rate| **rate > tolerated.expected).count(),
            highest_observed_rate: self.usage.highest_rate(),
            observed_above_limit: observed.filter(|rate| *rate > tolerated.observed).count(),
            restricted: self.experiments.parameters.iter().filter(|parameter| **parameter < 1.0).count(),
            test_overlap: self.usage.overlap(),
            rmse: self.recovery.recovery().rmse,
            mean_length: self.lengths.mean(),
        }
    }

    /// The parameters of the next round.
    pub(super) fn next_parameters(&self, limit: f64) -> Vec<f64> {
        let examinees = self.examinees();
        let next = |item: ItemCounts| match item.selection_rate(examinees) {
            Some(rate) if rate > limit => limit / rate,
            Some(_) => 1.0,
            None => item.parameter,
        };
        let mut parameters: Vec<f64> = self.items().map(next).collect();
        lift_the_largest(&mut parameters, self.lengths.quantile(100) as usize);
        parameters
    }

    fn examinees(&self) -> u64 {
        self.recovery.examinees()
    }

    fn items(&self) -> impl Iterator<Item = ItemCounts> + '_ {
        let counts = self.usage.counts().iter().zip(&self.failed).zip(&self.shown_though_failed);
        self.experiments.parameters.iter().zip(counts).map(|(&parameter, ((&shown, &failed), &shown_though_failed))| {
            ItemCounts { parameter, shown, failed, shown_though_failed }
        })
    }
}

/// The counts of an item in a round.
#[derive(Clone, Copy)]
struct ItemCounts {
    parameter: f64,
    /// In how many tests it was shown.
    shown: u64,
    /// In how many tests it has failed.
    failed: u64,
    /// In how many tests it has failed and was shown.
    shown_though_failed: u64,
}

impl ItemCounts {
    /// The share of the tests that select it, of those in which it has passed; `None` where it has never passed.
    fn selection_rate(self, examinees: u64) -> Option<f64> {
        let passed = examinees - self.failed;
        (passed > 0).then(|| (self.shown - self.shown_though_failed) as f64 / passed as f64)
    }

    /// The share of the tests that show it, without the chance by which it has passed in more or fewer tests than its
    /// parameter says.
    fn rate(self, examinees: u64) -> f64 {
        let though_failed = self.shown_though_failed as f64 / examinees.max(1) as f64;
        self.parameter * self.selection_rate(examinees).unwrap_or(0.0) + though_failed
    }
}

impl Accumulator for RoundAccumulator<'_> {
    fn add_examinee(&mut self, results: &[ExamineeResult]) {
        for result in results {
            self.recovery.add(result, 0.0);
            self.lengths.add(result.items.len());
            self.usage.add(&result.items);
            for item in self.experiments.failures(result.index) {
                self.failed[item.as_usize()] += 1;
                self.shown_though_failed[item.as_usize()] += u64::from(result.items.contains(&item));
            }
        }
    }
}

/// Sets the largest parameters to 1 until this number of items has the parameter 1, so that a test finds its items.
fn lift_the_largest(parameters: &mut [f64], needed: usize) {
    let free = parameters.iter().filter(|parameter| **parameter >= 1.0).count();
    let mut restricted: Vec<usize> = (0..parameters.len()).filter(|place| parameters[*place] < 1.0).collect();
    // A stable sort: among equals the first in the bank.
    restricted.sort_by(|one, other| parameters[*other].total_cmp(&parameters[*one]));
    restricted.iter().take(needed.saturating_sub(free)).for_each(|place| parameters[*place] = 1.0);
}

#[cfg(test)]
mod tests {
    use super::{ItemCounts, lift_the_largest};

    #[test]
    fn the_selection_rate_is_that_among_the_tests_in_which_the_item_has_passed() {
        let item = ItemCounts { parameter: 0.3, shown: 20, failed: 60, shown_though_failed: 0 };
        assert_eq!(item.selection_rate(100), Some(0.5));
        assert!((item.rate(100) - 0.15).abs() < 1e-15);
    }

    #[test]
    fn an_item_that_is_shown_whether_it_fails_or_not_has_the_rate_of_both() {
        let item = ItemCounts { parameter: 0.5, shown: 100, failed: 50, shown_though_failed: 50 };
        assert_eq!(item.rate(100), 1.0);
    }

    #[test]
    fn an_item_that_has_never_passed_has_no_selection_rate() {
        let item = ItemCounts { parameter: 0.001, shown: 0, failed: 10, shown_though_failed: 0 };
        assert_eq!((item.selection_rate(10), item.rate(10)), (None, 0.0));
    }

    #[test]
    fn the_largest_parameters_become_1_until_a_test_finds_its_items() {
        let mut parameters = [0.2, 0.9, 1.0, 0.9, 0.3];
        lift_the_largest(&mut parameters, 2);
        assert_eq!(parameters, [0.2, 1.0, 1.0, 0.9, 0.3]);
        lift_the_largest(&mut parameters, 2);
        assert_eq!(parameters, [0.2, 1.0, 1.0, 0.9, 0.3]);
        lift_the_largest(&mut parameters, 9);
        assert_eq!(parameters, [1.0; 5]);
    }
}
