//! Whole simulations: the seconds of a thousand examinees, and what the second thread, traces, several designs
//! and a larger bank add.

use std::num::NonZeroUsize;
use std::sync::Arc;

use benches::workload::{self, Outcome};
use criterion::{Criterion, Throughput};
use irt_core::Estimator;
use simulation::{Comparison, Examinees, Measures};

const EXAMINEES: usize = 1_000;

fn main() -> Outcome<()> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("simulation");
    group.throughput(Throughput::Elements(EXAMINEES as u64));
    for estimator in [Estimator::Eap, Estimator::Mle] {
        let simulation = workload::simulation(workload::SIMULATED_BANK, EXAMINEES, estimator)?;
        group.bench_function(format!("one_thread/{estimator}"), |bencher| bencher.iter(|| simulation.run()));
    }
    let simulation = workload::simulation(workload::SIMULATED_BANK, EXAMINEES, Estimator::Eap)?;
    let two_threads = simulation.clone().with_threads(NonZeroUsize::MIN.saturating_add(1));
    group.bench_function("two_threads", |bencher| bencher.iter(|| two_threads.run()));
    let traced = simulation.with_measures(Measures::default().with_traces(EXAMINEES as u64));
    group.bench_function("all_traced", |bencher| bencher.iter(|| traced.run()));
    let test = workload::test(workload::SIMULATED_BANK, Estimator::Eap)?;
    let tests = ["one", "two"].map(|name| (name.to_owned(), Arc::clone(&test))).to_vec();
    let examinees = Examinees::given(workload::thetas(EXAMINEES))?;
    let compared = Comparison::new(tests, examinees, 1)?.with_threads(NonZeroUsize::MIN);
    group.bench_function("two_designs", |bencher| bencher.iter(|| compared.run()));
    // One element is a step of a test: an answer, its estimate and the choice of the next item.
    group.throughput(Throughput::Elements((EXAMINEES * workload::PATTERN_LEN) as u64));
    for items in [500, 5_000, 50_000] {
        let simulation = workload::simulation(items, EXAMINEES, Estimator::Eap)?;
        group.bench_function(format!("steps/{items}"), |bencher| bencher.iter(|| simulation.run()));
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
