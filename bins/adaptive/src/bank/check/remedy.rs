//! What to do about a file whose columns are not those of an item bank.

use clap::ValueEnum as _;
use exam::BankFileError;
use irt_core::{BankError, ProblemCause};

use crate::bank::recognised_program::program_of_columns;
use crate::source::Source;

/// The command that converts the file where its columns are those of another program, or the columns that there are.
pub(super) fn remedy(file: &Source, error: &BankFileError, text: &[u8]) -> Option<String> {
    let problems: Vec<_> = error.parameters.iter().flat_map(BankError::problems).collect();
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
