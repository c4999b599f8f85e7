//! What to do about the faults of a bank file.

use clap::ValueEnum as _;
use exam::BankFileError;
use irt_core::{BankError, BankProblem, ProblemCause};

use crate::bank::recognised_program::program_of_columns;
use crate::source::Source;

/// What to do about columns that are not those of a bank, and about items that are keyed in reverse.
pub(super) fn remedies(file: &Source, error: &BankFileError, text: &[u8]) -> Vec<String> {
    let problems: Vec<&BankProblem> = error.parameters.iter().flat_map(BankError::problems).collect();
    foreign_columns(file, &problems, text).into_iter().chain(reverse_keyed(file, &problems)).collect()
}

/// The command that converts the file where its columns are those of another program, or the columns that there are.
fn foreign_columns(file: &Source, problems: &[&BankProblem], text: &[u8]) -> Option<String> {
    let columns_with = |cause| -> Vec<String> {
        problems.iter().filter(|problem| problem.cause == cause).map(|problem| problem.column.clone()).collect()
    };
    let is_incomplete = !columns_with(ProblemCause::MissingColumn).is_empty();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let header = reader.records().next()?.ok()?;
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let foreign = if is_incomplete { columns.clone() } else { columns_with(ProblemCause::UnknownColumn) };
    if let Some(value) = program_of_columns(&foreign).and_then(|program| program.to_possible_value()) {
        let program = value.get_name();
        return Some(format!("`adaptive bank convert {file} --from {program} --out bank.csv` reads such columns"));
    }
    is_incomplete.then(|| {
        let shown: Vec<String> = columns.iter().map(|name| format!("{name:?}")).collect();
        format!("the columns are {}", shown.join(", "))
    })
}

fn reverse_keyed(file: &Source, problems: &[&BankProblem]) -> Option<String> {
    let is_reverse_keyed = |problem: &&BankProblem| {
        problem.cause == ProblemCause::DiscriminationNotPositive
            && problem.value.parse().is_ok_and(|slope: f64| slope < 0.0)
    };
    problems.iter().any(is_reverse_keyed).then(|| {
        format!(
            "items with a negative slope are keyed in reverse: score them the other way round, or \
             `adaptive bank convert {file} --from table --reverse all` does so"
        )
    })
}
