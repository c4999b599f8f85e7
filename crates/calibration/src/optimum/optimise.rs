//! From starting values to the maximum: EM first, then Newton steps on the marginal likelihood itself.

use std::ops::ControlFlow;

use nalgebra::{Cholesky, DMatrix};

use super::clusters::Clusters;
use super::maximization::em_step;
use super::secants::Secants;
use super::step::{Factor, largest, with_ridge};
use crate::likelihood::{Evaluation, Information, Problem, information};

/// When the search ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rules {
    /// The largest element of the gradient per examinee.
    pub(crate) gradient: f64,
    pub(crate) max_cycles: usize,
}

/// Where the search ended.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    pub(crate) parameters: Vec<f64>,
    pub(crate) evaluation: Evaluation,
    /// The largest element of the gradient; asymptotes at their bound do not count.
    pub(crate) gradient_max: f64,
    pub(crate) cycles: usize,
    pub(crate) converged: bool,
}

/// The gradient per examinee at which Newton steps begin.
const NEAR: f64 = 2e-2;
/// The fewest EM cycles before.
const FEWEST_EM_CYCLES: usize = 2;
/// The longest change of a parameter in a Newton step.
const LONGEST: f64 = 1.0;
/// The Newton step from the maximum, relative to the parameter.
const LAST_STEP: f64 = 1e-8;
/// The second derivatives are used again, with secant updates, while each step makes the gradient so much smaller.
const GOOD_STEP: f64 = 0.15;
/// How often a Newton step is halved before an EM cycle replaces it.
const HALVINGS: u32 = 6;
/// The shares of the missing information that are left out until the matrix is positive definite: from the observed
/// information to that of the complete data.
const LEFT_OUT: [f64; 4] = [0.0, 0.1, 0.4, 1.0];

/// The observed information: minus the second derivatives of the objective.
pub(crate) fn observed_information(information: &Information) -> DMatrix<f64> {
    &information.complete - &information.missing
}

/// Searches the maximum. `observe` sees the objective after each cycle and may end the search; then there is no result.
pub(crate) fn optimise(
    problem: &Problem,
    start: Vec<f64>,
    rules: Rules,
    observe: &mut dyn FnMut(usize, &Evaluation) -> ControlFlow<()>,
) -> Option<Optimum> {
    let evaluation = Evaluation::new(problem, &start);
    let gradient_max = free_gradient(problem, &start, &evaluation).1;
    let mut search = Search {
        problem,
        clusters: Clusters::new(problem),
        scale: 1.0 / problem.patterns.examinees().max(1.0),
        rules,
        factor: None,
        secants: Secants::default(),
        here: Optimum { parameters: start, evaluation, gradient_max, cycles: 0, converged: false },
    };
    loop {
        if observe(search.here.cycles, &search.here.evaluation).is_break() {
            return None;
        }
        if problem.size == 0 {
            search.here.converged = true;
        }
        if search.here.converged || search.here.cycles >= rules.max_cycles {
            return Some(search.here);
        }
        search.cycle();
    }
}

struct Search<'a> {
    problem: &'a Problem,
    clusters: Clusters,
    /// One over the number of examinees.
    scale: f64,
    rules: Rules,
    /// The second derivatives at an earlier or at this point.
    factor: Option<Factor>,
    /// The steps since then.
    secants: Secants,
    here: Optimum,
}

impl Search<'_> {
    fn cycle(&mut self) {
        let gradient = self.here.gradient_max * self.scale;
        let is_near = self.here.cycles >= FEWEST_EM_CYCLES && gradient <= NEAR;
        self.here.cycles += 1;
        if !is_near || !self.newton_cycle(gradient) {
            let Optimum { parameters, evaluation, .. } = &self.here;
            let mut next = em_step(self.problem, &self.clusters, parameters, &evaluation.expectation);
            self.problem.clamp(&mut next);
            let there = Evaluation::new(self.problem, &next);
            self.move_to(next, there);
            self.factor = None;
        }
    }

    /// A Newton step; false when it does not lead upwards.
    fn newton_cycle(&mut self, gradient: f64) -> bool {
        if self.factor.is_none() {
            self.factor = self.factorised();
            self.secants = Secants::default();
        }
        let Some(factor) = &self.factor else { return false };
        let (gradient_of_free, _) = free_gradient(self.problem, &self.here.parameters, &self.here.evaluation);
        let mut step = self.secants.step(factor, &gradient_of_free, LONGEST);
        for _ in 0..HALVINGS {
            let mut next: Vec<f64> =
                self.here.parameters.iter().zip(&step).map(|(value, change)| value + change).collect();
            self.problem.clamp(&mut next);
            if self.problem.is_proper(&next) {
                let there = Evaluation::new(self.problem, &next);
                let rounding = 1e-12 * (1.0 + self.here.evaluation.objective().abs());
                if there.objective() >= self.here.evaluation.objective() - rounding {
                    self.accept(next, there, &step, (gradient, &gradient_of_free));
                    return true;
                }
            }
            step.iter_mut().for_each(|change| *change *= 0.5);
        }
        false
    }

    fn accept(&mut self, next: Vec<f64>, there: Evaluation, step: &[f64], (before, gradient): (f64, &[f64])) {
        let change = step.iter().zip(&next).map(|(change, value)| change / (1.0 + value.abs()));
        let is_last = largest(&change.collect::<Vec<_>>()) <= LAST_STEP;
        let was_at_bound = self.at_bound();
        let moved: Vec<f64> = next.iter().zip(&self.here.parameters).map(|(next, here)| next - here).collect();
        let (after, _) = free_gradient(self.problem, &next, &there);
        self.secants.add(moved, gradient.iter().zip(&after).map(|(before, after)| before - after).collect());
        self.move_to(next, there);
        let after = self.here.gradient_max * self.scale;
        self.here.converged = after <= self.rules.gradient && is_last;
        if after > GOOD_STEP * before || was_at_bound != self.at_bound() {
            self.factor = None;
        }
    }

    fn move_to(&mut self, next: Vec<f64>, there: Evaluation) {
        self.here.gradient_max = free_gradient(self.problem, &next, &there).1;
        (self.here.parameters, self.here.evaluation) = (next, there);
    }

    fn at_bound(&self) -> Vec<usize> {
        self.problem.at_bound(&self.here.parameters, &self.here.evaluation.gradient)
    }

    fn factorised(&self) -> Option<Factor> {
        let mut information = information(self.problem, &self.here.parameters, &self.here.evaluation.expectation);
        for place in self.at_bound() {
            for matrix in [&mut information.complete, &mut information.missing] {
                matrix.row_mut(place).fill(0.0);
                matrix.column_mut(place).fill(0.0);
            }
            information.complete[(place, place)] = 1.0;
        }
        let positive = LEFT_OUT
            .into_iter()
            .find_map(|share| Cholesky::new(&information.complete - &information.missing * (1.0 - share)));
        positive.or_else(|| with_ridge(&information.complete))
    }
}

/// The gradient without the asymptotes at their bound, and its largest element.
fn free_gradient(problem: &Problem, parameters: &[f64], evaluation: &Evaluation) -> (Vec<f64>, f64) {
    let mut gradient = evaluation.gradient.clone();
    problem.at_bound(parameters, &gradient).into_iter().for_each(|place| gradient[place] = 0.0);
    let largest = largest(&gradient);
    (gradient, largest)
}
