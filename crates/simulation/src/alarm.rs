//! What is alarming in the results of a design.

use std::fmt;

use irt_core::{AdaptiveTest, Combination, EstimateStatus, StopReason};

use crate::summary::{ConditionalRow, SimulationSummary};

/// The share of the bank that may stay unused beyond what equal use of all items would leave.
const UNUSED_SHARE: f64 = 0.25;
/// The share of the tests that may end at the greatest number of items without the standard error of the design.
const TESTS_WITHOUT_PRECISION: f64 = 0.05;
/// How far the coverage may be below the confidence, and in how many of its Monte Carlo errors.
const COVERAGE: Shortfall = Shortfall { share: 0.01, errors: 2.0 };
/// The same for a group of ability.
const GROUP_COVERAGE: Shortfall = Shortfall { share: 0.05, errors: 3.0 };

/// Something in the results of a design that asks for another look before the first exam.
///
/// Its text is a line without a full stop.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Alarm {
    /// Much of the bank is never used: more than a quarter of the items that the design allows, beyond the
    /// `n (1 - L / n)^N` of `n` items that `N` tests of mean length `L` would leave if they used all items equally.
    NeverUsed {
        /// The number of items that no examinee got.
        items: usize,
        /// The number of items of the bank.
        bank_items: usize,
    },
    /// Items have an exposure rate above the limit.
    AboveLimit {
        /// Their number.
        items: usize,
        /// The limit.
        limit: f64,
        /// The highest rate.
        highest_rate: f64,
    },
    /// The intervals hold the true abilities less often than they promise: by more than 0.01 and two Monte Carlo errors.
    LowCoverage {
        /// The coverage.
        coverage: f64,
        /// The confidence of the intervals.
        confidence: f64,
    },
    /// The coverage of a group of ability is too low: by more than 0.05 and three Monte Carlo errors.
    LowCoverageOfGroup {
        /// The number of the group with the lowest coverage.
        group: usize,
        /// The mean true ability of that group.
        mean_theta: f64,
        /// Its coverage.
        coverage: f64,
        /// The confidence of the intervals.
        confidence: f64,
        /// How many groups have too low a coverage.
        groups: usize,
    },
    /// More than 5 % of the tests ended at the greatest number of items, less precise than the design asks for.
    PrecisionNotReached {
        /// The number of these tests.
        tests: u64,
        /// The number of all tests.
        examinees: u64,
        /// The greatest number of items.
        max_items: u32,
        /// The standard error of the design.
        standard_error: f64,
        /// Whether other rules had to hold besides, and one of them may be what did not.
        combination: Combination,
    },
    /// Tests ended because no eligible item was left.
    BankExhausted {
        /// The number of these tests.
        tests: u64,
        /// The number of all tests.
        examinees: u64,
    },
    /// Final estimates have another status than converged.
    Status {
        /// The name of the status.
        status: &'static str,
        /// The number of these estimates.
        estimates: u64,
        /// The number of all estimates.
        examinees: u64,
    },
}

impl Alarm {
    /// What is alarming in the results of this test, the use of the bank first.
    #[must_use]
    pub fn of(test: &AdaptiveTest, summary: &SimulationSummary) -> Vec<Self> {
        let usage = [never_used(test, summary), above_limit(summary)];
        let precision = [low_coverage(summary), low_coverage_of_group(summary)];
        let ends = [precision_not_reached(test, summary), bank_exhausted(summary)];
        let alarms = usage.into_iter().chain(precision).chain(ends).flatten();
        alarms.chain(statuses(summary)).collect()
    }
}

fn never_used(test: &AdaptiveTest, summary: &SimulationSummary) -> Option<Alarm> {
    let exposure = &summary.exposure;
    let excluded = test.design().spec().content.excluded.len();
    let allowed = exposure.bank_items.saturating_sub(excluded) as f64;
    let not_in_a_test = (1.0 - summary.test_length.mean / allowed.max(1.0)).max(0.0);
    let under_equal_use = allowed * not_in_a_test.powf(summary.examinees as f64);
    let unused = exposure.never_used.saturating_sub(excluded) as f64;
    (unused - under_equal_use > UNUSED_SHARE * allowed)
        .then_some(Alarm::NeverUsed { items: exposure.never_used, bank_items: exposure.bank_items })
}

fn above_limit(summary: &SimulationSummary) -> Option<Alarm> {
    let exposure = &summary.exposure;
    (exposure.above_limit > 0).then_some(Alarm::AboveLimit {
        items: exposure.above_limit,
        limit: exposure.limit,
        highest_rate: exposure.highest_rate,
    })
}

/// How far a coverage may be below the confidence.
struct Shortfall {
    share: f64,
    /// In Monte Carlo errors of the coverage.
    errors: f64,
}

