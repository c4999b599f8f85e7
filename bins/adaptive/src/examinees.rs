//! The simulated examinees of the command line.

use simulation::Examinees;

use crate::args::ExamineesArguments;
use crate::thetas_file::{self, ListedExaminees};

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
