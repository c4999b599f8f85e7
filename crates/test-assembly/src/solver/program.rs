//! A 0-1 program: maximise a linear function of 0-1 variables, and of at most one continuous variable, under rows with
//! bounds on both sides.

/// The largest whole number up to which all whole numbers are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A row: `lower <= sum of value x variable <= upper`.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgramRow {
    /// The least value, `-inf` for none.
    pub lower: f64,
    /// The largest value, `inf` for none.
    pub upper: f64,
    /// Variables with their values. A variable appears once.
    pub terms: Vec<(usize, f64)>,
}

impl ProgramRow {
    /// Whether all values are whole numbers, so that sums of them are exact.
    pub(super) fn is_whole(&self) -> bool {
        self.terms.iter().all(|(_, value)| value.fract() == 0.0 && value.abs() < EXACT / 1e6)
    }

    /// The least and the largest value of the row for variables between the bounds.
    pub(super) fn range(&self, bounds: impl Fn(usize) -> (f64, f64)) -> (f64, f64) {
        self.terms.iter().fold((0.0, 0.0), |(least, most), &(variable, value)| {
            let (lower, upper) = bounds(variable);
            let (a, b) = (value * lower, value * upper);
            (least + a.min(b), most + a.max(b))
        })
    }
}

/// A row that enters the program only when a solution of the relaxation violates it.
#[derive(Debug, Clone, PartialEq)]
pub struct LazyRow {
    /// The row.
    pub row: ProgramRow,
    /// `false` for a row that follows from the others for 0-1 values and only tightens the relaxation.
    pub is_required: bool,
}

/// The continuous variable of a program: its bounds and its weight in the objective.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Continuous {
    /// The least value; finite.
    pub lower: f64,
    /// The largest value; finite.
    pub upper: f64,
    /// The weight in the objective, 1 or -1.
    pub weight: f64,
}

/// A program: variables `0..binaries` are 0 or 1; the continuous one, if any, has the number `binaries`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Program {
    /// The number of 0-1 variables.
    pub binaries: usize,
    /// The continuous variable.
    pub continuous: Option<Continuous>,
    /// The rows.
    pub rows: Vec<ProgramRow>,
    /// Rows that enter when they are violated.
    pub lazy: Vec<LazyRow>,
    /// The variables that the search decides first, such as those of stimuli: the first of them and the number behind
    /// the last, and so on.
    pub decided_first: Vec<std::ops::Range<usize>>,
}

impl Program {
    /// The number of variables.
    pub(super) fn variables(&self) -> usize {
        self.binaries + usize::from(self.continuous.is_some())
    }

    /// The bounds of a variable before any fixing.
    pub(super) fn bounds(&self, variable: usize) -> (f64, f64) {
        match self.continuous {
            Some(continuous) if variable == self.binaries => (continuous.lower, continuous.upper),
            _ => (0.0, 1.0),
        }
    }

    /// Whether the search decides this variable before others.
    pub(super) fn is_decided_first(&self, variable: usize) -> bool {
        self.decided_first.iter().any(|range| range.contains(&variable))
    }
}
