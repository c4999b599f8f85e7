//! Watching a simulation, and ending it.

use std::error::Error as _;
use std::io;
use std::ops::ControlFlow;

use simulation::{Examinees, Simulation, SimulationError, Sitting, Watcher};

use crate::tests_of::two_pl;

struct Patience {
    seen: u64,
    sittings: u64,
    calls: Vec<u64>,
    last_call: u64,
}

impl Watcher for Patience {
    type Error = io::Error;

    fn sitting(&mut self, _: &Sitting) -> Result<(), io::Error> {
        self.seen += 1;
        if self.seen > self.sittings { Err(io::Error::other("the disk is full")) } else { Ok(()) }
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        assert_eq!(total, 5_000);
        self.calls.push(done);
        if done >= self.last_call { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn run(patience: &mut Patience) -> Result<simulation::Summary, SimulationError<io::Error>> {
    let test = two_pl(20, 1.0, |spec| spec.stopping.max_items = Some(5));
    Simulation::new(test, Examinees::normal(5_000, 0.0, 1.0).unwrap(), 1).run_with(patience)
}

#[test]
fn progress_rises_to_the_total() {
    let mut patience = Patience { seen: 0, sittings: u64::MAX, calls: vec![], last_call: u64::MAX };
    run(&mut patience).unwrap();
    assert!(patience.calls.is_sorted(), "{:?}", patience.calls);
    assert_eq!((patience.calls.last(), patience.seen), (Some(&5_000), 5_000));
}

#[test]
fn a_watcher_can_end_the_run() {
    let mut patience = Patience { seen: 0, sittings: u64::MAX, calls: vec![], last_call: 1 };
    let error = run(&mut patience).unwrap_err();
    let SimulationError::Cancelled { done } = error else { panic!("{error:?}") };
    assert!(0 < done && done < 5_000, "{done}");
    assert_eq!(patience.seen, done);
}

#[test]
fn a_watcher_that_fails_ends_the_run_with_its_reason() {
    let mut patience = Patience { seen: 0, sittings: 100, calls: vec![], last_call: u64::MAX };
    let error = run(&mut patience).unwrap_err();
    assert!(matches!(error, SimulationError::Watcher(_)), "{error:?}");
    assert_eq!(error.source().unwrap().to_string(), "the disk is full");
    assert_eq!(patience.seen, 101);
}
