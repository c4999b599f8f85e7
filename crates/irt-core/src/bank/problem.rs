//! What can be wrong with an item bank, and where.

use std::fmt;

use crate::models::ProblemCause;

/// How many problems of one bank are listed; more are only counted.
pub const MAX_LISTED_PROBLEMS: usize = 1000;

/// An item bank that was refused, with everything that is wrong with it.
#[derive(Clone, PartialEq)]
pub struct BankError {
    problems: Vec<BankProblem>,
    unlisted: usize,
}

/// One thing that is wrong with an item bank.
#[derive(Debug, Clone, PartialEq)]
pub struct BankProblem {
    /// The line of the file, counted from 1; `None` when the bank does not come from a file.
    pub row: Option<u64>,
    /// The place of the item among the items, counted from 0; `None` when no item is concerned.
    pub position: Option<usize>,
    /// The id of the item as given, when it has one.
    pub item_id: Option<String>,
    /// The column (or parameter) concerned; empty when it is the whole row or file.
    pub column: String,
    /// The value as given.
    pub value: String,
    /// The rule that is broken.
    pub cause: ProblemCause,
}

impl BankError {
    /// The problems in the order of the rows, at most [`MAX_LISTED_PROBLEMS`] and at least one.
    #[must_use]
    pub fn problems(&self) -> &[BankProblem] {
        &self.problems
    }

    /// How many problems there are besides those listed.
    #[must_use]
    pub const fn unlisted(&self) -> usize {
        self.unlisted
    }
}

impl fmt::Display for BankError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.problems.len() + self.unlisted;
        if let Some(first) = self.problems.first() {
            first.fmt(f)?;
        }
        match total.saturating_sub(1) {
            0 => Ok(()),
            1 => f.write_str(" (and 1 other problem)"),
            others => write!(f, " (and {others} other problems)"),
        }
    }
}

impl fmt::Debug for BankError {
    /// As a list, one problem a line, of the first few: what a failed `unwrap` prints.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        let total = self.problems.len() + self.unlisted;
        writeln!(f, "{total} problems in the item bank:")?;
        for problem in self.problems.iter().take(SHOWN) {
            writeln!(f, "  {problem}")?;
        }
        match total.saturating_sub(SHOWN) {
            0 => Ok(()),
            others => write!(f, "  and {others} more"),
        }
    }
}

impl std::error::Error for BankError {}

impl fmt::Display for BankProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = Vec::with_capacity(3);
        place.extend(self.row.map(|row| format!("line {row}")));
        match (&self.item_id, self.position) {
            (Some(id), _) => place.push(format!("item {id:?}")),
            (None, Some(position)) if self.row.is_none() => place.push(format!("item number {}", position + 1)),
            (None, _) => {}
        }
        if !self.column.is_empty() {
            place.push(format!("column {}", self.column));
        }
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        if !self.value.is_empty() {
            write!(f, "{} ", self.value)?;
        }
        self.cause.fmt(f)
    }
}

/// Gathers the problems of a bank.
#[derive(Debug, Default)]
pub(crate) struct ProblemList {
    problems: Vec<BankProblem>,
    unlisted: usize,
}

impl ProblemList {
    pub(crate) fn push(&mut self, problem: BankProblem) {
        if self.problems.len() < MAX_LISTED_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.unlisted += 1;
        }
    }

    /// A problem of the bank as a whole.
    pub(crate) fn push_global(&mut self, cause: ProblemCause, value: String) {
        let (column, row, position, item_id) = (String::new(), None, None, None);
        self.push(BankProblem { row, position, item_id, column, value, cause });
    }

    /// `Ok` when there is no problem.
    pub(crate) fn into_result(self) -> Result<(), BankError> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(BankError { problems: self.problems, unlisted: self.unlisted })
        }
    }
}
