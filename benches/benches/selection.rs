//! The next item, beside a scan of the whole bank.

use std::hint::black_box;

use benches::measure::{medians, nanoseconds, print_head, print_row};
use benches::naive;
use benches::workload::{self, Outcome, PATTERN_LEN};
use criterion::Criterion;
use irt_core::{Estimator, ItemSet};

const SIZES: [usize; 3] = [500, 5_000, 50_000];
/// Different abilities, so that no answer is known beforehand.
const ABILITIES: usize = 1024;

fn main() -> Outcome<()> {
    print_head("Next item by maximum information, 20 items used");
    let mut fastest = Vec::new();
    for items in SIZES {
        fastest.push(next_item(items)?);
    }
    println!("growth from {} to {} items: {:.2}x", SIZES[0], SIZES[2], fastest[2] / fastest[0]);
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
