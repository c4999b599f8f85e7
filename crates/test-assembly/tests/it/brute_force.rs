//! Random programs against enumeration.

use proptest::prelude::*;
use test_assembly::{LazyRow, Outcome, Program, ProgramRow, Query, Selection, Solver};

/// A program with objectives for a sequence of solves.
#[derive(Debug, Clone)]
struct Case {
    program: Program,
    objectives: Vec<Vec<f64>>,
    fixed: Vec<Vec<(usize, bool)>>,
}

fn rows(variables: usize) -> impl Strategy<Value = Vec<ProgramRow>> {
    let value = prop_oneof![6 => Just(0.0), 4 => Just(1.0), 1 => Just(-1.0), 1 => (1..40_i32).prop_map(f64::from), 1 => 0.1..3.0];
    let row = (prop::collection::vec(value, variables), 0.0..1.0, 0.0..0.5, any::<bool>());
    let row = row.prop_map(|(values, at, width, is_whole)| {
        let terms: Vec<(usize, f64)> = values.into_iter().enumerate().filter(|(_, value)| *value != 0.0).collect();
        let (least, most) =
            terms.iter().fold((0.0, 0.0), |(a, b): (f64, f64), (_, v)| (a + v.min(0.0), b + v.max(0.0)));
        let lower: f64 = least + (most - least) * at;
        let upper: f64 = lower + (most - least) * width;
        let (lower, upper) = if is_whole { (lower.round(), upper.round()) } else { (lower, upper) };
        ProgramRow { lower, upper, terms }
    });
    prop::collection::vec(row, 1..8)
}

fn cases() -> impl Strategy<Value = Case> {
    (3..13_usize).prop_flat_map(|variables| {
        let weight = prop_oneof![3 => 0.0..5.0, 1 => (0..4_i32).prop_map(f64::from)];
        let objectives = prop::collection::vec(prop::collection::vec(weight, variables), 1..5);
        let fixings = prop::collection::vec((0..variables, any::<bool>()), 0..3);
        (rows(variables), rows(variables), objectives, prop::collection::vec(fixings, 5)).prop_map(
            move |(rows, lazy, objectives, fixed)| {
                let lazy = lazy.into_iter().take(2).map(|row| LazyRow { row, is_required: true }).collect();
                let program = Program { binaries: variables, continuous: None, rows, lazy, decided_first: Vec::new() };
                Case { program, objectives, fixed }
            },
        )
    })
}

fn holds(row: &ProgramRow, chosen: u32) -> bool {
    let sum: f64 = row.terms.iter().filter(|(variable, _)| chosen >> variable & 1 == 1).map(|(_, value)| value).sum();
    let tolerance = 1e-9 * sum.abs().max(1.0);
    row.lower - tolerance <= sum && sum <= row.upper + tolerance
}

fn enumerate(case: &Case, objective: &[f64], fixed: &[(usize, bool)]) -> Option<f64> {
    let required = case.program.lazy.iter().map(|lazy| &lazy.row);
    let rows: Vec<&ProgramRow> = case.program.rows.iter().chain(required).collect();
    let feasible = (0..1_u32 << case.program.binaries)
        .filter(|chosen| fixed.iter().all(|(variable, value)| (chosen >> variable & 1 == 1) == *value))
        .filter(|chosen| rows.iter().all(|row| holds(row, *chosen)));
    let value = |chosen: u32| {
        objective.iter().enumerate().filter(|(variable, _)| chosen >> variable & 1 == 1).map(|(_, weight)| weight).sum()
    };
    feasible.map(value).max_by(f64::total_cmp)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn answers_are_those_of_enumeration_and_do_not_depend_on_earlier_ones(case in cases()) {
        let mut warm = Solver::new(case.program.clone());
        let mut known: Option<Vec<bool>> = None;
        for (objective, fixed) in case.objectives.iter().zip(&case.fixed) {
            let query = Query { objective, fixed, node_limit: 100_000 };
            let best = enumerate(&case, objective, fixed);
            let answer = warm.solve(&query, known.as_deref());
            let alone = Solver::new(case.program.clone()).solve(&query, None);
            match (best, &answer) {
                (None, Outcome::Infeasible) => {}
                (Some(best), Outcome::Optimal(Selection { value, selected })) => {
                    prop_assert!((best - value).abs() <= 1e-9, "{best} but {value}");
                    known = Some(selected.clone());
                }
                other => prop_assert!(false, "{other:?}"),
            }
            prop_assert_eq!(answer, alone);
        }
    }
}
