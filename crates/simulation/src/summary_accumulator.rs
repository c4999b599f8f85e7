//! The sums that a summary is computed from.

use std::collections::BTreeMap;

use irt_core::{AdaptiveTest, EstimateStatus, StopReason, normal_quantile};

use crate::classification::ClassificationCounts;
use crate::content_match::ContentAccumulator;
use crate::examinee_result::ExamineeResult;
use crate::groups::Groups;
use crate::length::LengthCounts;
use crate::measures::Measures;
use crate::pair_overlap::PairOverlapCounts;
use crate::recovery::RecoveryAccumulator;
use crate::runner::Accumulator;
use crate::standard_errors::StandardErrorSketch;
use crate::summary::{ConditionalRow, SimulationSummary};
use crate::usage::UsageCounts;

/// The sums of all results so far. Their size depends on the bank, the design and the measures, not on the number of
/// examinees.
#[derive(Debug, Clone)]
pub(crate) struct SummaryAccumulator {
    all: RecoveryAccumulator,
    standard_errors: StandardErrorSketch,
    lengths: LengthCounts,
    usage: UsageCounts,
    pairs: PairOverlapCounts,
    content: Option<ContentAccumulator>,
    classification: Option<ClassificationCounts>,
    stop_reasons: Vec<(StopReason, u64)>,
    statuses: Vec<(EstimateStatus, u64)>,
    groups: Groups,
    by_group: Vec<Option<GroupAccumulator>>,
    traces: Vec<ExamineeResult>,
    /// The half-width of an interval in standard errors.
    half_width: f64,
    measures: Measures,
}

/// The cut scores of a design: those of its classification rule, else those between the levels of its reporting scale.
fn designed_cuts(test: &AdaptiveTest) -> Option<Box<[f64]>> {
    let of_rule = test.design().stopping_rule().classification.as_ref().map(|rule| rule.cuts.clone());
    of_rule.or_else(|| test.design().reporting().map(|scale| scale.cuts().into()))
}

impl SummaryAccumulator {
    pub(crate) fn new(test: &AdaptiveTest, groups: Groups, measures: &Measures) -> Self {
        let bank_len = test.bank().len();
        let cuts = measures.cuts.clone().or_else(|| designed_cuts(test));
        Self {
            all: RecoveryAccumulator::default(),
            standard_errors: StandardErrorSketch::default(),
            lengths: LengthCounts::default(),
            usage: UsageCounts::new(bank_len),
            pairs: PairOverlapCounts::new(bank_len),
            content: ContentAccumulator::new(test),
            classification: cuts.and_then(|cuts| ClassificationCounts::new(&cuts)),
            stop_reasons: Vec::new(),
            statuses: Vec::new(),
            by_group: vec![None; groups.count()],
            groups,
            traces: Vec::new(),
            half_width: normal_quantile(0.5 + 0.5 * measures.confidence),
            measures: measures.clone(),
        }
    }

    pub(crate) fn add(&mut self, result: &ExamineeResult) {
        self.all.add(result, self.half_width);
        self.standard_errors.add(result.estimate.se);
        self.lengths.add(result.items.len());
        self.usage.add(&result.items);
        self.pairs.add(&result.items);
        if let Some(content) = &mut self.content {
            content.add(&result.items);
        }
        if let Some(classification) = &mut self.classification {
            classification.add(result);
        }
        count(&mut self.stop_reasons, result.stop_reason);
        count(&mut self.statuses, result.estimate.status);
        let bank_len = self.usage.bank_len();
        let group = &mut self.by_group[self.groups.index_of(result.true_theta)];
        group.get_or_insert_with(|| GroupAccumulator::new(bank_len)).add(result, self.half_width);
        if result.index < self.measures.traces {
            self.traces.push(result.clone());
        }
    }

    /// Whether the estimate is in the right category; `None` without cut scores.
    pub(crate) fn is_correct(&self, result: &ExamineeResult) -> Option<bool> {
        self.classification.as_ref().map(|classification| classification.is_correct(result))
    }

    pub(crate) fn summary(self, seed: u64) -> SimulationSummary {
        let groups = (1..).zip(&self.by_group);
        SimulationSummary {
            examinees: self.all.examinees(),
            seed,
            recovery: self.all.recovery(),
            confidence: self.measures.confidence,
            standard_errors: self.standard_errors.standard_errors(),
            test_length: self.lengths.test_length(),
            exposure: self.usage.exposure(self.measures.exposure_limit, self.pairs.overlap()),
            content: self.content.map(|content| content.content_match()),
            classification: self.classification.map(|classification| classification.accuracy()),
            items: self.usage.item_uses(),
            lengths: self.lengths.lengths(),
            stop_reasons: named(&self.stop_reasons, StopReason::as_str),
            statuses: named(&self.statuses, EstimateStatus::as_str),
            conditioning: self.groups.conditioning,
            conditional: groups.filter_map(|(group, accumulator)| Some(accumulator.as_ref()?.row(group))).collect(),
            traces: self.traces,
        }
    }
}

impl Accumulator for SummaryAccumulator {
    fn add_examinee(&mut self, results: &[ExamineeResult]) {
        results.iter().for_each(|result| self.add(result));
    }
}

/// The sums of a group of examinees.
#[derive(Debug, Clone)]
struct GroupAccumulator {
    recovery: RecoveryAccumulator,
    lengths: LengthCounts,
    usage: UsageCounts,
}

impl GroupAccumulator {
    fn new(bank_len: usize) -> Self {
        let (recovery, lengths) = (RecoveryAccumulator::default(), LengthCounts::default());
        Self { recovery, lengths, usage: UsageCounts::new(bank_len) }
    }

    fn add(&mut self, result: &ExamineeResult, half_width: f64) {
        self.recovery.add(result, half_width);
        self.lengths.add(result.items.len());
        self.usage.add(&result.items);
    }

    fn row(&self, group: usize) -> ConditionalRow {
        ConditionalRow {
            group,
            examinees: self.recovery.examinees(),
            mean_theta: self.recovery.mean_theta(),
            recovery: self.recovery.recovery(),
            mean_length: self.lengths.mean(),
            length_p05: self.lengths.quantile(5),
            length_median: self.lengths.quantile(50),
            length_p95: self.lengths.quantile(95),
            items_used: self.usage.items_used(),
            highest_rate: self.usage.highest_rate(),
            test_overlap: self.usage.overlap(),
        }
    }
}

/// Counts a value; only few different values occur.
fn count<T: PartialEq>(counts: &mut Vec<(T, u64)>, value: T) {
    match counts.iter_mut().find(|(counted, _)| *counted == value) {
        Some((_, count)) => *count += 1,
        None => counts.push((value, 1)),
    }
}

fn named<T: Copy>(counts: &[(T, u64)], name: impl Fn(T) -> &'static str) -> BTreeMap<&'static str, u64> {
    counts.iter().map(|(value, count)| (name(*value), *count)).collect()
}
