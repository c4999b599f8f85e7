//! Depth-first branch and bound over the relaxation.

use super::dual_simplex::{DualSimplex, End, Place};
use super::evaluation::Evaluation;
use super::program::Program;

/// How far a value may lie from a whole number and still count as one.
const WHOLE: f64 = 1e-7;
/// How much better, relative to the value, a selection must be to count as better where any of the best will do.
const GAP: f64 = 1e-11;
/// Selections whose values lie closer together than this, relative to the value, count as tied.
pub(super) const TIE: f64 = 1e-9;
/// The rounds in which rows enter at the root, and the rows of one round.
const ROUNDS: usize = 40;
const ROWS_OF_ROUND: usize = 25;
/// By how much a relaxation must violate a row that only tightens it.
const TIGHTENS: f64 = 1e-4;

/// What a search looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// Any feasible selection.
    Any,
    /// The best selection, or one of the best.
    Best,
    /// The best selection, with the proof that no other is within [`TIE`] of it.
    Unique,
}

/// How a search ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The goal is reached, or nothing is feasible.
    Done,
    /// Two selections are tied.
    Tied,
    /// The limit of nodes was reached; the optimum is at most the bound of the root.
    NodeLimit,
    /// The arithmetic failed.
    Trouble,
}

/// A decided variable.
#[derive(Debug, Clone, Copy)]
struct Decision {
    variable: usize,
    /// The value that is still to be tried.
    other: Option<f64>,
    /// The length of the trail before the decision.
    trail: usize,
}

/// One search.
pub(super) struct Search<'a> {
    program: &'a Program,
    evaluation: &'a Evaluation,
    objective: &'a [f64],
    simplex: &'a mut DualSimplex,
    /// The lazy rows that are in the relaxation.
    entered: &'a mut [bool],
    goal: Goal,
    node_limit: u64,
    scale: f64,
    decisions: Vec<Decision>,
    trail: Vec<(usize, f64, f64)>,
    root_cost: Vec<f64>,
    pub(super) best: Option<(f64, Vec<bool>)>,
    pub(super) nodes: u64,
    pub(super) root_bound: f64,
}

/// What is to be done at a node whose relaxation is solved.
enum Next {
    Back,
    Branch(usize, f64),
    Again,
    Stop(Verdict),
}

impl<'a> Search<'a> {
    pub(super) fn new(
        (program, evaluation): (&'a Program, &'a Evaluation),
        objective: &'a [f64],
        simplex: &'a mut DualSimplex,
        entered: &'a mut [bool],
        goal: Goal,
        node_limit: u64,
    ) -> Self {
        let scale = objective.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        Self {
            program,
            evaluation,
            objective,
            simplex,
            entered,
            goal,
            node_limit,
            scale,
            decisions: Vec::new(),
            trail: Vec::new(),
            root_cost: Vec::new(),
            best: None,
            nodes: 0,
            root_bound: f64::INFINITY,
        }
    }

    /// The value at or below which a relaxation is of no interest.
    fn cutoff(&self) -> f64 {
        let Some((best, _)) = &self.best else { return f64::NEG_INFINITY };
        let size = best.abs().max(self.scale);
        match self.goal {
            Goal::Any => f64::INFINITY,
            Goal::Best => best + GAP * size,
            Goal::Unique => best - TIE * size,
        }
    }

    /// Runs the search. The bounds and the cost of the relaxation are set.
    pub(super) fn run(&mut self) -> Verdict {
        if self.simplex.begin().is_err() {
            return Verdict::Trouble;
        }
        let mut end = self.simplex.optimise(f64::NEG_INFINITY);
        if end == End::Optimal {
            end = self.tighten_root();
        }
        loop {
            if end == End::Trouble {
                self.simplex.restart();
                end = self.simplex.optimise(self.cutoff());
            }
            let next = match end {
                End::Trouble => return Verdict::Trouble,
                End::Infeasible | End::Cut => Next::Back,
                End::Optimal => self.node(),
            };
            match next {
                Next::Stop(verdict) => return verdict,
                Next::Branch(variable, first) => {
                    self.decisions.push(Decision { variable, other: Some(1.0 - first), trail: self.trail.len() });
                    self.fix(variable, first);
                }
                Next::Back => {
                    if !self.go_back() {
                        return Verdict::Done;
                    }
                }
                Next::Again => {}
            }
            end = self.simplex.optimise(self.cutoff());
        }
    }

