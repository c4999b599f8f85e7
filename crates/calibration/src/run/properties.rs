//! Properties of every model and prior: derivatives agree with finite differences.

use irt_core::ModelName;
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use super::{Calibration, CalibrationItem, CalibrationOutcome, ParameterEstimate};
use crate::likelihood::{Evaluation, information};
use crate::optimum::observed_information;
use crate::prior::Density;
use crate::responses::ResponseTable;
use crate::settings::{CalibrationSettings, LatentChoice, LatentValue};

const MODELS: [ModelName; 10] = [
    ModelName::OnePl,
    ModelName::TwoPl,
    ModelName::ThreePl,
    ModelName::FourPl,
    ModelName::Graded,
    ModelName::ModifiedGraded,
    ModelName::PartialCredit,
    ModelName::GeneralizedPartialCredit,
    ModelName::RatingScale,
    ModelName::Nominal,
];

/// Two items of each model.
fn items() -> Vec<CalibrationItem> {
    MODELS
        .into_iter()
        .flat_map(|model| [1, 2].map(|number| CalibrationItem::free(format!("{model}-{number}"), model)))
        .collect()
}

/// Rows of examinees in two groups, a fifth of them missing.
fn rows(items: &[CalibrationItem]) -> Vec<(Vec<(usize, u8)>, u16)> {
    let mut random = Pcg64Mcg::seed_from_u64(7);
    let mut row = |examinee: usize| {
        let theta = 3.0 * random.random::<f64>() - 1.5;
        let mut cells = Vec::new();
        for (item, of) in items.iter().enumerate() {
            let steps = if of.model().is_dichotomous() { 1 } else { 3 };
            let draws =
                (0..steps).filter(|step| random.random::<f64>() < 1.0 / (1.0 + (f64::from(*step) * 0.3 - theta).exp()));
            let category = draws.count() as u8;
            if random.random::<f64>() > 0.2 {
                cells.push((item, category));
            }
        }
        (cells, (examinee % 2) as u16)
    };
    (0..400).map(&mut row).collect()
}

fn table(rows: &[(Vec<(usize, u8)>, u16)], items: usize) -> ResponseTable {
    let mut table = ResponseTable::new(items);
    for (place, (row, group)) in rows.iter().enumerate() {
        table.push_weighted(row, *group, 1.0 + (place % 3) as f64).unwrap();
    }
    table
}

/// Priors on everything; with b or with intercepts.
fn settings(on_b: bool) -> CalibrationSettings {
    let mut settings = CalibrationSettings::default();
    let normal = Some(Density::Normal { mean: 0.1, sd: 1.5 });
    settings.priors.a =
        Some(if on_b { Density::Lognormal { mean: 0.1, sd: 0.5 } } else { Density::Normal { mean: 1.0, sd: 0.7 } });
    settings.priors.c = Some(if on_b {
        Density::Beta { alpha: 5.0, beta: 17.0 }
    } else {
        Density::LogitNormal { mean: -1.4, sd: 0.6 }
    });
    settings.priors.d =
        Some(if on_b { Density::Beta { alpha: 17.0, beta: 3.0 } } else { Density::LogitNormal { mean: 2.5, sd: 0.6 } });
    if on_b {
        settings.priors.b = normal;
    } else {
        settings.priors.intercept = normal;
    }
    settings
}

#[test]
fn gradient_and_information_agree_with_finite_differences_for_every_model_and_prior() {
    let items = items();
    let table = table(&rows(&items), items.len());
    for (on_b, sd) in [(true, LatentChoice::Fixed), (false, LatentChoice::Free)] {
        let mut settings = settings(on_b);
        settings.latent.sd = Some(LatentValue::Named(sd));
        let assembly = Calibration::new(&items, &table, &settings).unwrap().assembly().unwrap();
        let problem = &assembly.problem;
        let here = Evaluation::new(problem, &assembly.start);
        let observed = observed_information(&information(problem, &assembly.start, &here.expectation));
        for place in 0..problem.size {
            let step = 1e-4;
            let at = |factor: f64| {
                let mut parameters = assembly.start.clone();
                parameters[place] += factor * step;
                Evaluation::new(problem, &parameters)
            };
            let (up, down, up2, down2) = (at(1.0), at(-1.0), at(2.0), at(-2.0));
            let slope =
                |one: f64, other: f64, far: f64, farther: f64| (8.0 * (one - other) - (far - farther)) / (12.0 * step);
            let name = &assembly.names[place];
            let numeric = slope(up.objective(), down.objective(), up2.objective(), down2.objective());
            assert!((numeric - here.gradient[place]).abs() < 1e-5, "{name}: {numeric} {}", here.gradient[place]);
            for other in 0..problem.size {
                let gradients = [&up, &down, &up2, &down2].map(|there| there.gradient[other]);
                let numeric = -slope(gradients[0], gradients[1], gradients[2], gradients[3]);
                let difference = (numeric - observed[(other, place)]).abs();
                assert!(
                    difference < 1e-5 * (1.0 + numeric.abs()),
                    "{name} {}: {numeric} {}",
                    assembly.names[other],
                    observed[(other, place)]
                );
            }
        }
    }
}

