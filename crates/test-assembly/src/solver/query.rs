//! What is asked of the solver, and what it answers.

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
