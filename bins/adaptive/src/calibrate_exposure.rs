//! `adaptive calibrate-exposure`: the Sympson-Hetter parameters that keep an exposure limit.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::ops::ControlFlow;

use anyhow::{Context as _, anyhow};
use serde::Serialize;
use simulation::{
    CalibratedExposure, CalibrationError, CalibrationObserver, CalibrationRound, ExposureCalibration, Simulation,
    SimulationError,
};

use crate::args::CalibrateExposureArguments;
use crate::bank::bank_file;
use crate::interruption::Interruption;
use crate::progress_bar::InterruptibleBar;
use crate::{examinees, output_file, seed};

/// The section of a design file.
#[derive(Serialize)]
struct DesignExcerpt<'a> {
    exposure: ExposureSection<'a>,
}

#[derive(Serialize)]
struct ExposureSection<'a> {
    sympson_hetter: &'a BTreeMap<String, f64>,
}

pub(crate) fn run(arguments: &CalibrateExposureArguments) -> anyhow::Result<()> {
    let test = bank_file::read_test(&arguments.bank, Some(&arguments.design))?;
    let seed = arguments.examinees.seed.map_or_else(seed::draw, Ok)?;
    let mut simulation = Simulation::new(test, examinees::from_arguments(&arguments.examinees)?, seed);
    if let Some(threads) = arguments.threads {
        simulation = simulation.with_threads(threads);
    }
    let calibration = ExposureCalibration::new(simulation, arguments.limit)
        .and_then(|calibration| calibration.with_tolerance(arguments.tolerance))
        .and_then(|calibration| calibration.with_rounds(arguments.rounds))
        .with_context(|| arguments.design.to_string())?;
    let bar = InterruptibleBar::new("{msg} {wide_bar} {human_pos}/{human_len} examinees", Interruption::watch()?)?;
    let calibrated = calibration.run_with(&mut BarObserver(bar)).map_err(|error| match error {
        CalibrationError::Cancelled { .. } | CalibrationError::Simulation(SimulationError::Cancelled { .. }) => {
            anyhow!("interrupted; nothing has been written")
        }
        other => other.into(),
    })?;
    let text = text(&calibrated)?;
    match &arguments.out {
        Some(path) => output_file::write(path, text.as_bytes())?,
        None => io::stdout().write_all(text.as_bytes())?,
    }
    // The parameters are written; a closed standard error is no fault.
    let _ = writeln!(io::stderr(), "{}", verdict(&calibrated));
    if arguments.examinees.seed.is_none() {
        let _ = writeln!(io::stderr(), "{}", seed::drawn(seed));
    }
    Ok(())
}

fn text(calibrated: &CalibratedExposure) -> anyhow::Result<String> {
    let section = DesignExcerpt { exposure: ExposureSection { sympson_hetter: &calibrated.parameters } };
    let table = match calibrated.parameters.is_empty() {
        // An empty table could look like a missing one.
        true => "# no item needs to be held back\n".to_owned(),
        false => toml::to_string(&section)?,
    };
    let CalibratedExposure { limit, converged, check, .. } = calibrated;
    let kept = match converged {
        true => String::new(),
        // The warning of the command is gone when somebody reads the design later.
        false => {
            format!("# The search did not keep the limit: the highest rate was {:.4}.\n", check.highest_observed_rate)
        }
    };
    Ok(format!("# Sympson-Hetter parameters for an exposure limit of {limit}\n{kept}{table}"))
}

/// How the search ended, in the rates of examinees that it had not met.
fn verdict(calibrated: &CalibratedExposure) -> String {
    let CalibratedExposure { limit, tolerance, converged, round, rounds, check, .. } = calibrated;
    let CalibrationRound { examinees, highest_observed_rate, observed_above_limit, .. } = check;
    if *converged {
        return format!(
            "note: limit {limit} kept after round {round}: the highest rate is {highest_observed_rate:.4} with \
             {examinees} other examinees"
        );
    }
    let rounds = match rounds.len() {
        1 => "a single round".to_owned(),
        many => format!("{many} rounds"),
    };
    format!(
        "warning: limit {limit} plus {tolerance} not kept in {rounds}; with the best parameters, of round {round}, the \
         highest rate is {highest_observed_rate:.4} with {examinees} other examinees, and {observed_above_limit} items \
         are above the limit; simulate more examinees, allow more rounds or a greater tolerance, or shorten the test"
    )
}

/// Shows the rounds on the progress bar.
struct BarObserver(InterruptibleBar);

impl CalibrationObserver for BarObserver {
    fn round(&mut self, round: &CalibrationRound) -> ControlFlow<()> {
        self.0.show(format!("round {}, highest rate so far {:.3},", round.round + 1, round.highest_rate))
    }

    fn progress(&mut self, _round: u32, done: u64, total: u64) -> ControlFlow<()> {
        self.0.advance(done, total)
    }
}
