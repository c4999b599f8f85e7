//! How long calibrations of simulated responses take on one thread: `cargo run --release -p calibration --example speed`.
#![expect(clippy::expect_used, reason = "an example that cannot go on has to fail loudly")]

use std::time::Instant;

use calibration::{Calibration, CalibrationItem, CalibrationSettings, Density, ResponseTable};
use irt_core::ModelName;
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

/// Responses of examinees with normal abilities to items with slopes around 1.2.
fn simulated(items: usize, examinees: usize, guessing: f64) -> ResponseTable {
    let mut random = Pcg64Mcg::seed_from_u64(1);
    let mut normal = {
        let mut random = Pcg64Mcg::seed_from_u64(2);
        move || {
            let (u, v): (f64, f64) = (1.0 - random.random::<f64>(), random.random());
            (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
        }
    };
    let parameters: Vec<(f64, f64)> = (0..items).map(|_| ((0.2 + 0.3 * normal()).exp(), normal())).collect();
    let mut table = ResponseTable::new(items);
    for _ in 0..examinees {
        let theta = normal();
        let row: Vec<(usize, u8)> = parameters
            .iter()
            .map(|(a, b)| guessing + (1.0 - guessing) / (1.0 + (-a * (theta - b)).exp()))
            .enumerate()
            .map(|(item, p)| (item, u8::from(random.random::<f64>() < p)))
            .collect();
        table.push(&row).expect("a row of the table");
    }
    table
}

fn main() {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let priors = "[priors]\na = { kind = 'lognormal', mean = 0.0, sd = 0.5 }\nintercept = { kind = 'normal', mean = 0.0, sd = 2.0 }\nc = { kind = 'logit-normal', mean = -1.4, sd = 0.5 }\n";
    let rows = [
        (ModelName::TwoPl, 20, 1000, ""),
        (ModelName::ThreePl, 30, 2000, priors),
        (ModelName::TwoPl, 50, 10_000, ""),
        (ModelName::TwoPl, 100, 20_000, ""),
    ];
    for (model, items, examinees, settings) in rows {
        let settings: CalibrationSettings = toml::from_str(settings).expect("settings");
        assert!(settings.priors.a.is_none_or(|density| matches!(density, Density::Lognormal { .. })));
        let table = simulated(items, examinees, if model == ModelName::ThreePl { 0.2 } else { 0.0 });
        let list: Vec<_> = (0..items).map(|item| CalibrationItem::free(format!("i{item}"), model)).collect();
        for _ in 0..3 {
            let start = Instant::now();
            let calibration = Calibration::new(&list, &table, &settings).expect("a calibration");
            let outcome = threads.install(|| calibration.run()).expect("estimates");
            let (cycles, gradient) = (outcome.cycles, outcome.gradient_max);
            println!(
                "{model} {items} x {examinees}: {:?} with standard errors, {cycles} cycles, gradient {gradient:.1e}",
                start.elapsed()
            );
        }
    }
}
