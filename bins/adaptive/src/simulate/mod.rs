//! `adaptive simulate`: simulated examinees take the adaptive test.

mod clerk;
mod report;

use std::io::{self, Write as _};

use anyhow::{Context as _, anyhow};
use simulation::{Examinees, Simulation, SimulationError};

use crate::args::SimulateArguments;
use crate::bank_file;
use crate::output_directory::OutputDirectory;
use crate::thetas_file;
use clerk::Clerk;
use report::Report;

pub(crate) fn run(arguments: &SimulateArguments) -> anyhow::Result<()> {
    let test = bank_file::read_test(&arguments.bank, Some(&arguments.design))?;
    let examinees = examinees(arguments)?;
    let directory = OutputDirectory::begin(&arguments.out, arguments.force)?;
    let mut simulation =
        Simulation::new(test.clone(), examinees, arguments.seed).with_exposure_limit(arguments.exposure_limit)?;
    if let Some(threads) = arguments.threads {
        simulation = simulation.with_threads(threads);
    }
    let mut clerk = Clerk::begin(&directory.file("examinees.csv"))?;
    let summary = simulation.run_with(&mut clerk).map_err(|error| match error {
        SimulationError::Watcher(error) => anyhow!(error).context("cannot write examinees.csv"),
        other => other.into(),
    })?;
    let abilities = clerk.end().context("cannot write examinees.csv")?;
    let report = Report { arguments, bank: test.bank(), summary: &summary, abilities: &abilities };
    let printed = report.write(&directory)?;
    directory.publish()?;
    io::stdout().write_all(printed.as_bytes())?;
    Ok(())
}

fn examinees(arguments: &SimulateArguments) -> anyhow::Result<Examinees> {
    let examinees = match &arguments.thetas {
        Some(source) => {
            let thetas = thetas_file::read(source)?;
            let count = arguments.examinees.unwrap_or(thetas.len() as u64);
            Examinees::in_turn(thetas, count)
        }
        None => Examinees::normal(arguments.examinees.unwrap_or(0), arguments.theta_mean, arguments.theta_sd),
    };
    Ok(examinees?)
}
