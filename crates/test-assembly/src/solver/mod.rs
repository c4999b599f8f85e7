//! An exact solver for the programs of test assembly.
//!
//! [`Solver::solve`] answers a sequence of programs that differ in objective and fixings, such as shadow tests. It goes on
//! from the last basis, yet its answer depends on the program alone: it returns a selection from a warm start only with the
//! proof that every other selection is worse by more than a billionth. Otherwise it solves the program again from the
//! slack basis, without anything it remembers, and among equally good selections prefers items with lower numbers.

mod columns;
mod dual_simplex;
mod evaluation;
mod inverse;
mod lowest_numbers;
mod program;
mod search;

pub use program::{Continuous, LazyRow, Program, ProgramRow};

use dual_simplex::DualSimplex;
use evaluation::Evaluation;
use lowest_numbers::prefer_low_numbers;
use search::{Goal, Search, Verdict};

/// The rows that may enter a relaxation beside those of the program before the solver drops them.
const MOST_ENTERED: usize = 300;
/// The nodes of a search that a warm start may take to prove that its selection is the only best one.
const WARM_NODES: u64 = 2000;

/// An answer of the solver.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The best selection: no other is better by more than 1e-11 of its value.
    Optimal(Selection),
    /// No selection holds all rows.
    Infeasible,
    /// The limit of nodes was reached. The selection, if any, is feasible; the best value is at most `bound`.
    NodeLimit {
        /// The best selection found.
        selection: Option<Selection>,
        /// What the value of the best selection cannot exceed.
        bound: f64,
    },
    /// The arithmetic failed even from the slack basis, which values of very different sizes in one row can cause.
    Numerical,
}

/// A feasible selection of 0-1 variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The value of the objective.
    pub value: f64,
    /// Whether each variable is 1.
    pub selected: Vec<bool>,
}

/// What is asked of a program.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The weight of each 0-1 variable in the objective, which is maximised.
    pub objective: &'a [f64],
    /// Variables with a given value.
    pub fixed: &'a [(usize, bool)],
    /// The largest number of nodes of a search.
    pub node_limit: u64,
}

/// How much work the solver has done since it was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Answers.
    pub answers: u64,
    /// Answers that needed a second solve from the slack basis.
    pub second_solves: u64,
    /// Nodes of all searches.
    pub nodes: u64,
    /// Pivots of all searches.
    pub pivots: u64,
}

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
        let mut search = Search::new((program, &self.evaluation), query.objective, simplex, entered, goal, query.node_limit);
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
