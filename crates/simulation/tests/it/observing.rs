//! Following a simulation, and ending it.

use std::error::Error as _;
use std::io;
use std::ops::ControlFlow;

use simulation::{ExamineeResult, Examinees, Observer, Simulation, SimulationError};

use crate::fixtures::two_pl;

struct LimitedObserver {
    seen: u64,
    results: u64,
    calls: Vec<u64>,
    last_call: u64,
}

impl Observer for LimitedObserver {
    type Error = io::Error;

    fn examinee_result(&mut self, _: &ExamineeResult) -> Result<(), io::Error> {
        self.seen += 1;
        if self.seen > self.results { Err(io::Error::other("the disk is full")) } else { Ok(()) }
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        assert_eq!(total, 5_000);
        self.calls.push(done);
        if done >= self.last_call { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn run(observer: &mut LimitedObserver) -> Result<simulation::SimulationSummary, SimulationError<io::Error>> {
    let test = two_pl(20, 1.0, |spec| spec.stopping.max_items = Some(5));
    Simulation::new(test, Examinees::normal(5_000, 0.0, 1.0).unwrap(), 1).run_with(observer)
}

#[test]
fn progress_rises_to_the_total() {
    let mut observer = LimitedObserver { seen: 0, results: u64::MAX, calls: vec![], last_call: u64::MAX };
    run(&mut observer).unwrap();
    assert!(observer.calls.is_sorted(), "{:?}", observer.calls);
    assert_eq!((observer.calls.last(), observer.seen), (Some(&5_000), 5_000));
}

#[test]
fn an_observer_can_end_the_run() {
    let mut observer = LimitedObserver { seen: 0, results: u64::MAX, calls: vec![], last_call: 1 };
    let error = run(&mut observer).unwrap_err();
    let SimulationError::Cancelled { done } = error else { panic!("{error:?}") };
    assert!(0 < done && done < 5_000, "{done}");
    assert_eq!(observer.seen, done);
}

#[test]
fn an_observer_that_fails_ends_the_run_with_its_reason() {
    let mut observer = LimitedObserver { seen: 0, results: 100, calls: vec![], last_call: u64::MAX };
    let error = run(&mut observer).unwrap_err();
    assert!(matches!(error, SimulationError::Observer(_)), "{error:?}");
    assert_eq!(error.source().unwrap().to_string(), "the disk is full");
    assert_eq!(observer.seen, 101);
}
