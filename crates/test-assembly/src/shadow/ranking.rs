//! The order in which the free items of a shadow test come.

use crate::blueprint::{Blueprint, Of};

/// Items that are shown one after the other: the free items of a stimulus, or one item without a stimulus.
struct Unit {
    free: Vec<usize>,
    is_current: bool,
    /// The rank by the `order` row about stimuli.
    rank: u32,
    mean: f64,
}

/// The free items of a shadow test in the order in which they are to be shown.
///
/// The stimulus under way comes first; then the stimulus with the largest mean information of its items in the shadow test,
/// an item without a stimulus counting as one; within a stimulus the most informative item. `order` rows precede: of
/// stimuli before the mean, of items before everything. Ties go to the lower number.
pub(super) fn ranked(
    blueprint: &Blueprint,
    test: &[usize],
    given: &[usize],
    current: Option<usize>,
    information: &[f64],
) -> Vec<usize> {
    let mut units = units(blueprint, test, given, current, information);
    units.sort_by(|a, b| {
        let before = b.is_current.cmp(&a.is_current).then(a.rank.cmp(&b.rank));
        before.then(b.mean.total_cmp(&a.mean)).then(a.free.cmp(&b.free))
    });
    for unit in &mut units {
        unit.free.sort_by(|a, b| information[*b].total_cmp(&information[*a]).then(a.cmp(b)));
    }
    let mut order: Vec<usize> = units.into_iter().flat_map(|unit| unit.free).collect();
    if let Some(ranks) = blueprint.order(Of::Item) {
        order.sort_by_key(|item| ranks[*item]);
    }
    order
}

fn units(
    blueprint: &Blueprint,
    test: &[usize],
    given: &[usize],
    current: Option<usize>,
    information: &[f64],
) -> Vec<Unit> {
    let ranks = blueprint.order(Of::Stimulus);
    let mut stimuli: Vec<Vec<usize>> = vec![Vec::new(); blueprint.stimulus_ids().len()];
    let mut units = Vec::new();
    for &item in test {
        match blueprint.stimulus_of(item) {
            Some(stimulus) => stimuli[stimulus].push(item),
            None if given.contains(&item) => {}
            None => {
                let rank = ranks.map_or(0, |_| u32::MAX);
                units.push(Unit { free: vec![item], is_current: false, rank, mean: information[item] });
            }
        }
    }
    for (stimulus, items) in stimuli.iter().enumerate() {
        let free: Vec<usize> = items.iter().copied().filter(|item| !given.contains(item)).collect();
        if !free.is_empty() {
            let mean = items.iter().map(|item| information[*item]).sum::<f64>() / items.len() as f64;
            let rank = ranks.map_or(0, |ranks| ranks[stimulus]);
            units.push(Unit { free, is_current: current == Some(stimulus), rank, mean });
        }
    }
    units
}
