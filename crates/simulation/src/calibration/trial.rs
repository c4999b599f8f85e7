//! One round: a simulation under exposure parameters, and the parameters that follow from it.

use std::sync::Arc;

use irt_core::{AdaptiveTest, EngineError, ItemIndex};

use super::CalibrationRound;
use crate::length::LengthTally;
use crate::random_stream::{Purpose, RandomStream};
use crate::recovery::RecoveryTally;
use crate::sitting::Simulee;
use crate::usage::UsageTally;
use crate::waves::{Ledger, Programme};
use crate::{Simulation, Sitting};

/// A simulation under exposure parameters, one for each item of the bank.
pub(super) struct Trial<'a> {
    pub(super) simulation: &'a Simulation,
    pub(super) seed: u64,
    pub(super) parameters: &'a [f64],
}

impl Programme for Trial<'_> {
    fn examinees(&self) -> u64 {
        self.simulation.examinees.count()
    }

    fn tests(&self) -> Vec<&Arc<AdaptiveTest>> {
        self.simulation.tests()
    }

    fn sit(&self, index: u64, _: usize, withheld: &[ItemIndex]) -> Result<Sitting, EngineError> {
        let experiments = Experiments { seed: self.seed, parameters: self.parameters };
        let withheld: Vec<ItemIndex> = experiments.failures(index).chain(withheld.iter().copied()).collect();
        Simulee::new(&self.simulation.examinees, self.seed, index).sit(&self.simulation.test, &withheld, false)
    }
}

/// The experiments by which items are withheld from an examinee.
#[derive(Clone, Copy)]
struct Experiments<'a> {
    seed: u64,
    parameters: &'a [f64],
}

impl<'a> Experiments<'a> {
    fn failures(self, index: u64) -> impl Iterator<Item = ItemIndex> + 'a {
        let draws = RandomStream::new(self.seed, index, Purpose::Exposure);
        let restricted = (0..).map(ItemIndex).zip(self.parameters).filter(|(_, parameter)| **parameter < 1.0);
        restricted.filter(move |(item, parameter)| draws.unit(u64::from(item.0)) >= **parameter).map(|(item, _)| item)
    }
}

/// What a round is judged by.
pub(super) struct TrialLedger<'a> {
    experiments: Experiments<'a>,
    recovery: RecoveryTally,
    lengths: LengthTally,
    usage: UsageTally,
    /// In how many sittings each item has failed, and in how many of these it was shown all the same: as one of the
    /// design's first items, of a testlet that had begun, or where nothing else was left.
    failed: Box<[u64]>,
    shown_all_the_same: Box<[u64]>,
}

impl<'a> TrialLedger<'a> {
    pub(super) fn new(trial: &Trial<'a>) -> Self {
        let bank_len = trial.parameters.len();
        Self {
            experiments: Experiments { seed: trial.seed, parameters: trial.parameters },
            recovery: RecoveryTally::default(),
            lengths: LengthTally::default(),
            usage: UsageTally::new(bank_len),
            failed: vec![0; bank_len].into(),
            shown_all_the_same: vec![0; bank_len].into(),
        }
    }

    /// Summary of the round, for a limit to which the tolerance has been added.
    pub(super) fn round(&self, round: u32, tolerated: f64) -> CalibrationRound {
        let rates: Vec<f64> = self.items().map(|item| item.rate(self.examinees())).collect();
        CalibrationRound {
            round,
            highest_rate: rates.iter().copied().fold(0.0, f64::max),
            above_limit: rates.iter().filter(|rate| **rate > tolerated).count(),
            highest_observed_rate: self.usage.highest_rate(),
            restricted: self.experiments.parameters.iter().filter(|parameter| **parameter < 1.0).count(),
            test_overlap: self.usage.overlap(),
            rmse: self.recovery.recovery().rmse,
            mean_length: self.lengths.mean(),
        }
    }

    /// The parameters of the next round.
    pub(super) fn next_parameters(&self, limit: f64) -> Vec<f64> {
        let examinees = self.examinees();
        let next = |item: ItemTally| match item.selection_rate(examinees) {
            Some(rate) if rate > limit => limit / rate,
            Some(_) => 1.0,
            None => item.parameter,
        };
        let mut parameters: Vec<f64> = self.items().map(next).collect();
        free_the_largest(&mut parameters, self.lengths.quantile(100) as usize);
        parameters
    }

