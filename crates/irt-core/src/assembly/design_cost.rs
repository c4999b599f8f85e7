//! What a design costs on a bank: estimated before anything is computed.

use std::fmt;
use std::time::Duration;

use crate::bank::ItemBank;
use crate::design::CatDesign;
use crate::estimation::Estimator;
use crate::selection::{BankSize, ChoiceCost, SelectionRule};

/// How many answers the step has behind it that a [`DesignCost`] is the cost of, where tests can be longer.
const MOST_ANSWERS: usize = 100;
/// The bytes of a number in a table.
const NUMBER_BYTES: usize = 8;
/// The nanoseconds of a number in a table.
const NUMBER: f64 = 16.0;
/// The nanoseconds of an item in the index of the most informative ones.
const INDEXED_ITEM: f64 = 1_000.0;
/// The nanoseconds of an item that the lists of the index have room for, and how many these are.
const LISTED_ITEM: f64 = 10_000.0;
const LISTED_ITEMS: usize = 128;

/// What a design costs on a bank, estimated from the size of the bank, the grid, the rule and the estimator.
///
/// The times are those of one core of the machine of `docs/performance.md`, good to a factor of 3; the bytes are exact but
/// for a few for each item.
///
/// ```
/// use irt_core::{CatDesign, CatSpec, DesignCost, FourPl, Item, ItemBank, Metric, SelectionRule};
///
/// let item = |number| Item::new(&format!("q{number}"), FourPl::one_pl(0.0).unwrap());
/// let bank = ItemBank::new(Metric::LOGISTIC, (0..500).map(item).collect::<Result<_, _>>()?)?;
/// let cost = DesignCost::new(&bank, &CatDesign::default());
/// let mut costly = CatSpec::default();
/// costly.selection.rule = SelectionRule::Mei;
/// assert!(DesignCost::new(&bank, &CatDesign::new(costly)?).step() > 100 * cost.step());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct DesignCost {
    size: BankSize,
    rule: CostedRule,
    start_rule: CostedRule,
    interim_estimator: Estimator,
    /// The answers before the last choice of the longest test, at most [`MOST_ANSWERS`].
    answers: usize,
    table_bytes: usize,
}

#[derive(Debug, Clone, Copy)]
struct CostedRule {
    rule: SelectionRule,
    choice: ChoiceCost,
}

/// What a design may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostLimits {
    /// How long the choice of an item may take.
    pub step: Duration,
    /// How many bytes the tables may take.
    pub table_bytes: usize,
}

impl Default for CostLimits {
    /// 250 ms, and 512 MiB.
    fn default() -> Self {
        Self { step: Duration::from_millis(250), table_bytes: 512 << 20 }
    }
}

/// A design that costs more than it may on a bank.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {value} {cause}")]
pub struct ExcessiveCost {
    /// The field of the design that the cost comes from, as section and name.
    pub field: &'static str,
    /// Its value.
    pub value: String,
    /// What it costs, and what it may.
    pub cause: ExcessCause,
}

/// What costs too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExcessCause {
    /// The choice of an item takes too long.
    Step {
        /// The design and the bank, in words.
        of: String,
        /// How long it takes.
        takes: Duration,
        /// How long it may take.
        limit: Duration,
    },
    /// The tables take too much memory.
    Tables {
        /// The design and the bank, in words.
        of: String,
        /// How many bytes they take.
        takes: usize,
        /// How many bytes they may take.
        limit: usize,
    },
}

impl fmt::Display for ExcessCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step { of, takes, limit } => {
                let (takes, limit) = (shown_time(*takes), shown_time(*limit));
                write!(f, "takes about {takes} to choose an item {of}; the limit is {limit}: ")?;
                f.write_str("take a rule or an estimator that costs less, fewer nodes, shorter tests or fewer items")
            }
            Self::Tables { of, takes, limit } => {
                let (takes, limit) = (shown_bytes(*takes), shown_bytes(*limit));
                write!(f, "take about {takes} of tables {of}; the limit is {limit}: take fewer nodes or fewer items")
            }
        }
    }
}

impl DesignCost {
    /// The cost of a design on a bank.
    #[must_use]
    pub fn new(bank: &ItemBank, design: &CatDesign) -> Self {
        let spec = design.spec();
        let nodes = design.quadrature().node_count();
        let size = BankSize { items: bank.len(), columns: bank.curves().map(|curve| curve.categories()).sum(), nodes };
        let randomesque = spec.exposure.randomesque.unwrap_or(1) as usize;
        let costed = |rule: SelectionRule| CostedRule { rule, choice: rule.row().choice_cost(randomesque) };
        let (rule, start_rule) = (costed(spec.selection.rule), costed(spec.start.rule.unwrap_or(spec.selection.rule)));
        let longest = design.stopping_rule().max_items.map_or(usize::MAX, |items| items as usize).min(bank.len());
        let tables = rule.rule.row().tables().and(start_rule.rule.row().tables());
        let numbers = size.columns * nodes + tables.numbers(size);
        Self {
            size,
            rule,
            start_rule,
            interim_estimator: design.interim_estimator(),
            answers: longest.saturating_sub(1).min(MOST_ANSWERS),
            table_bytes: numbers * NUMBER_BYTES,
        }
    }

