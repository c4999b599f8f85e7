//! One examinee's sequence of shadow tests.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::ranking::ranked;
use super::refresh::Refresh;
use crate::assembly::{AssemblyError, AssemblyRequest, Conflict, check_feasible, shadow_program};
use crate::blueprint::Blueprint;
use crate::solver::{Outcome, Query, Solver};

/// The nodes of one shadow test.
const NODE_LIMIT: u64 = 200_000;

/// Adaptive tests that hold a blueprint. The value is shared by all examinees.
///
/// ```
/// use test_assembly::{AttributeTable, Blueprint, Refresh, ShadowState, ShadowTests, rows_from_csv};
///
/// let items = AttributeTable::items_from_csv("ID,LEVEL\nq1,3\nq2,4\nq3,4\n".as_bytes())?;
/// let rows = rows_from_csv("TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,2,2\nNumber,Item,LEVEL == 3,1,1\n".as_bytes())?;
/// let tests = ShadowTests::new(Blueprint::new(&rows, &items, None)?, Refresh::Always)?;
/// let (mut state, mut solver) = (ShadowState::default(), tests.solver());
/// let information = [0.1, 0.5, 0.7];
/// let step = tests.next(&mut state, &mut solver, &information, 0.0, &[])?.expect("an item");
/// assert_eq!((step.item, state.test()), (2, [0, 2].as_slice()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ShadowTests {
    blueprint: Blueprint,
    refresh: Refresh,
    solver: Solver,
    fixed: Vec<(usize, bool)>,
}

/// What is known of an examinee's test: a plain value that needs no state of a solver.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ShadowState {
    given: Vec<usize>,
    /// The shadow test in force.
    test: Vec<usize>,
    /// Its free items in the order in which they come.
    order: Vec<usize>,
    current: Option<usize>,
    complete: Vec<usize>,
    excluded: Vec<usize>,
}

impl ShadowState {
    /// The state of an examinee to whom some items must not be shown.
    #[must_use]
    pub fn excluding(items: Vec<usize>) -> Self {
        Self { excluded: items, ..Self::default() }
    }

    /// The items given, in their order.
    #[must_use]
    pub fn given(&self) -> &[usize] {
        &self.given
    }

    /// The shadow test in force.
    #[must_use]
    pub fn test(&self) -> &[usize] {
        &self.test
    }
}

/// The next item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShadowStep {
    /// The item.
    pub item: usize,
    /// What became of the shadow test.
    pub answer: ShadowAnswer,
}

/// What became of a shadow test at a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ShadowAnswer {
    /// The former one goes on.
    Kept,
    /// It was assembled again, without the ineligible items.
    Assembled {
        /// Its information.
        objective: f64,
    },
    /// No test holds all rows without the ineligible items; it was assembled with them.
    AssembledWithIneligible {
        /// Its information.
        objective: f64,
    },
    /// The search was given up at its limit, and the former test goes on.
    GivenUp,
}

/// Why a shadow test cannot be assembled.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ShadowError {
    /// No test holds all rows.
    #[error("no test holds all rows of the blueprint: {0}")]
    Infeasible(Conflict),
    /// No test holds all rows with the items given and without those excluded.
    #[error("no test holds all rows of the blueprint with the {given} items given and without the {excluded} excluded")]
    InfeasibleHere {
        /// The items given.
        given: usize,
        /// The items excluded.
        excluded: usize,
    },
    /// The search was given up, and there is no former test.
    #[error("no shadow test was found within {NODE_LIMIT} nodes")]
    GivenUp,
    /// The information of an item is missing or no number.
    #[error("item number {0} has no finite information")]
    Information(usize),
    /// An item does not exist.
    #[error("item number {0} does not exist")]
    UnknownItem(usize),
    /// The blueprint cannot be checked.
    #[error(transparent)]
    Assembly(#[from] AssemblyError),
}

impl ShadowTests {
    /// The tests of a blueprint.
    ///
    /// # Errors
    /// [`ShadowError::Infeasible`] for a blueprint that no test holds, with the rows that cannot hold together.
    pub fn new(blueprint: Blueprint, refresh: Refresh) -> Result<Self, ShadowError> {
        if let Some(conflict) = check_feasible(&AssemblyRequest::new(&blueprint))? {
            return Err(ShadowError::Infeasible(conflict));
        }
        let (program, fixed) = shadow_program(&blueprint);
        Ok(Self { blueprint, refresh, solver: Solver::new(program), fixed })
    }

    /// The same tests, with solvers that begin near the shadow test of this information of every item, that at the start of
    /// the test for instance. No answer depends on it; the first shadow tests take less time.
    #[must_use]
    pub fn prepared(mut self, information: &[f64]) -> Self {
        let mut objective = information.to_vec();
        objective.resize(self.solver.program().binaries, 0.0);
        if objective.iter().all(|value| value.is_finite()) {
            let query = Query { objective: &objective, fixed: &self.fixed, node_limit: NODE_LIMIT };
            // The answer is computed again for each examinee; what stays is the basis.
            let _ = self.solver.solve(&query, None);
        }
        self
    }

    /// The blueprint.
    #[must_use]
    pub fn blueprint(&self) -> &Blueprint {
        &self.blueprint
    }

    /// A solver for the shadow tests. One solver may serve many examinees, one after the other; no answer depends on it.
    #[must_use]
    pub fn solver(&self) -> Solver {
        self.solver.clone()
    }