impl Shortfall {
    fn is_exceeded(&self, coverage: f64, confidence: f64, examinees: u64) -> bool {
        let error = (confidence * (1.0 - confidence) / examinees.max(1) as f64).sqrt();
        confidence - coverage > self.share.max(self.errors * error)
    }
}

fn low_coverage(summary: &SimulationSummary) -> Option<Alarm> {
    let (coverage, confidence) = (summary.recovery.coverage, summary.confidence);
    let is_low = COVERAGE.is_exceeded(coverage, confidence, summary.examinees);
    is_low.then_some(Alarm::LowCoverage { coverage, confidence })
}

fn low_coverage_of_group(summary: &SimulationSummary) -> Option<Alarm> {
    let confidence = summary.confidence;
    let is_low = |row: &&ConditionalRow| GROUP_COVERAGE.is_exceeded(row.recovery.coverage, confidence, row.examinees);
    let low = || summary.conditional.iter().filter(is_low);
    let worst = low().min_by(|one, other| one.recovery.coverage.total_cmp(&other.recovery.coverage))?;
    Some(Alarm::LowCoverageOfGroup {
        group: worst.group,
        mean_theta: worst.mean_theta,
        coverage: worst.recovery.coverage,
        confidence,
        groups: low().count(),
    })
}

fn precision_not_reached(test: &AdaptiveTest, summary: &SimulationSummary) -> Option<Alarm> {
    let rule = test.design().stopping_rule();
    let standard_error = rule.standard_error?;
    let tests = stopped(summary, StopReason::MaxItems);
    let examinees = summary.examinees;
    (tests as f64 > TESTS_WITHOUT_PRECISION * examinees as f64).then_some(Alarm::PrecisionNotReached {
        tests,
        examinees,
        max_items: test.max_items(),
        standard_error,
        combination: rule.combine,
    })
}

fn bank_exhausted(summary: &SimulationSummary) -> Option<Alarm> {
    let tests = stopped(summary, StopReason::BankExhausted);
    (tests > 0).then_some(Alarm::BankExhausted { tests, examinees: summary.examinees })
}

fn statuses(summary: &SimulationSummary) -> impl Iterator<Item = Alarm> + '_ {
    let converged = EstimateStatus::Converged.as_str();
    let others = summary.statuses.iter().filter(move |(status, _)| **status != converged);
    others.map(|(&status, &estimates)| Alarm::Status { status, estimates, examinees: summary.examinees })
}

/// The number of tests that ended for this reason.
fn stopped(summary: &SimulationSummary, reason: StopReason) -> u64 {
    summary.stop_reasons.get(reason.as_str()).copied().unwrap_or(0)
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverUsed { items, bank_items } => write!(f, "{items} of {bank_items} items were never used"),
            Self::AboveLimit { items, limit, highest_rate } => {
                let noun = if *items == 1 { "item" } else { "items" };
                write!(f, "{items} {noun} above the exposure limit {limit}; the highest rate is {highest_rate:.3}")
            }
            Self::LowCoverage { coverage, confidence } => {
                write!(f, "the coverage {coverage:.3} is below the confidence {confidence} of the intervals")
            }
            Self::LowCoverageOfGroup { group, mean_theta, coverage, confidence, groups } => {
                write!(f, "the coverage is {coverage:.3} in group {group} (mean theta {mean_theta:.2})")?;
                if *groups > 1 {
                    write!(f, ", and too low in {} more", groups - 1)?;
                }
                write!(f, "; the confidence of the intervals is {confidence}")
            }
            Self::PrecisionNotReached { tests, examinees, max_items, standard_error, combination } => {
                write!(f, "{tests} of {examinees} tests ended at {max_items} items without ")?;
                match combination {
                    Combination::Any => write!(f, "reaching the standard error {standard_error}"),
                    _ => write!(f, "the standard error {standard_error} and all other rules being met"),
                }
            }
            Self::BankExhausted { tests, examinees } => {
                write!(f, "{tests} of {examinees} tests ended because no eligible item was left")
            }
            Self::Status { status, estimates, examinees } => {
                let verb = if *estimates == 1 { "is" } else { "are" };
                let words = match EstimateStatus::from_name(status) {
                    Some(EstimateStatus::AtBound) => "at the bound of theta".to_owned(),
                    Some(EstimateStatus::AtGridEnd) => "cut off at an end of the quadrature grid".to_owned(),
                    Some(EstimateStatus::NoResponses) => "without responses".to_owned(),
                    Some(EstimateStatus::NoInformation) => "without information".to_owned(),
                    _ => status.replace('_', " "),
                };
                write!(f, "{estimates} of {examinees} final estimates {verb} {words}")
            }
        }
    }
}
