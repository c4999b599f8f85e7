//! The next item, beside a scan of the whole bank.

use std::hint::black_box;

use benches::measure::{medians, nanoseconds, print_head, print_row};
use benches::naive;
use benches::workload::{self, Outcome, PATTERN_LEN};
use criterion::Criterion;
use irt_core::{AdaptiveEngine, Estimator, ItemIndex, ItemSet, Response};

const SIZES: [usize; 3] = [500, 5_000, 50_000];
/// Different abilities, so that no answer is known beforehand.
const ABILITIES: usize = 1024;
/// Engines that stand ready for one measurement.
const READY: usize = 16;

fn main() -> Outcome<()> {
    print_head("Next item by maximum information, 20 items used");
    let mut fastest = Vec::new();
    for items in SIZES {
        fastest.push(next_item(items)?);
    }
    println!("growth from {} to {} items: {:.2}x", SIZES[0], SIZES[2], fastest[2] / fastest[0]);
    for items in [SIZES[0], SIZES[1]] {
        expected_variance(items)?;
    }
    criterion_groups()
}

fn used(items: usize) -> ItemSet {
    let mut set = ItemSet::new(items);
    for item in workload::pattern_items() {
        set.insert(item);
    }
    set
}

fn next_item(items: usize) -> Outcome<f64> {
    let test = workload::test(items, Estimator::Eap)?;
    let (models, used) = (workload::models(items)?, used(items));
    let thetas = workload::thetas(ABILITIES);
    let mut fast = |times: usize| {
        let thetas = thetas.iter().cycle().take(times);
        nanoseconds(|| choose_all(thetas, |theta| test.most_informative(theta, &used)))
    };
    let mut slow = |times: usize| {
        let thetas = thetas.iter().cycle().take(times);
        let scan = |theta| naive::most_informative(&models, theta, |place| place < PATTERN_LEN);
        nanoseconds(|| choose_all(thetas, scan))
    };
    let medians = medians([&mut fast, &mut slow]);
    print_row(&format!("next of {items} items"), medians);
    Ok(medians[0])
}

/// The 20th answer of a sitting recorded, with its EAP, and the next item chosen by the expected posterior variance.
fn expected_variance(items: usize) -> Outcome<()> {
    print_head("The answer before it and the next item by MEPV: 33 nodes, 20 items used");
    let ready = workload::before_expected_variance(items)?;
    let (models, responses) = (workload::models(items)?, workload::responses()?);
    let answered: Vec<usize> = ready.items().iter().copied().chain(ready.pending()).map(ItemIndex::as_usize).collect();
    let last = responses[PATTERN_LEN - 1];
    let mut fast = |times: usize| {
        let mut elapsed = 0.0;
        for round in (0..times).step_by(READY) {
            let mut engines = vec![ready.clone(); READY.min(times - round)];
            elapsed += nanoseconds(|| engines.iter_mut().for_each(|engine| answer(engine, last)));
            black_box(&engines);
        }
        elapsed
    };
    let mut slow = |times: usize| {
        nanoseconds(|| {
            for _ in 0..times {
                black_box(naive::least_expected_variance(&models, &answered, &responses, 33));
            }
        })
    };
    print_row(&format!("next of {items} items by MEPV"), medians([&mut fast, &mut slow]));
    Ok(())
}

fn answer(engine: &mut AdaptiveEngine, response: Response) {
    if let Some(item) = engine.pending() {
        let _ = black_box(engine.record(item, response));
    }
}

fn choose_all<'a, T>(thetas: impl Iterator<Item = &'a f64>, choose: impl Fn(f64) -> T) {
    for theta in thetas {
        black_box(choose(*theta));
    }
}

/// The same with a history between runs.
fn criterion_groups() -> Outcome<()> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for items in SIZES {
        let (test, used) = (workload::test(items, Estimator::Eap)?, used(items));
        let thetas = workload::thetas(ABILITIES);
        let mut theta = thetas.iter().cycle();
        criterion.bench_function(&format!("selection/max_information/{items}"), |bencher| {
            bencher.iter(|| theta.next().map(|theta| test.most_informative(*theta, &used)));
        });
    }
    criterion.final_summary();
    Ok(())
}
