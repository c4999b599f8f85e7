//! The relaxation: a dual simplex method for boxed variables.
//!
//! Every variable and every row has finite bounds on both sides, so any basis becomes dual feasible when its nonbasic
//! variables move to the bound that their reduced cost asks for. The method can hence go on from any earlier basis after
//! any change of the objective and of the bounds. The ratio test passes breakpoints as long as the dual objective
//! improves (bound flips; Fourer 1994, Maros 2003).

use super::columns::Columns;
use super::inverse::Inverse;
use super::program::{Program, ProgramRow};

/// How far a basic variable may lie outside its bounds.
const FEASIBLE: f64 = 1e-9;
/// Reduced costs below this count as zero, relative to the largest weight of the objective.
const DUAL: f64 = 1e-12;
/// The smallest entry of the pivot row that takes part in the ratio test.
const PIVOT: f64 = 1e-8;
/// A pivot below this is taken only with an inverse that was just computed.
const SAFE_PIVOT: f64 = 1e-5;
/// How far the pivot computed by row may lie from that computed by column.
const PIVOT_ERROR: f64 = 1e-7;
/// The pivots after which the inverse is computed anew.
const REFACTOR_AFTER: usize = 100;
/// How often the bound is computed from scratch, in pivots.
const BOUND_EVERY: u64 = 8;
/// By how much costs are changed, relative to the largest, where steps no longer improve the dual objective.
const PERTURBATION: f64 = 1e-6;

/// Where a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Basic,
    Lower,
    Upper,
}

/// How a relaxation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At the optimum.
    Optimal,
    /// There is no solution.
    Infeasible,
    /// The optimum is not above the cutoff.
    Cut,
    /// The arithmetic failed; the caller starts again from the slack basis.
    Trouble,
}

/// A relaxation and its present basis. Variables `variables..` are the slacks of the rows.
#[derive(Debug, Clone)]
pub(super) struct DualSimplex {
    pub(super) variables: usize,
    pub(super) columns: Columns,
    pub(super) cost: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    pub(super) place: Vec<Place>,
    pub(super) basis: Vec<usize>,
    pub(super) basic_value: Vec<f64>,
    pub(super) reduced_cost: Vec<f64>,
    /// The variables that can move, with all slacks that can.
    pub(super) active: Vec<u32>,
    pub(super) pivots: u64,
    inverse: Inverse,
    /// What the inactive variables, all fixed, contribute to the rows and to the objective.
    inactive_rows: Vec<f64>,
    inactive_value: f64,
    weight: Vec<f64>,
    /// For each row the step between its values at whole solutions, or 0.
    whole_step: Vec<f64>,
    since_refactor: usize,
    dual_tolerance: f64,
    pivot_row: Vec<f64>,
    entering: Vec<f64>,
    right_side: Vec<f64>,
    candidates: Vec<(f64, u32)>,
}

impl DualSimplex {
    pub(super) fn new(program: &Program) -> Self {
        let variables = program.variables();
        let mut simplex = Self {
            variables,
            columns: Columns::new(variables, &[]),
            cost: vec![0.0; variables],
            lower: (0..variables).map(|variable| program.bounds(variable).0).collect(),
            upper: (0..variables).map(|variable| program.bounds(variable).1).collect(),
            place: vec![Place::Lower; variables],
            basis: Vec::new(),
            basic_value: Vec::new(),
            reduced_cost: vec![0.0; variables],
            active: Vec::new(),
            pivots: 0,
            inverse: Inverse::of_slacks(0),
            inactive_rows: Vec::new(),
            inactive_value: 0.0,
            weight: Vec::new(),
            whole_step: Vec::new(),
            since_refactor: 0,
            dual_tolerance: DUAL,
            pivot_row: vec![0.0; variables],
            entering: Vec::new(),
            right_side: Vec::new(),
            candidates: Vec::new(),
        };
        simplex.add_rows(program, program.rows.iter());
        simplex
    }

    fn rows(&self) -> usize {
        self.basis.len()
    }

