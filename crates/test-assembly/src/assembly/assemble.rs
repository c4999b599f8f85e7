//! The assembly of forms.

use super::build::{self, Built};
use super::conflict::{self, Conflict};
use super::error::{AssemblyError, MOST_FORMS};
use super::objective::Objective;
use super::request::AssemblyRequest;
use crate::solver::{Outcome, Query, Selection, Solver};

/// How an assembly ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Assembly {
    /// The best forms: no others are better by more than 1e-11 of the objective.
    Optimal(Forms),
    /// No forms hold all rows.
    Infeasible(Conflict),
    /// The search was given up; the forms, if any, hold all rows but may not be the best.
    NodeLimit {
        /// The best forms found.
        forms: Option<Forms>,
        /// What the objective of the best forms cannot pass.
        bound: f64,
    },
}

/// Assembled forms.
#[derive(Debug, Clone, PartialEq)]
pub struct Forms {
    /// The value of the objective.
    pub objective: f64,
    /// The items of each form, in the order of the bank.
    pub forms: Vec<Vec<usize>>,
}

/// Assembles forms.
///
/// ```
/// use test_assembly::{Assembly, AssemblyRequest, AttributeTable, Blueprint, Objective, assemble, rows_from_csv};
///
/// let items = AttributeTable::items_from_csv("ID,LEVEL\nq1,3\nq2,4\nq3,4\n".as_bytes())?;
/// let rows = rows_from_csv("TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,2,2\nNumber,Item,LEVEL == 3,1,1\n".as_bytes())?;
/// let blueprint = Blueprint::new(&rows, &items, None)?;
/// let assembly = assemble(&AssemblyRequest::new(&blueprint), &Objective::Maximise(vec![0.1, 0.5, 0.7]))?;
/// let Assembly::Optimal(forms) = assembly else { panic!("{assembly:?}") };
/// assert_eq!(forms.forms, [[0, 2]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A request or an objective that makes no sense.
pub fn assemble(request: &AssemblyRequest<'_>, objective: &Objective) -> Result<Assembly, AssemblyError> {
    if !(1..=MOST_FORMS).contains(&request.forms) {
        return Err(AssemblyError::FormCount(request.forms));
    }
    let items = request.blueprint.item_ids().len();
    objective.check(items)?;
    if let Some(item) = request.excluded.iter().find(|item| **item >= items) {
        return Err(AssemblyError::UnknownItem(*item));
    }
    let Built { program, fixed } = build::forms(request, Some(objective), |_| true);
    let weights = weights(request, objective, program.binaries);
    let query = Query { objective: &weights, fixed: &fixed, node_limit: request.node_limit };
    let mut solver = Solver::new(program);
    Ok(match solver.solve_from_slacks(&query) {
        Outcome::Optimal(selection) => Assembly::Optimal(finished(request, objective, &selection)?),
        Outcome::Infeasible => Assembly::Infeasible(conflict::find(request)),
        Outcome::NodeLimit { selection, bound } => {
            let forms = selection.map(|selection| finished(request, objective, &selection)).transpose()?;
            let bound = if matches!(objective, Objective::Target { .. }) { -bound } else { bound };
            Assembly::NodeLimit { forms, bound }
        }
        Outcome::Numerical => return Err(AssemblyError::Numerical),
    })
}

/// Whether a test exists that holds all rows, or which rows cannot hold together.
///
/// # Errors
/// As [`assemble`].
pub fn check_feasible(request: &AssemblyRequest<'_>) -> Result<Option<Conflict>, AssemblyError> {
    let Built { program, fixed } = build::forms(request, None, |_| true);
    let objective = vec![0.0; program.binaries];
    let query = Query { objective: &objective, fixed: &fixed, node_limit: request.node_limit };
    match Solver::new(program).find_any(&query) {
        Outcome::Optimal(_) | Outcome::NodeLimit { .. } => Ok(None),
        Outcome::Infeasible => Ok(Some(conflict::find(request))),
        Outcome::Numerical => Err(AssemblyError::Numerical),
    }
}

fn weights(request: &AssemblyRequest<'_>, objective: &Objective, binaries: usize) -> Vec<f64> {
    let mut weights = vec![0.0; binaries];
    if let Objective::Maximise(coefficients) = objective {
        for form in weights.chunks_exact_mut(binaries / request.forms) {
            form[..coefficients.len()].copy_from_slice(coefficients);
        }
    }
    weights
}

/// The forms of a selection, each checked against the blueprint itself.
fn finished(
    request: &AssemblyRequest<'_>,
    objective: &Objective,
    selection: &Selection,
) -> Result<Forms, AssemblyError> {
    let items = request.blueprint.item_ids().len();
    let size = selection.selected.len() / request.forms;
    let mut forms: Vec<Vec<usize>> =
        selection.selected.chunks_exact(size).map(|form| (0..items).filter(|item| form[*item]).collect()).collect();
    for form in &forms {
        if let Some(broken) = request.blueprint.achieved(form).rows.into_iter().find(|row| !row.holds) {
            return Err(AssemblyError::Broken(broken.id));
        }
    }
    // Forms are interchangeable; the one with the lowest number comes first.
    forms.sort();
    Ok(Forms { objective: objective.value(&forms), forms })
}
