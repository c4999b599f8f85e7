//! The simulated examinees of the command line.

mod columns;
mod thetas_file;

pub(crate) use columns::{ExamineeCells, ExamineeColumn};
use simulation::Examinees;

use self::thetas_file::ListedExaminees;
use crate::args::ExamineesArguments;

/// The examinees: with drawn abilities, or with the abilities in a file.
pub(crate) fn from_arguments(arguments: &ExamineesArguments) -> anyhow::Result<Examinees> {
    let examinees = match &arguments.thetas {
        Some(source) => {
            let ListedExaminees { thetas, starts } = thetas_file::read(source)?;
            let count = arguments.examinees.unwrap_or(thetas.len() as u64);
            Examinees::in_turn(thetas, count).and_then(|examinees| examinees.with_starts(starts))
        }
        None => Examinees::normal(arguments.examinees.unwrap_or(0), arguments.theta_mean, arguments.theta_sd),
    };
    Ok(examinees?)
}
