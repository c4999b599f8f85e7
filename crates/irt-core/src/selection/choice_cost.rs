//! What the choice of an item costs, and the tables that it reads.

use super::criterion::Criterion;

/// What a choice costs by a criterion, in nanoseconds on the machine of `docs/performance.md`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChoiceCost {
    /// A look at an item.
    per_item: f64,
    /// Each node of each column that is read.
    per_node: f64,
    columns: ColumnsRead,
    /// Whether each category of each item takes an estimate.
    estimates: bool,
    /// Whether an index or bounds leave out most of the items where the best is wanted.
    finds_best: bool,
}

/// The columns of a table that the value of an item is made from.
#[derive(Debug, Clone, Copy)]
enum ColumnsRead {
    None,
    OnePerItem,
    OnePerCategory,
}

/// How large a bank is on a grid.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BankSize {
    pub(crate) items: usize,
    /// The categories of all items.
    pub(crate) columns: usize,
    pub(crate) nodes: usize,
}

/// The nanoseconds that the best item takes where an index finds it.
const BY_INDEX: f64 = 150.0;
/// The nanoseconds that a node takes for each answer, where weights of the nodes are made of the answers.
const WEIGHT: f64 = 0.2;
/// The nanoseconds that a node takes once, for the exponential.
const EXPONENTIAL: f64 = 4.0;

impl ChoiceCost {
    /// A criterion whose best item an index finds; a look at one item otherwise.
    pub(super) const fn by_index(per_item: f64) -> Self {
        Self { finds_best: true, ..Self::at_theta(per_item) }
    }

    /// A number that each item has at an ability.
    pub(super) const fn at_theta(per_item: f64) -> Self {
        Self { per_item, per_node: 0.0, columns: ColumnsRead::None, estimates: false, finds_best: false }
    }

    /// A number that takes the estimates which the answers to the item would lead to.
    pub(super) const fn after_answers(per_item: f64) -> Self {
        Self { estimates: true, ..Self::at_theta(per_item) }
    }

    /// A sum over a column of each item.
    pub(super) const fn over_items(per_item: f64, per_node: f64) -> Self {
        Self { per_node, columns: ColumnsRead::OnePerItem, ..Self::at_theta(per_item) }
    }

    /// A sum over a column of each category of each item.
    pub(super) const fn over_categories(per_item: f64, per_node: f64) -> Self {
        Self { per_node, columns: ColumnsRead::OnePerCategory, ..Self::at_theta(per_item) }
    }

    /// The same cost, where an index finds the best item or every item is looked at.
    pub(super) const fn looking_at_every_item(self, every_item: bool) -> Self {
        Self { finds_best: self.finds_best && !every_item, ..self }
    }

    /// The nanoseconds of a choice after this number of answers, an estimate after them taking so many.
    pub(crate) fn nanoseconds(&self, size: BankSize, answers: usize, estimate: f64) -> f64 {
        if self.finds_best {
            return BY_INDEX;
        }
        let (items, columns, nodes) = (size.items as f64, size.columns as f64, size.nodes as f64);
        let read = match self.columns {
            ColumnsRead::None => 0.0,
            ColumnsRead::OnePerItem => items,
            ColumnsRead::OnePerCategory => columns,
        };
        let weights = if read > 0.0 { nodes * (EXPONENTIAL + WEIGHT * answers as f64) } else { 0.0 };
        let estimates = if self.estimates { columns * estimate } else { 0.0 };
        items * self.per_item + read * nodes * self.per_node + weights + estimates
    }
}

/// The tables that criteria read on the nodes of a grid.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TablesRead {
    log_probabilities: bool,
    probabilities: bool,
    informations: bool,
    variance_bounds: bool,
}

impl TablesRead {
    pub(super) const fn of(criterion: Criterion) -> Self {
        const NONE: TablesRead =
            TablesRead { log_probabilities: false, probabilities: false, informations: false, variance_bounds: false };
        // All weights are made of log-probabilities.
        const WEIGHTED: TablesRead = TablesRead { log_probabilities: true, ..NONE };
        match criterion {
            Criterion::Information | Criterion::AtTheta(_) | Criterion::AfterAnswer(_) => NONE,
            Criterion::OverInformations(..) => Self { informations: true, ..WEIGHTED },
            Criterion::OverLogProbabilities(..) => WEIGHTED,
            Criterion::OverProbabilities(..) | Criterion::PredictedVariance(_) => {
                Self { probabilities: true, ..WEIGHTED }
            }
            Criterion::ExpectedVariance(_) => Self { probabilities: true, variance_bounds: true, ..WEIGHTED },
        }
    }

    /// The tables that the one or the other reads.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            log_probabilities: self.log_probabilities || other.log_probabilities,
            probabilities: self.probabilities || other.probabilities,
            informations: self.informations || other.informations,
            variance_bounds: self.variance_bounds || other.variance_bounds,
        }
    }

    /// The numbers of these tables, in eights of bytes.
    pub(crate) fn numbers(self, size: BankSize) -> usize {
        let (columns, items) = (size.columns * size.nodes, size.items * size.nodes);
        let one = |is_read: bool, numbers: usize| if is_read { numbers } else { 0 };
        one(self.log_probabilities, columns)
            + one(self.probabilities, columns)
            + one(self.informations, items)
            + one(self.variance_bounds, items / 2)
    }
}
