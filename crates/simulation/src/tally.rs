//! From sittings, one by one, to a summary.

use std::collections::BTreeMap;

use irt_core::ItemBank;

use crate::groups::Groups;
use crate::moments::PairMoments;
use crate::usage::UsageTally;
use crate::{ConditionalRow, Examinees, Recovery, Sitting, Summary, TestLength};

/// The half-width of a 95 % confidence interval in standard errors.
const INTERVAL: f64 = 1.96;

/// The sums of all sittings so far. Its size depends on the bank and the design, not on the number of sittings.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    all: RecoveryTally,
    groups: Groups,
    by_group: Vec<RecoveryTally>,
    lengths: BTreeMap<u32, u64>,
    usage: UsageTally,
    stop_reasons: BTreeMap<&'static str, u64>,
    statuses: BTreeMap<&'static str, u64>,
}

impl Tally {
    pub(crate) fn new(bank: &ItemBank, examinees: &Examinees) -> Self {
        let groups = Groups::new(examinees);
        let by_group = vec![RecoveryTally::default(); groups.count()];
        let usage = UsageTally::new(bank);
        let (lengths, stop_reasons, statuses) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { all: RecoveryTally::default(), groups, by_group, lengths, usage, stop_reasons, statuses }
    }

    pub(crate) fn add(&mut self, sitting: &Sitting) {
        self.all.add(sitting);
        self.by_group[self.groups.of(sitting.true_theta)].add(sitting);
        *self.lengths.entry(sitting.items.len() as u32).or_default() += 1;
        self.usage.add(&sitting.items);
        *self.stop_reasons.entry(sitting.stop_reason.as_str()).or_default() += 1;
        *self.statuses.entry(sitting.estimate.status.as_str()).or_default() += 1;
    }

    pub(crate) fn summary(self, seed: u64, exposure_limit: f64) -> Summary {
        let groups = (1..).zip(&self.by_group).filter(|(_, tally)| tally.examinees() > 0);
        let conditional = groups.map(|(group, tally)| tally.conditional_row(group)).collect();
        Summary {
            examinees: self.all.examinees(),
            seed,
            recovery: self.all.recovery(),
            test_length: test_length(&self.lengths),
            exposure: self.usage.exposure(exposure_limit),
            items: self.usage.item_uses(),
            lengths: self.lengths,
            stop_reasons: self.stop_reasons,
            statuses: self.statuses,
            conditioning: self.groups.conditioning,
            conditional,
        }
    }
}

/// The sums that the recovery of abilities is computed from.
#[derive(Debug, Clone, Default)]
struct RecoveryTally {
    count: u64,
    error: f64,
    squared_error: f64,
    absolute_error: f64,
    standard_error: f64,
    covered: u64,
    administered: u64,
    abilities: PairMoments,
}

impl RecoveryTally {
    fn add(&mut self, sitting: &Sitting) {
        let error = sitting.estimate.theta - sitting.true_theta;
        self.count += 1;
        self.error += error;
        self.squared_error += error * error;
        self.absolute_error += error.abs();
        self.standard_error += sitting.estimate.se;
        self.covered += u64::from(error.abs() <= INTERVAL * sitting.estimate.se);
        self.administered += sitting.items.len() as u64;
        self.abilities.add([sitting.true_theta, sitting.estimate.theta]);
    }

    const fn examinees(&self) -> u64 {
        self.count
    }

    fn recovery(&self) -> Recovery {
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

    fn conditional_row(&self, group: usize) -> ConditionalRow {
        ConditionalRow {
            group,
            examinees: self.count,
            mean_theta: self.abilities.first_mean(),
            recovery: self.recovery(),
            mean_length: self.administered as f64 / self.count.max(1) as f64,
        }
    }
}

fn test_length(lengths: &BTreeMap<u32, u64>) -> TestLength {
    let count = lengths.values().sum::<u64>().max(1);
    let mean_of = |value: &dyn Fn(f64) -> f64| {
        let sum: f64 = lengths.iter().map(|(length, tests)| value(f64::from(*length)) * *tests as f64).sum();
        sum / count as f64
    };
    let mean = mean_of(&|length| length);
    let quantile = |percent: u64| {
        let mut below = 0;
        let reached = lengths.iter().find(|(_, tests)| {
            below += **tests;
            u128::from(below) * 100 >= u128::from(count) * u128::from(percent)
        });
        reached.map_or(0, |(length, _)| *length)
    };
    TestLength {
        mean,
        sd: mean_of(&|length| (length - mean) * (length - mean)).sqrt(),
        min: quantile(0),
        p05: quantile(5),
        p25: quantile(25),
        median: quantile(50),
        p75: quantile(75),
        p95: quantile(95),
        max: quantile(100),
    }
}

#[cfg(test)]
mod tests {
    use super::test_length;

    #[test]
    fn quantiles_of_the_length_are_lengths_that_occur() {
        let length = test_length(&[(5, 10), (8, 80), (20, 10)].into());
        assert_eq!((length.min, length.p05, length.median, length.p95, length.max), (5, 5, 8, 20, 20));
        assert!((length.mean - 8.9).abs() < 1e-12);
        assert!(
            (length.sd - (0.1 * 3.9_f64.powi(2) + 0.8 * 0.9_f64.powi(2) + 0.1 * 11.1_f64.powi(2)).sqrt()).abs() < 1e-12
        );
    }
}