    /// Lets rows enter that only tighten the relaxation, while it is worth the pivots.
    fn tighten_root(&mut self) -> End {
        for _ in 0..ROUNDS {
            if self.simplex.value() <= self.cutoff() || !self.enter_violated(TIGHTENS, true) {
                break;
            }
            match self.simplex.optimise(self.cutoff()) {
                End::Optimal => {}
                other => return other,
            }
        }
        End::Optimal
    }

    /// Lets the most violated lazy rows enter; whether any did.
    fn enter_violated(&mut self, tolerance: f64, with_implied: bool) -> bool {
        if self.program.lazy.is_empty() {
            return false;
        }
        let values = self.simplex.values();
        let mut violated = Vec::new();
        for (index, lazy) in self.program.lazy.iter().enumerate() {
            if !self.entered[index] && (with_implied || lazy.is_required) {
                let sum: f64 = lazy.row.terms.iter().map(|&(variable, value)| value * values[variable]).sum();
                let violation = (lazy.row.lower - sum).max(sum - lazy.row.upper);
                if violation > tolerance {
                    violated.push((violation, index));
                }
            }
        }
        violated.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        violated.truncate(ROWS_OF_ROUND);
        let Some(_) = violated.first() else { return false };
        let lazy = &self.program.lazy;
        self.simplex.add_rows(self.program, violated.iter().map(|(_, index)| &lazy[*index].row));
        violated.iter().for_each(|(_, index)| self.entered[*index] = true);
        self.simplex.recompute();
        true
    }

    fn node(&mut self) -> Next {
        if self.nodes >= self.node_limit {
            return Next::Stop(Verdict::NodeLimit);
        }
        self.nodes += 1;
        let value = self.simplex.value();
        if self.decisions.is_empty() && self.nodes == 1 {
            self.root_bound = value;
            self.root_cost = self.simplex.reduced_cost[..self.simplex.variables].to_vec();
        }
        if value <= self.cutoff() {
            return Next::Back;
        }
        let fractional = self.fractional();
        if fractional.is_none() && self.enter_violated(1e-6, false) {
            return Next::Again;
        }
        let is_root = self.decisions.is_empty();
        if (fractional.is_none() || is_root)
            && let Some(verdict) = self.try_rounded()
        {
            return Next::Stop(verdict);
        }
        let Some(gap) = self.gap_above_cutoff(value) else { return Next::Back };
        self.fix_by_reduced_cost(gap);
        if is_root {
            // What is fixed at the root stays fixed.
            self.trail.clear();
            self.simplex.activate();
        }
        match fractional {
            Some((variable, value)) => Next::Branch(variable, value.round()),
            None => self.open_variable(gap).map_or(Next::Back, |(variable, value)| Next::Branch(variable, 1.0 - value)),
        }
    }

    fn gap_above_cutoff(&self, value: f64) -> Option<f64> {
        let gap = value - self.cutoff();
        (gap > 0.0).then_some(gap)
    }

    /// The most fractional variable, of those that are decided first if one of them is fractional.
    fn fractional(&self) -> Option<(usize, f64)> {
        let mut best: Option<(f64, usize, f64)> = None;
        for (&variable, &value) in self.simplex.basis.iter().zip(&self.simplex.basic_value) {
            let distance = (value - value.round()).abs();
            if variable < self.program.binaries && distance > WHOLE {
                let rank = distance + f64::from(self.program.is_decided_first(variable));
                let is_better = best.is_none_or(|(most, at, _)| (rank, at) > (most, variable));
                if is_better {
                    best = Some((rank, variable, value));
                }
            }
        }
        best.map(|(_, variable, value)| (variable, value))
    }

    /// Rounds the relaxation and keeps the selection if it is better.
    fn try_rounded(&mut self) -> Option<Verdict> {
        let values = self.simplex.values();
        let selected: Vec<bool> = values[..self.program.binaries].iter().map(|value| *value > 0.5).collect();
        self.offer(selected)
    }

    /// Keeps a selection if it is feasible and better than the best.
    pub(super) fn offer(&mut self, selected: Vec<bool>) -> Option<Verdict> {
        let is_within = |(variable, selected): (usize, &bool)| {
            let value = f64::from(*selected);
            self.simplex.lower[variable] <= value && value <= self.simplex.upper[variable]
        };
        if !selected.iter().enumerate().all(is_within) {
            return None;
        }
        let value = self.evaluation.value(self.program, self.objective, &selected)?;
        let size = value.abs().max(self.scale);
        match &self.best {
            Some((_, known)) if *known == selected => None,
            Some((best, _)) if self.goal == Goal::Unique && (value - best).abs() <= TIE * size => Some(Verdict::Tied),
            Some((best, _)) if value <= *best => None,
            _ => {
                self.best = Some((value, selected));
                (self.goal == Goal::Any).then_some(Verdict::Done)
            }
        }
    }

