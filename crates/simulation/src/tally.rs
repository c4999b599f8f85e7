//! From sittings, one by one, to a summary.

use std::collections::BTreeMap;

use irt_core::{AdaptiveTest, EstimateStatus, StopReason, normal_quantile};

use crate::classification::ClassificationTally;
use crate::content_match::ContentTally;
use crate::groups::Groups;
use crate::length::LengthTally;
use crate::pair_overlap::PairOverlapTally;
use crate::recovery::RecoveryTally;
use crate::standard_errors::StandardErrorTally;
use crate::usage::UsageTally;
use crate::{ConditionalRow, Measures, Sitting, Summary};

/// The sums of all sittings so far. Its size depends on the bank, the design and the measures, not on the number of
/// sittings.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    all: RecoveryTally,
    standard_errors: StandardErrorTally,
    lengths: LengthTally,
    usage: UsageTally,
    pairs: PairOverlapTally,
    content: Option<ContentTally>,
    classification: Option<ClassificationTally>,
    stop_reasons: Vec<(StopReason, u64)>,
    statuses: Vec<(EstimateStatus, u64)>,
    groups: Groups,
    by_group: Vec<Option<GroupTally>>,
    traces: Vec<Sitting>,
    /// The half-width of an interval in standard errors.
    half_width: f64,
    measures: Measures,
}

impl Tally {
    pub(crate) fn new(test: &AdaptiveTest, groups: Groups, measures: &Measures) -> Self {
        let bank_len = test.bank().len();
        let designed = test.design().stopping_rule().classification.as_ref().map(|rule| &rule.cuts);
        let cuts = measures.cuts.as_ref().or(designed);
        Self {
            all: RecoveryTally::default(),
            standard_errors: StandardErrorTally::default(),
            lengths: LengthTally::default(),
            usage: UsageTally::new(bank_len),
            pairs: PairOverlapTally::new(bank_len),
            content: ContentTally::new(test),
            classification: cuts.and_then(|cuts| ClassificationTally::new(cuts)),
            stop_reasons: Vec::new(),
            statuses: Vec::new(),
            by_group: vec![None; groups.count()],
            groups,
            traces: Vec::new(),
            half_width: normal_quantile(0.5 + 0.5 * measures.confidence),
            measures: measures.clone(),
        }
    }

    pub(crate) fn add(&mut self, sitting: &Sitting) {
        self.all.add(sitting, self.half_width);
        self.standard_errors.add(sitting.estimate.se);
        self.lengths.add(sitting.items.len());
        self.usage.add(&sitting.items);
        self.pairs.add(&sitting.items);
        if let Some(content) = &mut self.content {
            content.add(&sitting.items);
        }
        if let Some(classification) = &mut self.classification {
            classification.add(sitting);
        }
        count(&mut self.stop_reasons, sitting.stop_reason);
        count(&mut self.statuses, sitting.estimate.status);
        let bank_len = self.usage.bank_len();
        let group = &mut self.by_group[self.groups.of(sitting.true_theta)];
        group.get_or_insert_with(|| GroupTally::new(bank_len)).add(sitting, self.half_width);
        if sitting.index < self.measures.traces {
            self.traces.push(sitting.clone());
        }
    }

    /// Whether the examinee is put into the right category; `None` without cut scores.
    pub(crate) fn is_correct(&self, sitting: &Sitting) -> Option<bool> {
        self.classification.as_ref().map(|classification| classification.is_correct(sitting))
    }

    pub(crate) fn summary(self, seed: u64) -> Summary {
        let groups = (1..).zip(&self.by_group);
        Summary {
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
            conditional: groups.filter_map(|(group, tally)| Some(tally.as_ref()?.row(group))).collect(),
            traces: self.traces,
        }
    }
}

/// The sums of a group of examinees.
#[derive(Debug, Clone)]
struct GroupTally {
    recovery: RecoveryTally,
    lengths: LengthTally,
    usage: UsageTally,
}

impl GroupTally {
    fn new(bank_len: usize) -> Self {
        let (recovery, lengths) = (RecoveryTally::default(), LengthTally::default());
        Self { recovery, lengths, usage: UsageTally::new(bank_len) }
    }

    fn add(&mut self, sitting: &Sitting, half_width: f64) {
        self.recovery.add(sitting, half_width);
        self.lengths.add(sitting.items.len());
        self.usage.add(&sitting.items);
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

/// Counts a value among the few that occur.
fn count<T: PartialEq>(counts: &mut Vec<(T, u64)>, value: T) {
    match counts.iter_mut().find(|(counted, _)| *counted == value) {
        Some((_, count)) => *count += 1,
        None => counts.push((value, 1)),
    }
}

fn named<T: Copy>(counts: &[(T, u64)], name: impl Fn(T) -> &'static str) -> BTreeMap<&'static str, u64> {
    counts.iter().map(|(value, count)| (name(*value), *count)).collect()
}
