//! The solver: warm starts, and answers that do not depend on them.

use super::dual_simplex::DualSimplex;
use super::evaluation::Evaluation;
use super::lowest_numbers::prefer_low_numbers;
use super::program::Program;
use super::query::{Outcome, Query, Selection, Work};
use super::search::{Goal, Search, Verdict};

/// The rows that may enter a relaxation beside those of the program before the solver drops them.
const MOST_ENTERED: usize = 300;
/// The nodes of a search that a warm start may take to prove that its selection is the only best one.
const WARM_NODES: u64 = 2000;

/// A solver for one program with changing objectives and fixings.
#[derive(Debug, Clone)]
pub struct Solver {
    program: Program,
    evaluation: Evaluation,
    simplex: DualSimplex,
    entered: Vec<bool>,
    work: Work,
}

impl Solver {
    /// A solver for a program.
    #[must_use]
    pub fn new(program: Program) -> Self {
        let simplex = DualSimplex::new(&program);
        let entered = vec![false; program.lazy.len()];
        let evaluation = Evaluation::new(&program);
        Self { program, evaluation, simplex, entered, work: Work::default() }
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// How much work the solver has done.
    #[must_use]
    pub fn work(&self) -> Work {
        Work { pivots: self.work.pivots + self.simplex.pivots, ..self.work }
    }

    /// The best selection, from a warm start. `known` is a selection that may be feasible, such as the former shadow test;
    /// it saves work and does not change the answer.
    pub fn solve(&mut self, query: &Query<'_>, known: Option<&[bool]>) -> Outcome {
        self.work.answers += 1;
        let limited = Query { node_limit: query.node_limit.min(WARM_NODES), ..*query };
        let (verdict, outcome) = self.search(&limited, Goal::Unique, known);
        if verdict == Verdict::Done {
            return outcome;
        }
        self.work.second_solves += 1;
        self.solve_from_slacks(query)
    }

    /// The best selection, from the slack basis.
    pub fn solve_from_slacks(&mut self, query: &Query<'_>) -> Outcome {
        self.forget();
        let (_, outcome) = self.search(query, Goal::Best, None);
        match outcome {
            Outcome::Optimal(selection) => {
                let selected = prefer_low_numbers(&self.program, &self.evaluation, query, selection.selected);
                let value = self.evaluation.value(&self.program, query.objective, &selected).unwrap_or(selection.value);
                Outcome::Optimal(Selection { value, selected })
            }
            other => other,
        }
    }

    /// Any feasible selection; its value is that of the objective.
    pub fn find_any(&mut self, query: &Query<'_>) -> Outcome {
        self.forget();
        self.search(query, Goal::Any, None).1
    }

    /// Begins from the slack basis of the rows of the program alone.
    fn forget(&mut self) {
        if self.entered.contains(&true) {
            self.drop_entered();
        } else {
            self.simplex.reset();
        }
    }

    fn drop_entered(&mut self) {
        self.work.pivots += self.simplex.pivots;
        self.simplex = DualSimplex::new(&self.program);
        self.entered.fill(false);
    }

    fn search(&mut self, query: &Query<'_>, goal: Goal, known: Option<&[bool]>) -> (Verdict, Outcome) {
        if self.entered.iter().filter(|entered| **entered).count() > MOST_ENTERED {
            self.drop_entered();
        }
        if !self.load(query) || (known.is_none() && self.contradicts_itself()) {
            return (Verdict::Done, Outcome::Infeasible);
        }
        let (program, simplex, entered) = (&self.program, &mut self.simplex, &mut self.entered[..]);
        let mut search =
            Search::new((program, &self.evaluation), query.objective, simplex, entered, goal, query.node_limit);
        if let Some(known) = known {
            search.offer(known.to_vec());
        }
        let verdict = search.run();
        let (best, bound, nodes) = (search.best.take(), search.root_bound, search.nodes);
        self.work.nodes += nodes;
        let selection = best.map(|(value, selected)| Selection { value, selected });
        let outcome = match (verdict, selection) {
            (Verdict::Trouble | Verdict::Tied, _) => Outcome::Numerical,
            (Verdict::NodeLimit, selection) => Outcome::NodeLimit { selection, bound },
            (Verdict::Done, Some(selection)) => Outcome::Optimal(selection),
            (Verdict::Done, None) => Outcome::Infeasible,
        };
        if verdict == Verdict::Trouble {
            self.simplex.reset();
        }
        (verdict, outcome)
    }

    /// Sets objective and bounds; `false` if a variable is fixed at both values.
    fn load(&mut self, query: &Query<'_>) -> bool {
        let simplex = &mut self.simplex;
        for variable in 0..self.program.variables() {
            let (lower, upper) = self.program.bounds(variable);
            let weight = self.program.continuous.map_or(0.0, |continuous| continuous.weight);
            simplex.cost[variable] = query.objective.get(variable).copied().unwrap_or(weight);
            (simplex.lower[variable], simplex.upper[variable]) = (lower, upper);
        }
        for &(variable, value) in query.fixed {
            let value = f64::from(value);
            simplex.lower[variable] = simplex.lower[variable].max(value);
            simplex.upper[variable] = simplex.upper[variable].min(value);
        }
        (0..simplex.variables).all(|variable| simplex.lower[variable] <= simplex.upper[variable])
    }

    /// Whether a single row cannot hold under the bounds of its variables.
    fn contradicts_itself(&self) -> bool {
        let bounds = |variable: usize| (self.simplex.lower[variable], self.simplex.upper[variable]);
        let required = self.program.lazy.iter().filter(|lazy| lazy.is_required).map(|lazy| &lazy.row);
        self.program.rows.iter().chain(required).any(|row| {
            let (least, most) = row.range(bounds);
            let slack = 1e-9 * most.abs().max(least.abs()).max(1.0);
            least > row.upper + slack || most < row.lower - slack || row.lower > row.upper
        })
    }
}