    /// The next item; `None` when the test is over. `information` is that of every item at the present estimate, `change` the
    /// change of the estimate by the last answer, `ineligible` the items that exposure control withholds at this position.
    ///
    /// The item counts as given from now on.
    ///
    /// # Errors
    /// Information that is not a number for each item, and a test that cannot be assembled.
    pub fn next(
        &self,
        state: &mut ShadowState,
        solver: &mut Solver,
        information: &[f64],
        change: f64,
        ineligible: &[usize],
    ) -> Result<Option<ShadowStep>, ShadowError> {
        self.check(state, information, ineligible)?;
        if state.given.len() >= self.blueprint.length() {
            return Ok(None);
        }
        let is_between = state.current.is_none();
        let mut answer = ShadowAnswer::Kept;
        if self.refresh.is_due(state.given.len(), change, is_between) {
            answer = self.assemble(state, solver, information, ineligible)?;
            if answer != ShadowAnswer::GivenUp {
                self.close_current(state);
                state.order = ranked(&self.blueprint, &state.test, &state.given, state.current, information);
            }
        }
        if state.order.is_empty() {
            return Ok(None);
        }
        let item = state.order.remove(0);
        self.give(state, item);
        Ok(Some(ShadowStep { item, answer }))
    }

    fn check(&self, state: &ShadowState, information: &[f64], ineligible: &[usize]) -> Result<(), ShadowError> {
        let items = self.blueprint.item_ids().len();
        if let Some(item) = (0..items).find(|item| !information.get(*item).is_some_and(|value| value.is_finite())) {
            return Err(ShadowError::Information(item));
        }
        let named = [&state.given, &state.test, &state.order, &state.excluded].into_iter().flatten().chain(ineligible);
        match named.into_iter().find(|item| **item >= items) {
            Some(item) => Err(ShadowError::UnknownItem(*item)),
            None => Ok(()),
        }
    }

    fn give(&self, state: &mut ShadowState, item: usize) {
        state.given.push(item);
        let stimulus = self.blueprint.stimulus_of(item);
        state.current = stimulus;
        self.close_current(state);
    }

    /// Ends the stimulus under way if the shadow test has no free item of it. Its size stays from then on.
    fn close_current(&self, state: &mut ShadowState) {
        if let Some(stimulus) = state.current {
            let is_free =
                |item: &usize| self.blueprint.stimulus_of(*item) == Some(stimulus) && !state.given.contains(item);
            if !state.test.iter().any(is_free) {
                state.complete.push(stimulus);
                state.current = None;
            }
        }
    }

    fn assemble(
        &self,
        state: &mut ShadowState,
        solver: &mut Solver,
        information: &[f64],
        ineligible: &[usize],
    ) -> Result<ShadowAnswer, ShadowError> {
        let mut objective = information[..self.blueprint.item_ids().len()].to_vec();
        objective.resize(solver.program().binaries, 0.0);
        let mut fixed = self.fixings(state);
        let withheld = ineligible.iter().filter(|item| !state.given.contains(item)).map(|item| (*item, false));
        let without = fixed.len();
        fixed.extend(withheld);
        let known = (!state.test.is_empty()).then(|| self.selection(&state.test));
        let query = Query { objective: &objective, fixed: &fixed, node_limit: NODE_LIMIT };
        let mut outcome = solver.solve(&query, known.as_deref());
        let is_feasible = outcome != Outcome::Infeasible;
        if !is_feasible && fixed.len() > without {
            outcome = solver.solve(&Query { fixed: &fixed[..without], ..query }, known.as_deref());
        }
        match outcome {
            Outcome::Optimal(selection) => {
                let items = 0..self.blueprint.item_ids().len();
                state.test = items.filter(|item| selection.selected[*item]).collect();
                let objective = selection.value;
                Ok(match is_feasible {
                    true => ShadowAnswer::Assembled { objective },
                    false => ShadowAnswer::AssembledWithIneligible { objective },
                })
            }
            Outcome::Infeasible => {
                let (given, excluded) = (state.given.len(), state.excluded.len());
                Err(ShadowError::InfeasibleHere { given, excluded })
            }
            Outcome::NodeLimit { .. } | Outcome::Numerical if !state.test.is_empty() => Ok(ShadowAnswer::GivenUp),
            Outcome::NodeLimit { .. } => Err(ShadowError::GivenUp),
            Outcome::Numerical => Err(AssemblyError::Numerical.into()),
        }
    }

    /// The variables that rows, the items given, the finished stimuli and the exclusions fix.
    fn fixings(&self, state: &ShadowState) -> Vec<(usize, bool)> {
        let items = self.blueprint.item_ids().len();
        let mut fixed = self.fixed.clone();
        for &item in &state.given {
            fixed.push((item, true));
            fixed.extend(self.blueprint.stimulus_of(item).map(|stimulus| (items + stimulus, true)));
        }
        for &stimulus in &state.complete {
            let others = self.blueprint.items_of(stimulus).iter().filter(|item| !state.given.contains(item));
            fixed.extend(others.map(|item| (*item, false)));
        }
        fixed.extend(state.excluded.iter().map(|item| (*item, false)));
        fixed
    }

    /// The variables of a test.
    fn selection(&self, test: &[usize]) -> Vec<bool> {
        let items = self.blueprint.item_ids().len();
        let mut selected = vec![false; items + self.blueprint.stimulus_ids().len()];
        for &item in test {
            selected[item] = true;
            if let Some(stimulus) = self.blueprint.stimulus_of(item) {
                selected[items + stimulus] = true;
            }
        }
        selected
    }
}
