//! Exposure parameters by iterated simulation.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use simulation::{
    CalibrationError, CalibrationObserver, CalibrationRound, Examinees, ExposureCalibration, InvalidCalibration,
    Simulation, SimulationError,
};

use crate::fixtures::two_pl;

const LIMIT: f64 = 0.3;
const ITEMS_PER_TEST: u32 = 10;

fn simulation(seed: u64, examinees: u64) -> Simulation {
    let test = two_pl(80, 1.5, |spec| spec.stopping.max_items = Some(ITEMS_PER_TEST));
    Simulation::new(test, Examinees::normal(examinees, 0.0, 1.0).unwrap(), seed)
}

#[test]
fn no_item_is_shown_more_often_than_the_limit_says() {
    let calibrated = ExposureCalibration::new(simulation(4, 2_000), LIMIT).unwrap().run().unwrap();
    let (first, last) = (calibrated.rounds[0], *calibrated.rounds.last().unwrap());
    assert!(calibrated.converged);
    assert_eq!((first.highest_rate, first.restricted, calibrated.round), (1.0, 0, last.round));
    assert!(last.highest_rate <= calibrated.aim + 0.005 && last.above_limit == 0, "{last:?}");
    assert!(last.test_overlap < first.test_overlap);
    assert!(calibrated.parameters.values().all(|parameter| 0.0 < *parameter && *parameter < 1.0));
    assert!(calibrated.rounds.iter().map(|round| round.round).eq(1..=last.round));
}

#[test]
fn the_limit_holds_for_examinees_that_the_search_has_not_met() {
    let calibrated = ExposureCalibration::new(simulation(4, 1_000), LIMIT).unwrap().run().unwrap();
    let CalibrationRound { examinees, highest_observed_rate, observed_above_limit, .. } = calibrated.check;
    assert!(calibrated.converged && highest_observed_rate <= LIMIT + 0.005, "{:?}", calibrated.check);
    assert_eq!((examinees, observed_above_limit), (1_000, 0));
    // The first check fails by chance; its examinees join the rounds after it, which aim lower.
    assert!(calibrated.aim < LIMIT && calibrated.rounds.last().unwrap().examinees > 1_000);
}

#[test]
fn a_limit_that_the_check_does_not_keep_is_not_kept() {
    let calibration = ExposureCalibration::new(simulation(4, 1_000), LIMIT).unwrap().with_tolerance(0.0).unwrap();
    let calibrated = calibration.with_rounds(6).unwrap().run().unwrap();
    assert!(!calibrated.converged && calibrated.check.highest_observed_rate > LIMIT, "{:?}", calibrated.check);
    assert!(calibrated.check.observed_above_limit > 0 && calibrated.rounds.len() == 6);
}

#[test]
fn a_design_with_the_parameters_keeps_the_limit() {
    let calibrated = ExposureCalibration::new(simulation(4, 4_000), LIMIT).unwrap().run().unwrap();
    let test = two_pl(80, 1.5, |spec| {
        spec.stopping.max_items = Some(ITEMS_PER_TEST);
        spec.exposure.sympson_hetter.clone_from(&calibrated.parameters);
    });
    let summary = Simulation::new(test, Examinees::normal(4_000, 0.0, 1.0).unwrap(), 77).run().unwrap();
    assert!((summary.exposure.highest_rate - LIMIT).abs() < 4.0 * 0.0073, "{:?}", summary.exposure);
    assert_eq!(summary.test_length.min, ITEMS_PER_TEST);
}

#[test]
fn a_test_finds_as_many_free_items_as_it_has_positions() {
    // Twelve items, ten for each examinee: two may be spared.
    let test = two_pl(12, 1.0, |spec| spec.stopping.max_items = Some(10));
    let simulation = Simulation::new(test, Examinees::normal(300, 0.0, 1.0).unwrap(), 1);
    let calibrated = ExposureCalibration::new(simulation, 0.9).unwrap().with_rounds(5).unwrap().run().unwrap();
    assert!(calibrated.parameters.len() <= 2 && !calibrated.converged, "{:?}", calibrated.parameters);
    let lowest = calibrated.rounds.iter().map(|round| round.highest_rate).fold(1.0, f64::min);
    assert_eq!(calibrated.rounds[calibrated.round as usize - 1].highest_rate, lowest);
}