    /// How many items the bank has.
    #[must_use]
    pub const fn items(&self) -> usize {
        self.size.items
    }

    /// How many nodes the grid has.
    #[must_use]
    pub const fn nodes(&self) -> usize {
        self.size.nodes
    }

    /// How many bytes the tables take.
    #[must_use]
    pub const fn table_bytes(&self) -> usize {
        self.table_bytes
    }

    /// How long the costliest choice of an item takes with the estimate before it: the last one of the longest test, or
    /// that after 100 answers where tests can be longer.
    #[must_use]
    pub fn step(&self) -> Duration {
        self.step_after(self.answers)
    }

    /// How long an estimate and the choice of an item take after this number of answers.
    #[must_use]
    pub fn step_after(&self, answers: usize) -> Duration {
        let estimate = self.interim_estimator.nanoseconds(answers, self.size.nodes);
        nanoseconds(estimate + self.choice(&self.rule, answers).max(self.choice(&self.start_rule, answers)))
    }

    /// How long it takes to take a session up again after this number of answers.
    #[must_use]
    pub fn restore_after(&self, answers: usize) -> Duration {
        nanoseconds(self.interim_estimator.nanoseconds_anew(answers, self.size.nodes))
    }

    /// How long it takes to compute the tables.
    #[must_use]
    pub fn preparation(&self) -> Duration {
        let numbers = (self.table_bytes / NUMBER_BYTES) as f64;
        let (items, listed) = (self.size.items as f64, self.size.items.min(LISTED_ITEMS) as f64);
        nanoseconds(numbers * NUMBER + items * INDEXED_ITEM + listed * LISTED_ITEM)
    }

    /// Whether the design may cost this much.
    ///
    /// # Errors
    /// [`ExcessiveCost`] names the field that the cost comes from, and the limit.
    pub fn check(&self, limits: &CostLimits) -> Result<(), ExcessiveCost> {
        if self.table_bytes > limits.table_bytes {
            let of = format!("for {} items under {}", self.size.items, self.rule.rule);
            let cause = ExcessCause::Tables { of, takes: self.table_bytes, limit: limits.table_bytes };
            return Err(ExcessiveCost { field: "quadrature.nodes", value: self.size.nodes.to_string(), cause });
        }
        let takes = self.step();
        if takes > limits.step {
            let (field, rule) = self.costliest_rule();
            let cause = ExcessCause::Step { of: self.in_words(rule), takes, limit: limits.step };
            return Err(ExcessiveCost { field, value: rule.to_string(), cause });
        }
        Ok(())
    }

    fn choice(&self, rule: &CostedRule, answers: usize) -> f64 {
        // An estimate that is made for an item has one more answer.
        let estimate = self.interim_estimator.nanoseconds_anew(answers + 1, self.size.nodes);
        rule.choice.nanoseconds(self.size, answers, estimate)
    }

    fn costliest_rule(&self) -> (&'static str, SelectionRule) {
        if self.choice(&self.start_rule, self.answers) > self.choice(&self.rule, self.answers) {
            ("start.rule", self.start_rule.rule)
        } else {
            ("selection.rule", self.rule.rule)
        }
    }

    fn in_words(&self, rule: SelectionRule) -> String {
        let Self { size: BankSize { items, nodes, .. }, answers, .. } = self;
        let by = if rule.estimates_anew() {
            format!(" with an estimate by {} for each answer to each item", self.interim_estimator)
        } else {
            String::new()
        };
        format!("of {items} on {nodes} nodes after {answers} answers{by}")
    }
}

impl fmt::Display for DesignCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, rule) = self.costliest_rule();
        let [step, preparation] = [self.step(), self.preparation()].map(shown_time);
        write!(f, "{rule} takes about {step} to choose an item {}; ", self.in_words(rule))?;
        write!(f, "its tables take {} and about {preparation} to compute", shown_bytes(self.table_bytes))
    }
}

fn nanoseconds(number: f64) -> Duration {
    Duration::from_nanos(number as u64)
}

/// A time with two significant digits.
fn shown_time(time: Duration) -> String {
    let (value, unit) = match time.as_secs_f64() {
        seconds if seconds >= 1.0 => (seconds, "s"),
        seconds if seconds >= 1e-3 => (seconds * 1e3, "ms"),
        seconds => (seconds * 1e6, "us"),
    };
    let digits = usize::from(value < 10.0 && value.fract() >= 0.05);
    format!("{value:.digits$} {unit}")
}

fn shown_bytes(bytes: usize) -> String {
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    let digits = usize::from(mebibytes < 10.0);
    format!("{mebibytes:.digits$} MiB")
}
