//! Repeats the simulation of the common workload, to be timed from outside: 1000 examinees, 20 of 500 items, one
//! thread. Arguments: the estimator, how often.

use std::hint::black_box;

use benches::workload::{self, Outcome};
use irt_core::Estimator;

const EXAMINEES: usize = 1_000;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [estimator, times] = arguments.as_slice() else { return Err("arguments: the estimator, how often".into()) };
    let estimator = Estimator::from_name(estimator).ok_or("no such estimator")?;
    let simulation = workload::simulation(workload::SIMULATED_BANK, EXAMINEES, estimator)?;
    for _ in 0..times.parse::<u32>()? {
        black_box(simulation.run()?);
    }
    Ok(())
}