#[test]
fn a_limit_that_is_kept_anyway_needs_no_parameters() {
    let calibrated = ExposureCalibration::new(simulation(4, 200), 1.0).unwrap().run().unwrap();
    assert!(calibrated.converged && calibrated.parameters.is_empty());
    assert_eq!(calibrated.rounds.len(), 1);
}

#[test]
fn neither_threads_nor_the_bits_of_another_run_change_anything() {
    let on_threads = |threads| {
        let simulation = simulation(9, 700).with_threads(NonZeroUsize::new(threads).unwrap());
        ExposureCalibration::new(simulation, LIMIT).unwrap().with_rounds(4).unwrap().run().unwrap()
    };
    let one = on_threads(1);
    assert_eq!(format!("{one:?}"), format!("{:?}", on_threads(3)));
    assert_eq!(format!("{one:?}"), format!("{:?}", on_threads(1)));
}

#[test]
fn a_limit_that_no_tests_of_the_length_can_keep_is_refused() {
    let error = ExposureCalibration::new(simulation(4, 200), 0.1).unwrap().run().unwrap_err();
    assert!(matches!(error, CalibrationError::OutOfReach { bank_items: 80, .. }), "{error}");
    assert!(error.to_string().contains("0.125"), "{error}");
}

#[test]
fn bad_wishes_are_refused() {
    for limit in [0.0, -0.1, 1.1, f64::NAN] {
        assert!(matches!(
            ExposureCalibration::new(simulation(1, 10), limit).unwrap_err(),
            InvalidCalibration::Limit { .. }
        ));
    }
    let calibration = || ExposureCalibration::new(simulation(1, 10), LIMIT).unwrap();
    assert!(calibration().with_tolerance(-0.1).is_err() && calibration().with_tolerance(f64::NAN).is_err());
    assert_eq!(calibration().with_rounds(0).unwrap_err(), InvalidCalibration::NoRound);
    let test = two_pl(5, 1.0, |spec| spec.exposure.sympson_hetter = [("q1".to_owned(), 0.5)].into());
    let simulation = Simulation::new(test, Examinees::normal(10, 0.0, 1.0).unwrap(), 1);
    assert_eq!(ExposureCalibration::new(simulation, LIMIT).unwrap_err(), InvalidCalibration::HasParameters);
}

struct LimitedCalibrationObserver {
    rounds: u32,
    examinees: u64,
    seen: Vec<u32>,
}

impl CalibrationObserver for LimitedCalibrationObserver {
    fn round(&mut self, round: &CalibrationRound) -> ControlFlow<()> {
        self.seen.push(round.round);
        if round.round >= self.rounds { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn progress(&mut self, _: u32, done: u64, total: u64) -> ControlFlow<()> {
        assert_eq!(total, 500);
        if done >= self.examinees { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[test]
fn an_observer_can_end_the_search_between_rounds_and_in_one() {
    let calibration = ExposureCalibration::new(simulation(4, 500), LIMIT).unwrap();
    let mut observer = LimitedCalibrationObserver { rounds: 2, examinees: u64::MAX, seen: vec![] };
    let error = calibration.run_with(&mut observer).unwrap_err();
    assert!(matches!(error, CalibrationError::Cancelled { rounds: 2 }), "{error}");
    assert_eq!(observer.seen, [1, 2]);
    let mut observer = LimitedCalibrationObserver { rounds: 2, examinees: 1, seen: vec![] };
    let error = calibration.run_with(&mut observer).unwrap_err();
    assert!(matches!(error, CalibrationError::Simulation(SimulationError::Cancelled { .. })), "{error}");
}
