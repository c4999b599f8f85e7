//! Shadow tests, beside another exact solver that begins anew at each of them.

use std::hint::black_box;
use std::time::Instant;

use benches::workload::Outcome;
use criterion::Criterion;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use test_assembly::{
    AttributeTable, Blueprint, Program, Refresh, ShadowState, ShadowTests, rows_from_csv, shadow_program,
};

const SIZES: [usize; 3] = [1_000, 5_000, 10_000];
const LENGTH: usize = 30;
const EXAMINEES: usize = 10;

fn main() -> Outcome<()> {
    println!("Shadow tests of {LENGTH} items under 36 rows; milliseconds of one shadow test");
    println!("| items | mean | median | p95 | p99 | microlp, mean | ratio |");
    println!("|--:|--:|--:|--:|--:|--:|--:|");
    for items in SIZES {
        measure(&Pool::new(items)?)?;
    }
    whole_test_by_criterion(&Pool::new(SIZES[0])?)
}

/// Items with three attributes, and the blueprint: 36 rows with narrow bounds.
struct Pool {
    parameters: Vec<[f64; 3]>,
    tests: ShadowTests,
}

/// Numbers that look random, from a linear congruential generator (Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() * most as f64) as usize
    }
}

impl Pool {
    fn new(items: usize) -> Outcome<Self> {
        let mut numbers = Numbers(17);
        let (mut table, mut parameters) = ("ID,AREA,TYPE,DOK,WORDS\n".to_owned(), Vec::new());
        for item in 0..items {
            let (area, kind, depth) = (numbers.below(20), numbers.below(8), 1 + numbers.below(3));
            table.push_str(&format!("i{item},{area},{kind},{depth},{}\n", 10 + numbers.below(80)));
            let b = (0..6).map(|_| numbers.next()).sum::<f64>() - 3.0;
            parameters.push([0.5 + 1.5 * numbers.next(), 1.4 * b, 0.05 + 0.25 * numbers.next()]);
        }
        let mut rows = format!("TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,{LENGTH},{LENGTH}\n");
        (0..20).for_each(|area| rows.push_str(&format!("Number,Item,AREA == {area},1,2\n")));
        (0..8).for_each(|kind| rows.push_str(&format!("Number,Item,TYPE == {kind},3,5\n")));
        (1..4).for_each(|depth| rows.push_str(&format!("Number,Item,DOK == {depth},8,12\n")));
        rows.push_str("Sum,Item,WORDS,1200,1500\nEnemy,Item,\"ID %in% c(\"\"i1\"\", \"\"i2\"\")\",,\n");
        rows.push_str("Include,Item,\"ID == \"\"i3\"\"\",,\nExclude,Item,WORDS > 85,,\n");
        let attributes = AttributeTable::items_from_csv(table.as_bytes())?;
        let blueprint = Blueprint::new(&rows_from_csv(rows.as_bytes())?, &attributes, None)?;
        let tests = ShadowTests::new(blueprint, Refresh::Always)?;
        let mut pool = Self { parameters, tests };
        pool.tests = pool.tests.clone().prepared(&pool.information(0.0));
        Ok(pool)
    }

    fn information(&self, theta: f64) -> Vec<f64> {
        let of_item = |[a, b, c]: &[f64; 3]| {
            let p = c + (1.0 - c) / (1.0 + (-a * (theta - b)).exp());
            a * a * ((p - c) / (1.0 - c)).powi(2) * (1.0 - p) / p
        };
        self.parameters.iter().map(of_item).collect()
    }
}

/// The abilities at which an examinee's shadow tests are assembled: from 0 to their own, in ever smaller steps.
fn course(examinee: usize) -> impl Iterator<Item = f64> {
    let theta = -2.0 + 4.0 * examinee as f64 / (EXAMINEES - 1) as f64;
    (0..LENGTH).map(move |position| {
        theta * (1.0 - 0.8_f64.powi(position as i32)) + 0.2 * (position as f64).sin() / (position + 1) as f64
    })
}

fn measure(pool: &Pool) -> Outcome<()> {
    let (mut times, mut other_times) = (Vec::new(), Vec::new());
    let (program, fixed) = shadow_program(pool.tests.blueprint());
    for examinee in 0..EXAMINEES {
        let (mut state, mut solver) = (ShadowState::default(), pool.tests.solver());
        for (position, theta) in course(examinee).enumerate() {
            let information = pool.information(theta);
            let mut all_fixed = fixed.clone();
            all_fixed.extend(state.given().iter().map(|item| (*item, true)));
            let begun = Instant::now();
            black_box(pool.tests.next(&mut state, &mut solver, &information, 1.0, &[])?);
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            if position % 10 == 5 {
                let begun = Instant::now();
                let best = by_microlp(&program, &information, &all_fixed)?;
                other_times.push(begun.elapsed().as_secs_f64() * 1e3);
                let own: f64 = state.test().iter().map(|item| information[*item]).sum();
                assert!((own - best).abs() < 1e-6, "{own} is not {best}");
            }
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let mean = |times: &[f64]| times.iter().sum::<f64>() / times.len() as f64;
    let (own, other) = (mean(&times), mean(&other_times));
    let items = pool.parameters.len();
    println!(
        "| {items} | {own:.3} | {:.3} | {:.3} | {:.3} | {other:.2} | {:.0} |",
        at(0.5),
        at(0.95),
        at(0.99),
        other / own
    );
    Ok(())
}

fn by_microlp(program: &Program, objective: &[f64], fixed: &[(usize, bool)]) -> Outcome<f64> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let variables: Vec<_> = objective.iter().map(|weight| problem.add_binary_var(*weight)).collect();
    for row in &program.rows {
        let terms: Vec<_> = row.terms.iter().map(|(variable, value)| (variables[*variable], *value)).collect();
        problem.add_constraint(terms.as_slice(), ComparisonOp::Ge, row.lower);
        problem.add_constraint(terms.as_slice(), ComparisonOp::Le, row.upper);
    }
    for (variable, value) in fixed {
        problem.add_constraint([(variables[*variable], 1.0)].as_slice(), ComparisonOp::Eq, f64::from(*value));
    }
    match problem.solve()? {
        SolveOutcome::Solution(solution) => Ok(solution.objective()),
        SolveOutcome::Interrupted(_) => Err("the other solver was interrupted".into()),
    }
}

fn whole_test_by_criterion(pool: &Pool) -> Outcome<()> {
    let informations: Vec<_> = course(3).map(|theta| pool.information(theta)).collect();
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    criterion.bench_function("test_assembly/a test of 30 items from 1000", |bench| {
        bench.iter(|| {
            let (mut state, mut solver) = (ShadowState::default(), pool.tests.solver());
            for information in &informations {
                let step = pool.tests.next(&mut state, &mut solver, information, 1.0, &[]);
                assert!(matches!(step, Ok(Some(_))));
            }
            black_box(state)
        });
    });
    criterion.final_summary();
    Ok(())
}