    fn examinees(&self) -> u64 {
        self.recovery.examinees()
    }

    fn items(&self) -> impl Iterator<Item = ItemTally> + '_ {
        let counts = self.usage.counts().iter().zip(&self.failed).zip(&self.shown_all_the_same);
        self.experiments.parameters.iter().zip(counts).map(|(&parameter, ((&shown, &failed), &shown_all_the_same))| {
            ItemTally { parameter, shown, failed, shown_all_the_same }
        })
    }
}

/// What has happened to an item in a round.
#[derive(Clone, Copy)]
struct ItemTally {
    parameter: f64,
    /// In how many sittings it was shown,
    shown: u64,
    /// in how many it has failed,
    failed: u64,
    /// and in how many both.
    shown_all_the_same: u64,
}

impl ItemTally {
    /// In which share of the sittings it is selected: of those in which it has passed; `None` where it never has.
    fn selection_rate(self, examinees: u64) -> Option<f64> {
        let passed = examinees - self.failed;
        (passed > 0).then(|| (self.shown - self.shown_all_the_same) as f64 / passed as f64)
    }

    /// In which share of the sittings it is shown, free of the chance by which it has passed in more or fewer of them
    /// than its parameter says.
    fn rate(self, examinees: u64) -> f64 {
        let all_the_same = self.shown_all_the_same as f64 / examinees.max(1) as f64;
        self.parameter * self.selection_rate(examinees).unwrap_or(0.0) + all_the_same
    }
}

impl Ledger for TrialLedger<'_> {
    fn enter(&mut self, sittings: &[Sitting]) {
        for sitting in sittings {
            self.recovery.add(sitting, 0.0);
            self.lengths.add(sitting.items.len());
            self.usage.add(&sitting.items);
            for item in self.experiments.failures(sitting.index) {
                self.failed[item.as_usize()] += 1;
                self.shown_all_the_same[item.as_usize()] += u64::from(sitting.items.contains(&item));
            }
        }
    }
}

/// Sets the largest parameters to 1 until so many are: a test must not run out of items that it may show.
fn free_the_largest(parameters: &mut [f64], needed: usize) {
    let free = parameters.iter().filter(|parameter| **parameter >= 1.0).count();
    let mut restricted: Vec<usize> = (0..parameters.len()).filter(|place| parameters[*place] < 1.0).collect();
    // A stable sort: among equals the first in the bank.
    restricted.sort_by(|one, other| parameters[*other].total_cmp(&parameters[*one]));
    restricted.iter().take(needed.saturating_sub(free)).for_each(|place| parameters[*place] = 1.0);
}

#[cfg(test)]
mod tests {
    use super::{ItemTally, free_the_largest};

    #[test]
    fn the_selection_rate_is_that_among_the_sittings_in_which_the_item_has_passed() {
        let item = ItemTally { parameter: 0.3, shown: 20, failed: 60, shown_all_the_same: 0 };
        assert_eq!(item.selection_rate(100), Some(0.5));
        assert!((item.rate(100) - 0.15).abs() < 1e-15);
    }

    #[test]
    fn an_item_that_is_shown_whether_it_fails_or_not_has_the_rate_of_both() {
        let item = ItemTally { parameter: 0.5, shown: 100, failed: 50, shown_all_the_same: 50 };
        assert_eq!(item.rate(100), 1.0);
    }

    #[test]
    fn an_item_that_has_never_passed_tells_nothing() {
        let item = ItemTally { parameter: 0.001, shown: 0, failed: 10, shown_all_the_same: 0 };
        assert_eq!((item.selection_rate(10), item.rate(10)), (None, 0.0));
    }

    #[test]
    fn the_largest_parameters_are_freed_until_a_test_finds_its_items() {
        let mut parameters = [0.2, 0.9, 1.0, 0.9, 0.3];
        free_the_largest(&mut parameters, 2);
        assert_eq!(parameters, [0.2, 1.0, 1.0, 0.9, 0.3]);
        free_the_largest(&mut parameters, 2);
        assert_eq!(parameters, [0.2, 1.0, 1.0, 0.9, 0.3]);
        free_the_largest(&mut parameters, 9);
        assert_eq!(parameters, [1.0; 5]);
    }
}
