//! What a finished test gives each row, counted from the blueprint and not from the program that the solver works on.

use super::resolved::{Blueprint, Row};
use super::row_spec::Of;
use super::rule::{Part, Rule};

/// What a test gives the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Achieved {
    /// One entry for each part of each row that is on; `order` rows have none.
    pub rows: Vec<RowResult>,
}

/// What a test gives a row, or the part of a row for one value or one stimulus.
#[derive(Debug, Clone, PartialEq)]
pub struct RowResult {
    /// The id of the row.
    pub id: String,
    /// The value of the attribute, or the stimulus; empty if the row has one part.
    pub label: String,
    /// What the test has.
    pub value: f64,
    /// The least value allowed.
    pub lower: f64,
    /// The largest value allowed.
    pub upper: f64,
    /// Whether the row holds.
    pub holds: bool,
}

impl Achieved {
    /// Whether every row holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.rows.iter().all(|row| row.holds)
    }
}

impl Blueprint {
    /// What the rows say of a test, given by its items.
    #[must_use]
    pub fn achieved(&self, items: &[usize]) -> Achieved {
        achieved(self, items)
    }
}

fn achieved(blueprint: &Blueprint, items: &[usize]) -> Achieved {
    let mut test =
        Test { items: vec![false; blueprint.item_ids.len()], stimuli: vec![false; blueprint.stimulus_ids.len()] };
    for &item in items {
        if let Some(selected) = test.items.get_mut(item) {
            *selected = true;
        }
        if let Some(stimulus) = blueprint.stimulus_of(item) {
            test.stimuli[stimulus] = true;
        }
    }
    let rows = blueprint.rows.iter().filter(|row| row.on);
    Achieved { rows: rows.flat_map(|row| test.results(row)).collect() }
}

/// The selected items and stimuli.
struct Test {
    items: Vec<bool>,
    stimuli: Vec<bool>,
}

impl Test {
    fn has(&self, of: Of, member: usize) -> bool {
        match of {
            Of::Item => self.items[member],
            Of::Stimulus => self.stimuli[member],
        }
    }

    fn results(&self, row: &Row) -> Vec<RowResult> {
        let count = |members: &[usize]| members.iter().filter(|member| self.has(row.of, **member)).count() as f64;
        let counted = |members: &[usize], lower: f64, upper: f64| {
            let value = count(members);
            vec![result(row, String::new(), value, [lower, upper])]
        };
        match &row.rule {
            Rule::Parts(parts) => parts.iter().filter_map(|part| self.part(row, part)).collect(),
            Rule::Include(members) => counted(members, members.len() as f64, members.len() as f64),
            Rule::Exclude(members) => counted(members, 0.0, 0.0),
            Rule::Enemy(members) => counted(members, 0.0, 1.0),
            Rule::AllOrNone(members) => {
                let all = members.len() as f64;
                let mut results = counted(members, 0.0, all);
                results.iter_mut().for_each(|result| result.holds = result.value == 0.0 || result.value == all);
                results
            }
            Rule::Order(_) => Vec::new(),
        }
    }

    /// `None` for a stimulus that is not selected, which has no items by that.
    fn part(&self, row: &Row, part: &Part) -> Option<RowResult> {
        if part.stimulus.is_some_and(|stimulus| !self.stimuli[stimulus]) {
            return None;
        }
        let selected = part.terms.iter().filter(|(member, _)| self.has(part.of, *member));
        let sum: f64 = selected.map(|(_, value)| value).sum();
        let divisor = if part.divisor > 0.0 { part.divisor } else { count(&self.stimuli) };
        let mut result = result(row, part.label.clone(), sum, [part.lower, part.upper]);
        result.value /= divisor;
        result.lower /= divisor;
        result.upper /= divisor;
        Some(result)
    }
}

fn count(selected: &[bool]) -> f64 {
    (selected.iter().filter(|selected| **selected).count() as f64).max(1.0)
}

fn result(row: &Row, label: String, value: f64, [lower, upper]: [f64; 2]) -> RowResult {
    // Sums of whole numbers are exact; other sums may be off in their last digits.
    let tolerance = if value.fract() == 0.0 { 1e-9 } else { 1e-9 * value.abs().max(1.0) };
    let holds = lower - tolerance <= value && value <= upper + tolerance;
    RowResult { id: row.id.clone(), label, value, lower, upper, holds }
}
