//! Among selections of the same value, one with lower numbers.

use super::evaluation::Evaluation;
use super::program::Program;
use super::query::Query;
use super::search::TIE;

/// Exchanges selected items for items of lower numbers and the same weight as long as every row still holds.
///
/// The result depends on the selection, which a solve from the slack basis determines, and on nothing else.
pub(super) fn prefer_low_numbers(
    program: &Program,
    evaluation: &Evaluation,
    query: &Query<'_>,
    mut selected: Vec<bool>,
) -> Vec<bool> {
    let scale = query.objective.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let tolerance = TIE * 1e-3 * scale;
    let mut is_fixed = vec![false; program.binaries];
    query.fixed.iter().for_each(|(variable, _)| is_fixed[*variable] = true);
    if program.continuous.is_some() || scale == 0.0 {
        return selected;
    }
    let mut by_weight: Vec<usize> = (0..program.binaries).filter(|variable| !is_fixed[*variable]).collect();
    by_weight.sort_by(|a, b| query.objective[*a].total_cmp(&query.objective[*b]).then(a.cmp(b)));
    for tied in by_weight.chunk_by(|a, b| (query.objective[*a] - query.objective[*b]).abs() <= tolerance) {
        let weighs = tied.iter().any(|variable| query.objective[*variable] != 0.0);
        let is_mixed = tied.iter().any(|variable| selected[*variable] != selected[tied[0]]);
        if weighs && is_mixed {
            let is_feasible = |selected: &[bool]| evaluation.value(program, query.objective, selected).is_some();
            lower_numbers_of(is_feasible, tied, &mut selected);
        }
    }
    selected
}

fn lower_numbers_of(is_feasible: impl Fn(&[bool]) -> bool, tied: &[usize], selected: &mut [bool]) {
    let mut numbers = tied.to_vec();
    numbers.sort_unstable();
    for (index, &low) in numbers.iter().enumerate() {
        if selected[low] {
            continue;
        }
        for &high in numbers[index + 1..].iter().rev() {
            if selected[high] {
                (selected[low], selected[high]) = (true, false);
                if is_feasible(selected) {
                    break;
                }
                (selected[low], selected[high]) = (false, true);
            }
        }
    }
}