    /// Fixes the variables that cannot leave their bound without the value falling below the cutoff.
    fn fix_by_reduced_cost(&mut self, gap: f64) {
        if !gap.is_finite() {
            return;
        }
        let margin = gap + 1e-12 * self.scale;
        for index in 0..self.simplex.active.len() {
            let variable = self.simplex.active[index] as usize;
            let can_move =
                variable < self.program.binaries && self.simplex.lower[variable] < self.simplex.upper[variable];
            if can_move && self.simplex.reduced_cost[variable].abs() > margin {
                match self.simplex.place[variable] {
                    Place::Basic => {}
                    Place::Lower => self.fix(variable, self.simplex.lower[variable]),
                    Place::Upper => self.fix(variable, self.simplex.upper[variable]),
                }
            }
        }
    }

    /// A variable of a whole solution that may have another value in a solution as good; `None` if there is none.
    ///
    /// Where the best is sought, a whole solution that is feasible ends the node. Otherwise it does so only if nothing can
    /// move: every nonbasic variable costs more than the gap.
    fn open_variable(&self, gap: f64) -> Option<(usize, f64)> {
        let values = self.simplex.values();
        let selected: Vec<bool> = values[..self.program.binaries].iter().map(|value| *value > 0.5).collect();
        let is_feasible = self.evaluation.value(self.program, self.objective, &selected).is_some();
        let open = |variable: &usize| self.simplex.lower[*variable] < self.simplex.upper[*variable];
        if is_feasible && (self.goal != Goal::Unique || self.is_rigid(gap)) {
            return None;
        }
        let variables = (0..self.program.binaries).filter(open);
        let basic = variables.clone().find(|variable| self.simplex.place[*variable] == Place::Basic);
        let variable = basic.or_else(|| variables.clone().next())?;
        Some((variable, values[variable].round()))
    }

    /// Whether every change of a nonbasic variable, slacks of whole rows among them, costs more than the gap.
    fn is_rigid(&self, gap: f64) -> bool {
        let simplex = &*self.simplex;
        simplex.active.iter().map(|variable| *variable as usize).all(|variable| {
            let is_fixed =
                simplex.place[variable] == Place::Basic || simplex.lower[variable] >= simplex.upper[variable];
            is_fixed || simplex.reduced_cost[variable].abs() * simplex.least_change(variable) > gap
        })
    }

    fn fix(&mut self, variable: usize, value: f64) {
        self.trail.push((variable, self.simplex.lower[variable], self.simplex.upper[variable]));
        self.simplex.lower[variable] = value;
        self.simplex.upper[variable] = value;
    }

    /// Takes decisions back up to one with a value to try, and tries it; whether there was one.
    fn go_back(&mut self) -> bool {
        while let Some(decision) = self.decisions.pop() {
            while self.trail.len() > decision.trail
                && let Some((variable, lower, upper)) = self.trail.pop()
            {
                self.simplex.lower[variable] = lower;
                self.simplex.upper[variable] = upper;
            }
            if let Some(value) = decision.other {
                self.decisions.push(Decision { other: None, ..decision });
                self.fix_from_root();
                if self.simplex.lower[decision.variable] <= value && value <= self.simplex.upper[decision.variable] {
                    self.fix(decision.variable, value);
                    self.simplex.recompute();
                    return true;
                }
            }
        }
        false
    }

    /// Fixes what the reduced costs of the root fix since a better selection is known. The trail takes it back with the
    /// decision that stands now, after which it is found again.
    fn fix_from_root(&mut self) {
        let gap = self.root_bound - self.cutoff();
        if !gap.is_finite() || self.program.binaries > self.root_cost.len() {
            return;
        }
        let margin = gap + 1e-12 * self.scale;
        for index in 0..self.simplex.active.len() {
            let variable = self.simplex.active[index] as usize;
            if variable < self.program.binaries && self.simplex.lower[variable] < self.simplex.upper[variable] {
                let cost = self.root_cost[variable];
                if cost.abs() > margin {
                    let value = if cost > 0.0 { self.simplex.lower[variable] } else { self.simplex.upper[variable] };
                    self.fix(variable, value);
                }
            }
        }
    }
}
