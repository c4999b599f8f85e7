//! Memory does not grow with the number of examinees. Alone in its process, whose peak is measured.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

use std::num::NonZeroUsize;
use std::sync::Arc;

use irt_core::{AdaptiveTest, CatDesign, CatSpec, FourPl, Item, ItemBank, Metric, QuadratureSpec};
use simulation::{Examinees, Measures, Simulation};

const FEW: u64 = 5_000;
const MANY: u64 = 60_000;

/// The most memory that this process has had, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
}

fn simulate(examinees: u64, traces: u64) {
    let item = |i: u32| Item::new(&format!("q{i}"), FourPl::one_pl(f64::from(i) * 0.3 - 3.0).unwrap()).unwrap();
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, (0..20).map(item).collect()).unwrap());
    let grid = QuadratureSpec { nodes: 11, ..QuadratureSpec::default() };
    let mut spec = CatSpec { quadrature: Some(grid), ..CatSpec::default() };
    spec.stopping.max_items = Some(4);
    let test = Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap());
    let simulation = Simulation::new(test, Examinees::normal(examinees, 0.0, 1.0).unwrap(), 1)
        .with_threads(NonZeroUsize::MIN.saturating_add(1))
        .with_measures(Measures::default().with_traces(traces));
    assert_eq!(simulation.run().unwrap().examinees, examinees);
}

#[test]
fn many_times_as_many_examinees_take_no_more_memory() {
    simulate(FEW, 0);
    let few = peak();
    simulate(MANY, 0);
    let many = peak();
    // A result that was kept would take more than 150 bytes, all of them together 9 MB.
    assert!(many - few < 4_000_000, "{few} bytes for {FEW} examinees, {many} for {MANY}");
    simulate(MANY, MANY);
    // The measure grows when something is kept: the traces that the measures ask for.
    assert!(peak() - many > 8_000_000, "{many} bytes without traces, {} with", peak());
}