fn values(outcome: &CalibrationOutcome) -> Vec<(String, ParameterEstimate)> {
    (0..outcome.items.len()).flat_map(|item| outcome.parameters_of(item).to_vec()).collect()
}

#[test]
fn the_order_of_examinees_and_items_and_the_number_of_threads_change_nothing() {
    let items: Vec<CalibrationItem> = items().into_iter().filter(|item| item.model() != ModelName::FourPl).collect();
    let mut rows = rows(&items);
    rows.iter_mut().for_each(|(row, _)| row.retain(|(item, _)| *item < items.len()));
    let settings = settings(true);
    let run = |items: &[CalibrationItem], table: &ResponseTable| {
        Calibration::new(items, table, &settings).unwrap().run().unwrap()
    };
    let plain_table = table(&rows, items.len());
    let plain = run(&items, &plain_table);
    assert!(plain.converged, "{} {}", plain.cycles, plain.gradient_max);
    let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(single.install(|| run(&items, &plain_table)), plain);

    let mut turned = ResponseTable::new(items.len());
    for (place, (row, group)) in rows.iter().enumerate().rev() {
        turned.push_weighted(row, *group, 1.0 + (place % 3) as f64).unwrap();
    }
    assert_eq!(run(&items, &turned), plain);

    let last = items.len() - 1;
    let reversed_items: Vec<CalibrationItem> = items.iter().rev().cloned().collect();
    let mut reversed_rows = rows.clone();
    reversed_rows.iter_mut().for_each(|(row, _)| row.iter_mut().for_each(|(item, _)| *item = last - *item));
    let reversed = run(&reversed_items, &table(&reversed_rows, items.len()));
    assert!((reversed.log_likelihood - plain.log_likelihood).abs() < 1e-8);
    for item in 0..items.len() {
        for ((name, one), (_, other)) in plain.parameters_of(item).iter().zip(reversed.parameters_of(last - item)) {
            assert!((one.estimate - other.estimate).abs() < 1e-8, "{item} {name}: {one:?} {other:?}");
        }
    }
    assert!(!values(&plain).is_empty());
}

#[test]
fn items_that_cannot_be_identified_are_set_aside_by_name_and_the_rest_is_calibrated() {
    let mut random = Pcg64Mcg::seed_from_u64(11);
    let items: Vec<CalibrationItem> = (0..10)
        .map(|item| {
            CalibrationItem::free(format!("q{item}"), if item == 9 { ModelName::Graded } else { ModelName::TwoPl })
        })
        .collect();
    let mut table = ResponseTable::new(items.len());
    for examinee in 0..300 {
        let theta = 4.0 * random.random::<f64>() - 2.0;
        let mut answer = |theta: f64| u8::from(random.random::<f64>() < 1.0 / (1.0 + (-1.5 * theta).exp()));
        let mut row: Vec<(usize, u8)> = (0..5).map(|item| (item, answer(theta))).collect();
        row.extend([(5, 1), (6, 0), (7, answer(-theta)), (9, 2 * answer(theta))]);
        if examinee < 3 {
            row.push((8, answer(theta)));
        }
        table.push(&row).unwrap();
    }
    let settings = CalibrationSettings::default();
    let outcome = Calibration::new(&items, &table, &settings).unwrap().run().unwrap();
    let reasons: Vec<(usize, String)> =
        outcome.set_aside().map(|(place, item)| (place, item.reason.to_string())).collect();
    let begins =
        ["all responses", "all responses", "its slope", "there are 3 responses", "no response to it is in category 1"];
    assert_eq!(reasons.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [5, 6, 7, 8, 9], "{reasons:?}");
    assert!(reasons.iter().zip(begins).all(|((_, reason), begin)| reason.starts_with(begin)), "{reasons:?}");
    assert!(outcome.converged && outcome.kept().count() == 5);
}