    /// Adds rows, with their slacks basic. The caller computes values anew.
    pub(super) fn add_rows<'a>(&mut self, program: &Program, rows: impl Iterator<Item = &'a ProgramRow>) {
        let old = self.rows();
        let mut scaled = Vec::new();
        for row in rows {
            let largest = row.terms.iter().fold(0.0_f64, |most, (_, value)| most.max(value.abs()));
            // A power of two scales without rounding.
            let scale = if largest > 0.0 { (-largest.log2().ceil()).exp2() } else { 1.0 };
            let (least, most) = row.range(|variable| program.bounds(variable));
            let slack = self.variables + old + scaled.len();
            self.lower.push(row.lower.max(least - 1.0) * scale);
            self.upper.push(row.upper.min(most + 1.0) * scale);
            self.cost.push(0.0);
            self.reduced_cost.push(0.0);
            self.place.push(Place::Basic);
            self.pivot_row.push(0.0);
            let is_whole = row.is_whole() && row.terms.iter().all(|(variable, _)| *variable < program.binaries);
            self.whole_step.push(if is_whole { scale } else { 0.0 });
            self.basis.push(slack);
            self.active.push(slack as u32);
            scaled.push(row.terms.iter().map(|&(variable, value)| (variable, value * scale)).collect());
        }
        self.columns.append(&scaled);
        let rows = self.rows();
        self.inverse.grow(&self.columns, &self.basis, self.variables);
        self.weight.resize(rows, 1.0);
        for room in [&mut self.basic_value, &mut self.entering, &mut self.right_side, &mut self.inactive_rows] {
            room.resize(rows, 0.0);
        }
        self.set_inactive();
    }

    /// Begins from the basis of slacks.
    pub(super) fn reset(&mut self) {
        self.basis = (self.variables..self.variables + self.rows()).collect();
        self.place[..self.variables].fill(Place::Lower);
        self.place[self.variables..].fill(Place::Basic);
        self.inverse = Inverse::of_slacks(self.rows());
        self.since_refactor = 0;
        self.weight.fill(1.0);
    }

    /// Sets the variables that can move from the bounds, and computes everything else from the basis.
    pub(super) fn begin(&mut self) -> Result<(), End> {
        let largest = self.cost.iter().fold(0.0_f64, |most, cost| most.max(cost.abs()));
        self.dual_tolerance = DUAL * largest;
        self.weight.fill(1.0);
        if self.since_refactor > REFACTOR_AFTER / 2 {
            self.refactor()?;
        }
        self.activate();
        self.recompute();
        Ok(())
    }

    /// Begins from the basis of slacks with the bounds as they are.
    pub(super) fn restart(&mut self) {
        self.reset();
        let mut is_active = vec![false; self.variables + self.rows()];
        is_active[self.variables..].fill(true);
        self.active.iter().for_each(|variable| is_active[*variable as usize] = true);
        self.active =
            (0..is_active.len()).filter(|variable| is_active[*variable]).map(|variable| variable as u32).collect();
        self.set_inactive();
        self.recompute();
    }

    /// Lists the variables that can move or are basic.
    pub(super) fn activate(&mut self) {
        let all = 0..self.variables + self.rows();
        let takes_part = |variable: &usize| self.moves(*variable) || self.place[*variable] == Place::Basic;
        let active: Vec<u32> = all.filter(takes_part).map(|variable| variable as u32).collect();
        self.active = active;
        self.set_inactive();
    }

    fn set_inactive(&mut self) {
        self.inactive_rows.fill(0.0);
        self.inactive_value = 0.0;
        let mut is_active = vec![false; self.variables + self.rows()];
        self.active.iter().for_each(|variable| is_active[*variable as usize] = true);
        for variable in (0..is_active.len()).filter(|variable| !is_active[*variable]) {
            if self.place[variable] != Place::Basic {
                let value = self.nonbasic_value(variable);
                self.inactive_value += self.cost[variable] * value;
                add_contribution(&self.columns, self.variables, variable, value, &mut self.inactive_rows);
            }
        }
    }

    #[inline]
    fn nonbasic_value(&self, variable: usize) -> f64 {
        match self.place[variable] {
            Place::Upper => self.upper[variable],
            Place::Lower | Place::Basic => self.lower[variable],
        }
    }

    #[inline]
    fn moves(&self, variable: usize) -> bool {
        self.lower[variable] < self.upper[variable]
    }

    /// Computes reduced costs, moves nonbasic variables to the bound that is dual feasible, and computes basic values.
    pub(super) fn recompute(&mut self) {
        let mut prices = vec![0.0; self.rows()];
        for (place, &variable) in self.basis.iter().enumerate() {
            let cost = -self.cost[variable];
            if cost != 0.0 {
                prices.iter_mut().zip(self.inverse.row(place)).for_each(|(price, entry)| *price += cost * entry);
            }
        }
        for &variable in &self.active {
            let variable = variable as usize;
            if self.place[variable] == Place::Basic {
                self.reduced_cost[variable] = 0.0;
                continue;
            }
            let product = product(&self.columns, self.variables, &prices, variable);
            let cost = -self.cost[variable] - product;
            self.reduced_cost[variable] = cost;
            if cost > self.dual_tolerance {
                self.place[variable] = Place::Lower;
            } else if cost < -self.dual_tolerance {
                self.place[variable] = Place::Upper;
            }
        }
        self.compute_basic_values();
    }

    fn compute_basic_values(&mut self) {
        self.right_side.copy_from_slice(&self.inactive_rows);
        for &variable in &self.active {
            let variable = variable as usize;
            if self.place[variable] != Place::Basic {
                let value = self.nonbasic_value(variable);
                add_contribution(&self.columns, self.variables, variable, value, &mut self.right_side);
            }
        }
        self.right_side.iter_mut().for_each(|value| *value = -*value);
        self.inverse.times(&self.right_side, &mut self.basic_value);
    }

    /// The value of the objective at the present basis.
    pub(super) fn value(&self) -> f64 {
        let nonbasic = self.active.iter().map(|variable| *variable as usize);
        let nonbasic = nonbasic.filter(|variable| *variable < self.variables && self.place[*variable] != Place::Basic);
        let basic = self.basis.iter().zip(&self.basic_value).map(|(variable, value)| self.cost[*variable] * value);
        let moved: f64 = nonbasic.map(|variable| self.cost[variable] * self.nonbasic_value(variable)).sum();
        self.inactive_value + moved + basic.sum::<f64>()
    }

    /// The least change of a nonbasic variable that leads to another whole solution; 0 if it is not known.
    pub(super) fn least_change(&self, variable: usize) -> f64 {
        variable.checked_sub(self.variables).map_or(1.0, |row| self.whole_step[row])
    }

    /// The values of all variables of the program.
    pub(super) fn values(&self) -> Vec<f64> {
        let mut values: Vec<f64> = (0..self.variables).map(|variable| self.nonbasic_value(variable)).collect();
        for (&variable, &value) in self.basis.iter().zip(&self.basic_value).filter(|(v, _)| **v < self.variables) {
            values[variable] = value;
        }
        values
    }

    fn refactor(&mut self) -> Result<(), End> {
        let done = self.inverse.refactor(&self.columns, &self.basis, self.variables);
        self.since_refactor = 0;
        done.map_err(|_| End::Trouble)
    }

    /// Refactors and recomputes.
    fn refresh(&mut self) -> Result<(), End> {
        self.refactor()?;
        self.recompute();
        Ok(())
    }

    /// Goes to the optimum of the relaxation, or stops as soon as the bound is at or below `cutoff`.
    pub(super) fn optimise(&mut self, cutoff: f64) -> End {
        match self.iterate(cutoff) {
            Ok(end) | Err(end) => end,
        }
    }

    fn iterate(&mut self, cutoff: f64) -> Result<End, End> {
        match self.descend(cutoff, 20 * (self.rows() as u64 + 20)) {
            Ok(End::Trouble) => {}
            other => return other,
        }
        // Steps of length zero may go round in circles: other costs lead out, and near to the optimum.
        let cost = self.cost.clone();
        self.perturb();
        let end = self.descend(f64::NEG_INFINITY, 200 * (self.rows() as u64 + 20));
        self.cost = cost;
        self.set_inactive();
        self.recompute();
        match end? {
            End::Infeasible => Ok(End::Infeasible),
            _ => self.descend(cutoff, 200 * (self.rows() as u64 + 20)),
        }
    }

    /// Changes costs by amounts that depend on the number of the variable alone.
    fn perturb(&mut self) {
        let largest = self.cost.iter().fold(0.0_f64, |most, cost| most.max(cost.abs())).max(1.0);
        for variable in 0..self.variables {
            // The golden ratio spreads the multiples of it evenly over an interval.
            let share = (variable as f64 * 0.618_033_988_749_894_9).fract();
            self.cost[variable] += PERTURBATION * largest * (share + 0.5);
        }
        self.set_inactive();
        self.recompute();
    }

    /// Steps until the end, or `Trouble` after `most` pivots.
    fn descend(&mut self, cutoff: f64, most: u64) -> Result<End, End> {
        let most = self.pivots + most;
        let mut is_verified = false;
        let mut bound = self.value();
        loop {
            if bound <= cutoff {
                bound = self.value();
                if bound <= cutoff {
                    return Ok(End::Cut);
                }
            }
            let Some(leaving) = self.leaving() else {
                if is_verified || self.since_refactor == 0 {
                    return Ok(End::Optimal);
                }
                is_verified = true;
                self.compute_basic_values();
                bound = self.value();
                continue;
            };
            if self.pivots >= most {
                return Ok(End::Trouble);
            }
            if self.since_refactor >= REFACTOR_AFTER {
                self.refresh()?;
                bound = self.value();
                continue;
            }
            match self.step(leaving) {
                Step::Taken => {}
                Step::Infeasible if self.since_refactor == 0 || self.is_exact(leaving) => return Ok(End::Infeasible),
                Step::Unsafe if self.since_refactor == 0 => return Err(End::Trouble),
                Step::Infeasible | Step::Unsafe => self.refresh()?,
            }
            is_verified = false;
            if self.pivots.is_multiple_of(BOUND_EVERY) || self.since_refactor == 0 {
                bound = self.value();
            }
        }
    }

    /// The place of the basic variable that leaves: the largest violation, weighted.
    fn leaving(&self) -> Option<usize> {
        let (mut best, mut most) = (None, 0.0);
        for (place, (&variable, &value)) in self.basis.iter().zip(&self.basic_value).enumerate() {
            let violation = (self.lower[variable] - value).max(value - self.upper[variable]);
            if violation > FEASIBLE {
                let score = violation * violation / self.weight[place];
                if score > most {
                    (best, most) = (Some(place), score);
                }
            }
        }
        best
    }

    /// Whether a row of the inverse, times the basis, is a row of the unit matrix.
    fn is_exact(&self, place: usize) -> bool {
        let row = self.inverse.row(place);
        self.basis.iter().enumerate().all(|(other, &variable)| {
            let expected = f64::from(other == place);
            (product(&self.columns, self.variables, row, variable) - expected).abs() < PIVOT_ERROR
        })
    }

    fn step(&mut self, place: usize) -> Step {
        let leaving = self.basis[place];
        let is_low = self.basic_value[place] < self.lower[leaving];
        let target = if is_low { self.lower[leaving] } else { self.upper[leaving] };
        let violation = (target - self.basic_value[place]).abs();
        self.list_candidates(place, if is_low { -1.0 } else { 1.0 });
        let Some(chosen) = self.pass_breakpoints(violation) else { return Step::Infeasible };
        let entering = self.candidates[chosen].1 as usize;
        let pivot = self.pivot_row[entering];
        self.entering.fill(0.0);
        if entering < self.variables {
            for (row, value) in self.columns.entries(entering) {
                self.inverse.add_column(row as usize, value, &mut self.entering);
            }
        } else {
            self.inverse.add_column(entering - self.variables, -1.0, &mut self.entering);
        }
        let by_column = self.entering[place];
        let is_wrong = (by_column - pivot).abs() > PIVOT_ERROR * (1.0 + by_column.abs());
        if is_wrong || (by_column.abs() < SAFE_PIVOT && self.since_refactor > 0) || by_column.abs() < PIVOT {
            return Step::Unsafe;
        }
        self.flip(chosen);
        self.pivot(place, entering, target, if is_low { Place::Lower } else { Place::Upper });
        Step::Taken
    }

    /// The nonbasic variables that can push the leaving one back, with their ratios, in order.
    fn list_candidates(&mut self, place: usize, sign: f64) {
        self.candidates.clear();
        let row = self.inverse.row(place);
        for &variable in &self.active {
            let index = variable as usize;
            if self.place[index] == Place::Basic || self.lower[index] >= self.upper[index] {
                continue;
            }
            let entry = product(&self.columns, self.variables, row, index);
            self.pivot_row[index] = entry;
            let (slope, cost) = (sign * entry, self.reduced_cost[index]);
            match self.place[index] {
                Place::Lower if slope > PIVOT => self.candidates.push((cost.max(0.0) / slope, variable)),
                Place::Upper if slope < -PIVOT => self.candidates.push((cost.min(0.0) / slope, variable)),
                _ => {}
            }
        }
        self.candidates.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }

    /// The candidate that enters, moved behind those that flip; `None` if the violation stays with all of them flipped.
    fn pass_breakpoints(&mut self, violation: f64) -> Option<usize> {
        let (mut left, mut chosen) = (violation, 0);
        let reach = |simplex: &Self, candidate: usize| {
            let variable = simplex.candidates[candidate].1 as usize;
            simplex.pivot_row[variable].abs() * (simplex.upper[variable] - simplex.lower[variable])
        };
        loop {
            if chosen == self.candidates.len() {
                return None;
            }
            let reached = reach(self, chosen);
            if left - reached <= if chosen + 1 == self.candidates.len() { FEASIBLE } else { 0.0 } {
                break;
            }
            left -= reached;
            chosen += 1;
        }
        // Among ratios that are nearly equal, the largest pivot is the safest.
        let ratio = self.candidates[chosen].0 + self.dual_tolerance;
        let size = |simplex: &Self, candidate: usize| simplex.pivot_row[simplex.candidates[candidate].1 as usize].abs();
        let equal = (chosen..self.candidates.len()).take_while(|other| self.candidates[*other].0 <= ratio);
        let best =
            equal.fold(chosen, |best, other| if size(self, other) > 2.0 * size(self, best) { other } else { best });
        self.candidates.swap(chosen, best);
        Some(chosen)
    }

    /// Moves the first candidates to their other bounds.
    fn flip(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        self.right_side.fill(0.0);
        for candidate in 0..count {
            let variable = self.candidates[candidate].1 as usize;
            let width = self.upper[variable] - self.lower[variable];
            let change = if self.place[variable] == Place::Lower { width } else { -width };
            self.place[variable] = if self.place[variable] == Place::Lower { Place::Upper } else { Place::Lower };
            add_contribution(&self.columns, self.variables, variable, -change, &mut self.right_side);
        }
        self.inverse.add_product(&self.right_side, &mut self.basic_value);
    }

    fn pivot(&mut self, place: usize, entering: usize, target: f64, to: Place) {
        let leaving = self.basis[place];
        let pivot = self.entering[place];
        let dual_step = self.reduced_cost[entering] / self.pivot_row[entering];
        for &variable in &self.active {
            let variable = variable as usize;
            if self.place[variable] != Place::Basic && self.moves(variable) {
                self.reduced_cost[variable] -= dual_step * self.pivot_row[variable];
            }
        }
        self.reduced_cost[leaving] = -dual_step;
        self.reduced_cost[entering] = 0.0;
        let step = (self.basic_value[place] - target) / pivot;
        let value = self.nonbasic_value(entering) + step;
        self.basic_value.iter_mut().zip(&self.entering).for_each(|(value, entry)| *value -= step * entry);
        self.basic_value[place] = value;
        self.update_weights(place, pivot);
        self.place[leaving] = to;
        self.place[entering] = Place::Basic;
        self.basis[place] = entering;
        self.inverse.replace(place, &self.entering);
        self.since_refactor += 1;
        self.pivots += 1;
    }

    /// Reference weights in the manner of Devex (Forrest and Goldfarb 1992).
    fn update_weights(&mut self, place: usize, pivot: f64) {
        let reference = self.weight[place].max(1.0);
        let mut most = 0.0_f64;
        for (weight, entry) in self.weight.iter_mut().zip(&self.entering) {
            let factor = entry / pivot;
            *weight = weight.max(factor * factor * reference);
            most = most.max(*weight);
        }
        self.weight[place] = (reference / (pivot * pivot)).max(1.0);
        if most > 1e9 {
            self.weight.fill(1.0);
        }
    }
}

/// What one step of the method came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Taken,
    Infeasible,
    /// The pivot is too small or inexact.
    Unsafe,
}

#[inline]
fn product(columns: &Columns, variables: usize, row: &[f64], variable: usize) -> f64 {
    if variable < variables { columns.dot(row, variable) } else { -row[variable - variables] }
}

fn add_contribution(columns: &Columns, variables: usize, variable: usize, value: f64, to: &mut [f64]) {
    if variable >= variables {
        to[variable - variables] -= value;
    } else if value != 0.0 {
        columns.entries(variable).for_each(|(row, entry)| to[row as usize] += value * entry);
    }
}
