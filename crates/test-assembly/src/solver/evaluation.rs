//! The check of a selection against the rows as they were given, apart from the relaxation.

use super::columns::Columns;
use super::program::{Program, ProgramRow};

/// How far the value of a row may lie outside its bounds, relative to the size of the bound, where its terms are not whole
/// numbers.
const ROW_TOLERANCE: f64 = 1e-9;
/// The same for rows of whole numbers, whose sums are exact.
const WHOLE_TOLERANCE: f64 = 1e-6;

/// The rows of a program, by variable.
#[derive(Debug, Clone)]
pub(super) struct Evaluation {
    columns: Columns,
    bounds: Vec<[f64; 2]>,
}

impl Evaluation {
    pub(super) fn new(program: &Program) -> Self {
        let required = program.lazy.iter().filter(|lazy| lazy.is_required).map(|lazy| &lazy.row);
        let rows: Vec<&ProgramRow> = program.rows.iter().chain(required).collect();
        let terms: Vec<_> = rows.iter().map(|row| row.terms.clone()).collect();
        let within = |row: &&ProgramRow| {
            let tolerance = |bound: f64| match row.is_whole() {
                true => WHOLE_TOLERANCE,
                false => ROW_TOLERANCE * if bound.is_finite() { bound.abs().max(1.0) } else { 1.0 },
            };
            [row.lower - tolerance(row.lower), row.upper + tolerance(row.upper)]
        };
        Self { columns: Columns::new(program.variables(), &terms), bounds: rows.iter().map(within).collect() }
    }

    /// The best value of the objective for a selection, or `None` if the selection violates a row.
    ///
    /// The sum runs over the selected variables in the order of their numbers, so that equal selections have equal values.
    pub(super) fn value(&self, program: &Program, objective: &[f64], selected: &[bool]) -> Option<f64> {
        let (mut sums, mut value) = (vec![0.0; self.bounds.len()], 0.0);
        for (variable, _) in selected.iter().enumerate().filter(|(_, selected)| **selected) {
            value += objective[variable];
            self.columns.entries(variable).for_each(|(row, entry)| sums[row as usize] += entry);
        }
        let mut of_continuous = 0.0;
        if let Some(continuous) = program.continuous {
            let [mut least, mut most] = [continuous.lower, continuous.upper];
            for (row, factor) in self.columns.entries(program.binaries) {
                let row = row as usize;
                let ends = self.bounds[row].map(|bound| (bound - sums[row]) / factor);
                least = least.max(ends[0].min(ends[1]));
                most = most.min(ends[0].max(ends[1]));
                // The continuous variable makes up for the rest.
                sums[row] = self.bounds[row][0].max(self.bounds[row][1].min(sums[row]));
            }
            if least > most + ROW_TOLERANCE {
                return None;
            }
            of_continuous = continuous.weight * if continuous.weight > 0.0 { most } else { least };
        }
        let holds = |(sum, [lower, upper]): (&f64, &[f64; 2])| lower <= sum && sum <= upper;
        sums.iter().zip(&self.bounds).all(holds).then_some(value + of_continuous)
    }
}
