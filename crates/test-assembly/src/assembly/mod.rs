//! Assembly of fixed forms.

mod build;
mod conflict;
mod objective;

pub use conflict::Conflict;
pub use objective::Objective;
pub use build::shadow_program;
use build::Built;

use thiserror::Error;

use crate::blueprint::Blueprint;
use crate::solver::{Outcome, Query, Selection, Solver};

/// The largest number of forms.
pub const MOST_FORMS: usize = 50;
/// The nodes of a search unless a request says otherwise.
pub const NODE_LIMIT: u64 = 2_000_000;

/// What is to be assembled.
#[derive(Debug, Clone)]
pub struct AssemblyRequest<'a> {
    /// What every form holds.
    pub blueprint: &'a Blueprint,
    /// The number of forms.
    pub forms: usize,
    /// In how many forms an item may be; `None` for any number.
    pub max_item_use: Option<usize>,
    /// In how many forms a stimulus may be; `None` for any number.
    pub max_stimulus_use: Option<usize>,
    /// Items that no form has.
    pub excluded: &'a [usize],
    /// The most nodes of a search.
    pub node_limit: u64,
}

impl<'a> AssemblyRequest<'a> {
    /// One form.
    #[must_use]
    pub fn new(blueprint: &'a Blueprint) -> Self {
        Self { blueprint, forms: 1, max_item_use: None, max_stimulus_use: None, excluded: &[], node_limit: NODE_LIMIT }
    }
}

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

/// Why nothing can be assembled.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum AssemblyError {
    /// The number of forms is out of range.
    #[error("{0} forms; 1 to {MOST_FORMS} can be assembled at once")]
    FormCount(usize),
    /// Points and lists of coefficients differ in number.
    #[error("{coefficients} lists of coefficients for {points} points")]
    Points {
        /// The lists.
        coefficients: usize,
        /// The points.
        points: usize,
    },
    /// A list of coefficients does not have one for each item.
    #[error("{found} coefficients for {items} items")]
    Coefficients {
        /// The coefficients.
        found: usize,
        /// The items.
        items: usize,
    },
    /// A number cannot be computed with.
    #[error("{0} is not a number that can be optimised or aimed at")]
    Number(f64),
    /// A ratio is not positive.
    #[error("the ratios of a maximin objective must be positive")]
    Ratio,
    /// An excluded item does not exist.
    #[error("item number {0} does not exist")]
    UnknownItem(usize),
    /// The arithmetic failed.
    #[error("the arithmetic fails; the values in one row differ too much in size")]
    Numerical,
    /// A selection of the solver does not hold a row.
    #[error("the solution breaks row {0}; this is a fault of the solver")]
    Broken(String),
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
