//! Seconds that a simulation takes by itself, on one thread: 1000 examinees, 20 of 500 items. One line for each
//! estimator: its name and the median.

use std::time::Instant;

use benches::workload::{self, Outcome};
use irt_core::Estimator;

const EXAMINEES: usize = 1_000;
const RUNS: usize = 51;

fn main() -> Outcome<()> {
    for estimator in [Estimator::Eap, Estimator::Mle] {
        let simulation = workload::simulation(EXAMINEES, estimator)?;
        let mut seconds = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            let start = Instant::now();
            let summary = simulation.run()?;
            seconds.push(start.elapsed().as_secs_f64());
            assert_eq!(summary.examinees, EXAMINEES as u64);
        }
        seconds.sort_unstable_by(f64::total_cmp);
        println!("{estimator} {}", seconds[RUNS / 2]);
    }
    Ok(())
}
