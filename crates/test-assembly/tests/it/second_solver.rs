//! Random programs of the size of real ones, beside another solver.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use proptest::prelude::*;
use test_assembly::{Outcome, Program, ProgramRow, Query, Selection, Solver};

/// Pools of 60 items with categories, words and pairs of enemies, for tests of 12.
fn programs() -> impl Strategy<Value = (Program, Vec<f64>)> {
    const ITEMS: usize = 60;
    let items = prop::collection::vec((0..4_usize, 0..3_usize, 10..60_u32, 0.0..2.0), ITEMS);
    let enemies = prop::collection::vec((0..ITEMS, 0..ITEMS), 0..8);
    (items, enemies, 250..400_u32).prop_map(|(items, enemies, words)| {
        let row = |lower: f64, upper: f64, value: &dyn Fn(usize) -> f64| {
            let terms = (0..ITEMS).map(|item| (item, value(item))).filter(|(_, value)| *value != 0.0).collect();
            ProgramRow { lower, upper, terms }
        };
        let mut rows = vec![row(12.0, 12.0, &|_| 1.0)];
        rows.extend((0..4).map(|area| row(2.0, 4.0, &|item| f64::from(items[item].0 == area))));
        rows.extend((0..3).map(|level| row(3.0, 5.0, &|item| f64::from(items[item].1 == level))));
        rows.push(row(f64::from(words), f64::from(words) + 40.0, &|item| f64::from(items[item].2)));
        rows.extend(
            enemies
                .iter()
                .filter(|(a, b)| a != b)
                .map(|(a, b)| row(0.0, 1.0, &|item| f64::from(item == *a || item == *b))),
        );
        let objective = items.iter().map(|item| item.3).collect();
        (Program { binaries: ITEMS, rows, ..Program::default() }, objective)
    })
}

fn by_microlp(program: &Program, objective: &[f64]) -> Option<f64> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let variables: Vec<_> = objective.iter().map(|weight| problem.add_binary_var(*weight)).collect();
    for row in &program.rows {
        let terms: Vec<_> = row.terms.iter().map(|(variable, value)| (variables[*variable], *value)).collect();
        problem.add_constraint(terms.as_slice(), ComparisonOp::Ge, row.lower);
        problem.add_constraint(terms.as_slice(), ComparisonOp::Le, row.upper);
    }
    match problem.solve().ok()? {
        SolveOutcome::Solution(solution) => Some(solution.objective()),
        SolveOutcome::Interrupted(_) => panic!("no limit is set"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn another_solver_finds_the_same_value((program, objective) in programs()) {
        let query = Query { objective: &objective, fixed: &[], node_limit: 1_000_000 };
        let answer = Solver::new(program.clone()).solve(&query, None);
        match (by_microlp(&program, &objective), answer) {
            (Some(best), Outcome::Optimal(Selection { value, .. })) => prop_assert!((best - value).abs() < 1e-7, "{best} {value}"),
            (None, Outcome::Infeasible) => {}
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
