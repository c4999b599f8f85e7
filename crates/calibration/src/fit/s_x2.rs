//! The item fit statistic S-X2.

use statrs::function::gamma::gamma_ur;

use super::score_distribution::score_distribution;
use super::tables::FitTables;

/// The least expected number of right and of wrong answers in a group of scores.
const LEAST_EXPECTED: f64 = 1.0;

/// Neighbouring scores that are compared together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreGroup {
    /// The lowest score.
    pub lowest: usize,
    /// The highest score.
    pub highest: usize,
    /// The number of examinees.
    pub examinees: f64,
    /// How many of them answered rightly.
    pub observed: f64,
    /// How many should.
    pub expected: f64,
}

/// The statistic S-X2 of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct SX2 {
    /// The groups of scores.
    pub groups: Vec<ScoreGroup>,
    /// The sum of squared differences over their variances.
    pub statistic: f64,
    /// The number of groups less two.
    pub degrees_of_freedom: usize,
    /// The probability of a greater statistic; `None` without degrees of freedom.
    pub p: Option<f64>,
}

/// S-X2 of each dichotomous item, from the examinees who answered all items; `None` for other items, and where nobody did.
///
/// # Formula
/// For the scores `s` from 1 to the highest less 1, `sum N_s (O_s - E_s)^2 / (E_s (1 - E_s))`, with the observed and the expected
/// proportion of right answers among the examinees with this score. `E_s` follows from the distribution of the score on the
/// quadrature of the first group. Scores nobody has are dropped; a score that one examinee has joins the next higher, the last
/// the next lower; then, from the lowest, a group with less than one expected right or wrong answer joins its neighbour, an
/// inner one the neighbour with fewer examinees.
///
/// # Reference
/// Orlando and Thissen (2000).
#[must_use]
pub fn s_x2(tables: &FitTables<'_>) -> Vec<Option<SX2>> {
    let modelled: Vec<usize> = (0..tables.items.len()).filter(|item| tables.items[*item].is_some()).collect();
    let all = score_distribution(tables, &modelled);
    let scores = all.len() / tables.nodes;
    let (counts, right) = observed(tables, &modelled, scores);
    let is_empty = counts.iter().all(|count| *count == 0.0);
    let of_item = |item: usize| {
        let is_dichotomous = tables.probabilities[item].len() == 2 * tables.nodes;
        if is_empty || !is_dichotomous {
            return None;
        }
        let others: Vec<usize> = modelled.iter().copied().filter(|other| *other != item).collect();
        let expected = expected_proportions(tables, item, (&all, &score_distribution(tables, &others)));
        let row = |score: usize| ScoreGroup {
            lowest: score,
            highest: score,
            examinees: counts[score],
            observed: right[item][score],
            expected: counts[score] * expected[score],
        };
        Some(statistic((1..scores.saturating_sub(1)).map(row).filter(|group| group.examinees > 0.0).collect()))
    };
    (0..tables.items.len()).map(of_item).collect()
}

/// The number of examinees with each score, and of right answers to each item among them.
fn observed(tables: &FitTables<'_>, modelled: &[usize], scores: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    let (mut counts, mut right) = (vec![0.0; scores], vec![vec![0.0; scores]; tables.items.len()]);
    for examinee in 0..tables.responses.examinees() {
        let row: Vec<(usize, u8)> =
            tables.responses.row(examinee).filter(|(item, _)| tables.items[*item].is_some()).collect();
        if row.len() < modelled.len() {
            continue;
        }
        let score: usize = row.iter().map(|(_, category)| usize::from(*category)).sum();
        let weight = tables.responses.weight_of(examinee);
        counts[score] += weight;
        row.iter().filter(|(_, category)| *category == 1).for_each(|(item, _)| right[*item][score] += weight);
    }
    (counts, right)
}

/// The proportion of right answers to an item that the model expects at each score.
fn expected_proportions(tables: &FitTables<'_>, item: usize, (all, others): (&[f64], &[f64])) -> Vec<f64> {
    let nodes = tables.nodes;
    let (weights, right) = (&tables.weights[0], &tables.probabilities[item][nodes..]);
    let proportion = |score: usize| {
        let of_all: f64 = all[score * nodes..][..nodes].iter().zip(weights).map(|(p, weight)| p * weight).sum();
        let others = score.checked_sub(1).and_then(|below| others.get(below * nodes..(below + 1) * nodes));
        let product = |((p, weight), right): ((&f64, &f64), &f64)| p * weight * right;
        let with_right: f64 = others.map_or(0.0, |row| row.iter().zip(weights).zip(right).map(product).sum());
        with_right / of_all
    };
    (0..all.len() / nodes).map(proportion).collect()
}

fn statistic(mut groups: Vec<ScoreGroup>) -> SX2 {
    join_single(&mut groups);
    join_sparse(&mut groups);
    let term = |group: &ScoreGroup| {
        let variance = group.expected * (group.examinees - group.expected) / group.examinees;
        (group.observed - group.expected).powi(2) / variance
    };
    let statistic: f64 = groups.iter().map(term).sum();
    let degrees_of_freedom = groups.len().saturating_sub(2);
    let p = (degrees_of_freedom > 0 && statistic.is_finite() && statistic >= 0.0)
        .then(|| if statistic == 0.0 { 1.0 } else { gamma_ur(0.5 * degrees_of_freedom as f64, 0.5 * statistic) });
    SX2 { groups, statistic, degrees_of_freedom, p }
}

/// Joins a group with the one after it.
fn join(groups: &mut Vec<ScoreGroup>, place: usize) {
    let other = groups.remove(place + 1);
    let group = &mut groups[place];
    group.highest = other.highest;
    group.examinees += other.examinees;
    group.observed += other.observed;
    group.expected += other.expected;
}

fn join_single(groups: &mut Vec<ScoreGroup>) {
    let mut place = 0;
    while place < groups.len() {
        if groups[place].examinees == 1.0 && groups.len() > 1 {
            if place + 1 < groups.len() {
                join(groups, place);
                continue;
            }
            join(groups, place - 1);
        }
        place += 1;
    }
}

fn join_sparse(groups: &mut Vec<ScoreGroup>) {
    let is_sparse =
        |group: &ScoreGroup| group.expected < LEAST_EXPECTED || group.examinees - group.expected < LEAST_EXPECTED;
    while groups.len() > 1
        && let Some(place) = groups.iter().position(is_sparse)
    {
        let joins_lower = match place {
            0 => false,
            place if place + 1 == groups.len() => true,
            place => groups[place - 1].examinees <= groups[place + 1].examinees,
        };
        join(groups, if joins_lower { place - 1 } else { place });
    }
}
